import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import { personIn } from './chosen';

const SHOWN = 8;

/** Who could take over, while a recipient is typed: employees who can sign in, without whoever leaves. */
export async function showRecipients(services: Services, call: MemberCall): Promise<void> {
	const search = call.query('manager').trim().slice(0, 200);
	const leaver = call.query('user').toLowerCase();
	const tenant = await tenantOf(services, call, leaver);
	const place = tenant && { tenantId: tenant.tenantId, group: tenant.group };
	const found = place
		? (await services.runner.directory.people({ ...place, search, limit: SHOWN + 1 })).people
		: [];
	const people = found.filter(
		({ id, accountEnabled, userPrincipalName }) =>
			id.toLowerCase() !== leaver && accountEnabled !== false && userPrincipalName,
	);
	call.page('offboardings/views/recipients', { people: people.slice(0, SHOWN) });
}

/** The tenant that somebody is of, which need not be the one that is worked in: a schedule of another can be changed. */
async function tenantOf(
	services: Services,
	{ member }: MemberCall,
	leaver: string,
): Promise<Tenant | null> {
	const tenants = await tenantsOf(services.db, member.organisation.id);
	const current = currentTenant(tenants, member);
	for (const tenant of current ? [current, ...tenants] : tenants) {
		if ((await personIn(services, tenant, leaver)) !== null) return tenant;
	}
	return null;
}
