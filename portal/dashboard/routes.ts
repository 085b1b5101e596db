import type { Member } from '../accounts/visitor';
import { latestActs } from '../audit/latest-acts';
import type { ConnectionParts } from '../connection/connection-parts';
import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Routes } from '../http/routes';
import { can } from '../team/roles';
import { leaversOf } from '../licences/leavers';
import { lockOutChart } from './lock-out-chart';
import { overviewOf } from './overview';
import { setUpOf } from './set-up';

/** The first page. */
export function addDashboardRoutes(routes: Routes, parts: ConnectionParts): void {
	routes.member('get', '/', 'dashboard:read', async (call) => {
		const left = stepLeft(call.member);
		if (left !== null) return call.redirect(`/welcome/${left}`);
		const page = { title: 'Dashboard', nav: 'dashboard', ...(await dashboardOf(parts, call)) };
		const isPart = call.isPartial && page.tenant !== null;
		call.page(isPart ? 'dashboard/views/now-part' : 'dashboard/views/dashboard', page);
	});
}

/** What the first page shows, and whether it changes by itself now. */
async function dashboardOf({ services, syncs }: ConnectionParts, call: MemberCall) {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	// First: one that ends while the rest is read is asked about once more, rather than shown as ended with nobody in it.
	const isSyncing = tenant !== null && syncs.state(tenant.tenantId)?.type === 'running';
	const setUp = await setUpOf(services, call, tenants);
	const overview = await overviewOf(services, call);
	const { lockOuts } = overview.days;
	return {
		...{ tenant, setUp, overview, isMoving: isSyncing || overview.running.length > 0 },
		counts:
			tenant &&
			(await services.runner.directory.counts({ tenantId: tenant.tenantId, group: tenant.group })),
		lockOuts: [lockOutChart(lockOuts, 760), lockOutChart(lockOuts, 340)],
		latest: await latestActs(services, call),
		leavers: tenant && (await leaversOf(services, tenant.tenantId)),
	};
}

/** The step of the set-up that was left, for whoever may do it: others join while it is under way. */
function stepLeft({ organisation, role, isReadOnly }: Member): string | null {
	const { wizardStep } = organisation;
	if (isReadOnly) return null;
	if (wizardStep === 'team') return can(role, 'team:manage') ? wizardStep : null;
	return wizardStep === 'connect' && can(role, 'connection:manage') ? wizardStep : null;
}
