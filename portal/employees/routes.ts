import type { MemberCall } from '../http/call';
import { readOf } from '../http/columns';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { ConnectionParts } from '../connection/connection-parts';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import { listPage } from './list-page';
import { stateOf } from './list-state';
import { addPersonPages } from './person-page';
import { addSyncRoutes } from './sync-routes';

/** The people of the tenant that is worked in, and their sync. */
export function addEmployeeRoutes(routes: Routes, parts: ConnectionParts): void {
	routes.member('get', '/employees', 'employees:read', async (call) => {
		const tenant = await tenantOf(parts, call);
		if (!tenant)
			return call.page('employees/views/no-tenant', { title: 'Employees', nav: 'employees' });
		await openList(parts.services, call, 'employees', async (views) => {
			const view = call.isPartial ? 'employees/views/people-part' : 'employees/views/list';
			const state = stateOf(readOf(call), views.allHref);
			call.page(view, { ...(await listPage(parts, tenant, state)), views });
		});
	});
	addSyncRoutes(routes, parts);
	// Last: “sync” could otherwise be taken for somebody.
	addPersonPages(routes, parts);
}

async function tenantOf({ services }: ConnectionParts, call: MemberCall): Promise<Tenant | null> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	return currentTenant(tenants, call.member);
}
