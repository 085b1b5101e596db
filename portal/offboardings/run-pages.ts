import {
	CHECK_WORD,
	isLookedAt,
	isTooOld,
	notGoneOnWith,
	TRY_DAYS,
	UNDO_HOURS,
	UNDO_VERDICT_WORDS,
	VERDICT_WORDS,
	type RunRecord,
} from '../../runner';
import type { OwnCard } from './run-list';
import { actorOf } from '../audit/acts';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { openList } from '../saved-views/open-list';
import type { Services } from '../services';
import { isLeft } from '../undo/left-undo';
import { namesOf } from './known-names';
import { cardOf } from './run-card';
import { cardsOfRuns, runList } from './run-list';
import { isLeftOpen, saysFollowUp } from './settled';

const SHOWN = 100;

/** The runs of an organisation, and the card of one. */
export function addRunPages(routes: Routes, services: Services): void {
	routes.member('get', '/offboardings', 'offboardings:read', async (call) => {
		await openList(services, call, 'offboardings', async (views) => {
			const page = { title: 'Offboarding', nav: 'offboarding', views };
			const runs = await runList(services, call, views.allHref);
			call.page('offboardings/views/list', { ...page, ...runs });
		});
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
	const tries = await followUps.tries(acts);
	const name = (await namesOf(services, [tenant], [run])).get(run.id) ?? null;
	const broken = (await runner.brokenChecks([run.id])).get(run.id) ?? null;
	const card = cardOf(run, services.now(), name, acts, tries, broken);
	// What a single try left open is decided about at the run that it belongs to.
	const asksHere = card.isOver && card.tryWords === null;
	const wipes = asksHere ? await followUps.openWipes(run, tries) : [];
	const undos = card.isOver ? await runner.undos([run.id]) : [];
	return {
		...{ title: card.name, card, tenant, saysFollowUp },
		...{ verdictWords: VERDICT_WORDS, checkWords: CHECK_WORD },
		isLeftOpen: isLeftOpen(run, card.settlement),
		...{ isTooOld: isTooOld(run, services.now()), tryDays: TRY_DAYS },
		// One that was left may be decided about again; it is no longer asked about.
		decisions: wipes.filter(({ deviceId }) => !acts.some((act) => act.deviceId === deviceId)),
		left: wipes.filter(({ deviceId }) => acts.some((act) => act.deviceId === deviceId)),
		addenda: card.isOver ? await runner.addenda(run.id) : [],
		...{ undoLeft: undos.some((one) => isLeft(one, services.now())), undoHours: UNDO_HOURS },
		...{
			undos,
			undoWords: UNDO_VERDICT_WORDS,
			notGoneOnWith,
			isLookedAt: isLookedAt(run.request.only),
		},
		mayUndo: card.isOver && (await runner.whyNoUndo(run.id, services.now())) === null,
	};
}

/** The newest runs of all tenants of an organisation as cards, without rehearsed previews. */
export async function cardsOf(
	services: Services,
	{ member }: MemberCall,
): Promise<readonly OwnCard[]> {
	const tenants = await tenantsOf(services.db, member.organisation.id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const runs = await services.runner.runs({ tenantIds, dryRun: false, limit: SHOWN });
	return await cardsOfRuns(services, tenants, runs);
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
