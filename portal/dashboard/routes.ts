import type { Member } from '../accounts/visitor';
import { latestActs } from '../audit/latest-acts';
import type { ConnectionParts } from '../connection/connection-parts';
import { currentTenant, tenantsOf } from '../connection/tenants';
import type { Routes } from '../http/routes';
import { can } from '../team/roles';
import { leaversOf } from '../licences/leavers';
import { lockOutChart } from './lock-out-chart';
import { overviewOf } from './overview';
import { setUpOf } from './set-up';

/** The first page. */
export function addDashboardRoutes(routes: Routes, { services }: ConnectionParts): void {
	routes.member('get', '/', 'dashboard:read', async (call) => {
		const { organisation } = call.member;
		const left = stepLeft(call.member);
		if (left !== null) return call.redirect(`/welcome/${left}`);
		const tenants = await tenantsOf(services.db, organisation.id);
		const tenant = currentTenant(tenants, call.member);
		const counts =
			tenant &&
			(await services.runner.directory.counts({ tenantId: tenant.tenantId, group: tenant.group }));
		const overview = await overviewOf(services, call);
		const { lockOuts } = overview.days;
		call.page('dashboard/views/dashboard', {
			title: 'Dashboard',
			nav: 'dashboard',
			tenant,
			counts,
			overview,
			lockOuts: [lockOutChart(lockOuts, 760), lockOutChart(lockOuts, 340)],
			latest: await latestActs(services, call),
			leavers: tenant && (await leaversOf(services, tenant.tenantId)),
			setUp: await setUpOf(services, call, tenants),
		});
	});
}

/** The step of the set-up that was left, for whoever may do it: others join while it is under way. */
function stepLeft({ organisation, role, isReadOnly }: Member): string | null {
	const { wizardStep } = organisation;
	if (isReadOnly) return null;
	if (wizardStep === 'team') return can(role, 'team:manage') ? wizardStep : null;
	return wizardStep === 'connect' && can(role, 'connection:manage') ? wizardStep : null;
}
