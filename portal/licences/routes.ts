import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { licencesHeld } from './held';
import { DAYS, leaversOf } from './leavers';

/** Who still holds licences of those who were offboarded: whom it is about at once, what they hold as a part of the page. */
export function addLicenceRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/licences', 'employees:read', async (call) => {
		await show(services, call, false);
	});
	routes.member('get', '/licences/held', 'employees:read', async (call) => {
		await show(services, call, true);
	});
}

async function show(services: Services, call: MemberCall, isRead: boolean): Promise<void> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	const about = { title: 'Licences still held', nav: 'dashboard', days: DAYS, tenant };
	if (!tenant) return call.page('employees/views/no-tenant', about);
	const leavers = await leaversOf(services, tenant.tenantId);
	const reading =
		isRead && leavers.people.length > 0
			? await licencesHeld(services, tenant, leavers.people)
			: null;
	const page = { ...about, leavers, reading };
	call.page(call.isPartial ? 'licences/views/held' : 'licences/views/licences', page);
}
