import { PERSON_KINDS } from '../../runner';
import type { ConnectionParts } from '../connection/connection-parts';
import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';

const SHOWN = 10;

/** Choosing whom to offboard: everybody of the directory, also whose sign-in is off already, and a sync where somebody is not listed. */
export async function showPeople(
	{ services, syncs }: ConnectionParts,
	call: MemberCall,
): Promise<void> {
	const page = { title: 'New offboarding', nav: 'offboarding' };
	const search = call.query('q').trim().slice(0, 200);
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	if (!tenant) return call.page('employees/views/no-tenant', page);
	const { directory } = services.runner;
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const [found, lastSync] = await Promise.all([
		directory.people({ ...place, search, kinds: PERSON_KINDS, limit: SHOWN }),
		directory.lastSync(place),
	]);
	const view = call.isPartial ? 'offboardings/views/found' : 'offboardings/views/choose';
	const people = { people: found.people, hasMore: found.next !== null };
	const sync = { sync: syncs.state(tenant.tenantId), lastSync };
	call.page(view, { ...page, tenant, search, ...people, ...sync });
}
