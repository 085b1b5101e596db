import { VERDICT_WORDS, type RunRecord } from '../../runner';
import { actorOf } from '../audit/acts';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { cardOf, type RunCard } from './run-card';
import { isLeftOpen, saysFollowUp } from './settled';

const SHOWN = 100;

/** A card with the tenant that it is of. */
export type OwnCard = RunCard & { readonly tenant: Tenant | null };

/** The runs of an organisation, and the card of one. */
export function addRunPages(routes: Routes, services: Services): void {
	routes.member('get', '/offboardings', 'offboardings:read', async (call) => {
		const all = await cardsOf(services, call);
		const show = call.query('show');
		const page = { title: 'Offboarding', nav: 'offboarding', show, ...shownOf(all, show) };
		call.page('offboardings/views/list', page);
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
	const { runner } = services;
	const { followUps } = runner;
	const acts = await followUps.of([run.id]);
	const card = cardOf(run, services.now(), await nameOf(services, run, tenant), acts);
	const wipes = card.isOver ? await followUps.openWipes(run) : [];
	return {
		...{ title: card.name, card, tenant, saysFollowUp, verdictWords: VERDICT_WORDS },
		isLeftOpen: isLeftOpen(run, card.settlement),
		// One that was left may be decided about again; it is no longer asked about.
		decisions: wipes.filter(({ deviceId }) => !acts.some((act) => act.deviceId === deviceId)),
		left: wipes.filter(({ deviceId }) => acts.some((act) => act.deviceId === deviceId)),
		addenda: card.isOver ? await runner.addenda(run.id) : [],
	};
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

/** The same as cards, with what people did about them. */
export async function cardsOf(services: Services, call: MemberCall): Promise<readonly OwnCard[]> {
	const { runs, tenantOf } = await runsOf(services, call);
	const acts = await services.runner.followUps.of(runs.map(({ id }) => id));
	return runs.map((run) => {
		const own = acts.filter(({ runId }) => runId === run.id);
		return { ...cardOf(run, services.now(), null, own), tenant: tenantOf(run) };
	});
}

/** What the list is narrowed to, and how many there are of each. */
function shownOf(all: readonly OwnCard[], show: string) {
	const kinds = [
		['', 'All', () => true],
		['needs', 'Needs you', ({ needsYou, run }: OwnCard) => needsYou || run.status === 'waiting'],
		['running', 'Running', ({ run }: OwnCard) => run.status === 'running'],
	] as const;
	const [, , is] = kinds.find(([key]) => key === show) ?? kinds[0];
	return {
		cards: all.filter(is),
		kinds: kinds.map(([key, word, of]) => ({ key, word, count: all.filter(of).length })),
	};
}

/** A run of one of the organisation's tenants. @throws HttpError 404 for every other */
export async function oneRun(
	services: Services,
	call: Pick<MemberCall, 'member' | 'param'>,
): Promise<{ run: RunRecord; tenant: Tenant }> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const run = await services.runner.run(call.param('id'));
	const tenant = tenants.find(({ tenantId }) => tenantId === run?.request.tenantId);
	if (!run || !tenant) throw notFound();
	return { run, tenant };
}
