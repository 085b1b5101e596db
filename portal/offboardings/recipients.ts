import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';

const SHOWN = 8;

/** Who could take over, while a recipient is typed: employees who can sign in, without whoever leaves. */
export async function showRecipients(services: Services, call: MemberCall): Promise<void> {
	const search = call.query('manager').trim().slice(0, 200);
	const leaver = call.query('user').toLowerCase();
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
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
