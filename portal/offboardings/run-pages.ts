import type { RunRecord } from '../../runner';
import { actorOf } from '../audit/acts';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { cardOf } from './run-card';

const SHOWN = 100;

/** The runs of an organisation, and the card of one. */
export function addRunPages(routes: Routes, services: Services): void {
	routes.member('get', '/offboardings', 'offboardings:read', async (call) => {
		const { runs, tenantOf } = await runsOf(services, call);
		const cards = runs.map((run) => ({ ...cardOf(run, services.now()), tenant: tenantOf(run) }));
		call.page('offboardings/views/list', { title: 'Offboarding', nav: 'offboarding', cards });
	});
	routes.member('get', '/offboardings/:id', 'offboardings:read', async (call) => {
		const id = call.param('id');
		// Before it is read: what comes in meanwhile is told of once more rather than never.
		const after = (await services.runner.lastEvents([id])).get(id) ?? 0;
		const { run, tenant } = await oneRun(services, call);
		const page = { ...(await runPage(services, run, tenant)), nav: 'offboarding', after };
		call.page(call.isPartial ? 'offboardings/views/card' : 'offboardings/views/run', page);
	});
	routes.member(
		'post',
		'/offboardings/:id/cancel',
		'offboardings:start',
		async (call) => {
			const { run } = await oneRun(services, call);
			await services.runner.cancel(run.id, actorOf(call.member.accountId));
			call.redirect(`/offboardings/${run.id}`);
		},
		{ afterTrial: true },
	);
}

/** What the page of a run shows, whoever looks at it. */
export async function runPage(services: Services, run: RunRecord, tenant: Tenant) {
	const card = cardOf(run, services.now(), await nameOf(services, run, tenant));
	return { title: card.name, card, tenant };
}

/** The name in the directory, asked for only while the run itself knows none. */
async function nameOf(
	{ runner }: Services,
	run: RunRecord,
	{ tenantId, group }: Tenant,
): Promise<string | null> {
	if (run.offboarding !== null) return null;
	const person = await runner.directory.person({ tenantId, group }, run.request.user);
	return person?.displayName ?? null;
}

/** The runs of all tenants of an organisation, the newest first, without rehearsed previews. */
export async function runsOf(services: Services, { member }: MemberCall) {
	const tenants = await tenantsOf(services.db, member.organisation.id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const all =
		tenantIds.length === 0
			? []
			: await services.runner.runs({ tenantIds, dryRun: false, limit: SHOWN });
	const tenantOf = (run: RunRecord): Tenant | null =>
		tenants.find(({ tenantId }) => tenantId === run.request.tenantId) ?? null;
	return { runs: all, tenantOf };
}

/** A run of one of the organisation's tenants. @throws HttpError 404 for every other */
export async function oneRun(
	services: Services,
	call: MemberCall,
): Promise<{ run: RunRecord; tenant: Tenant }> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const run = await services.runner.run(call.param('id'));
	const tenant = tenants.find(({ tenantId }) => tenantId === run?.request.tenantId);
	if (!run || !tenant) throw notFound();
	return { run, tenant };
}
