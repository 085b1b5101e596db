import {
	notGoneOnWith,
	UNDO_DAYS,
	UNDO_HOURS,
	UNDO_VERDICT_WORDS,
	type KeptUndo,
	type RunRecord,
} from '../../runner';
import { recordNow } from '../audit/acts';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { isTyped } from '../offboardings/follow-up-forms';
import { oneRun } from '../offboardings/run-pages';
import { reportFile } from '../reports/report-file';
import { shownTime, type ShownTime } from '../schedules/schedule-time';
import { schedulesOf } from '../schedules/schedules';
import type { Services } from '../services';
import { connectionOf, inWords, startUndo, whyNotBy } from './start-undo';
import { isHeld, isLeft } from './left-undo';
import { undoForm } from './undo-form';
import { countsOf, shownSteps } from './undo-items';

const ASK = '/offboardings/:id/undo';

/** Undoing what can be undone: what would be, item by item; then watching it; then its record. */
export function addUndoRoutes(routes: Routes, services: Services): void {
	routes.member('get', ASK, 'offboardings:undo', async (call) => {
		const open = await openUndo(services, call);
		if (open) return call.redirect(pageOf(open));
		await ask(services, call, []);
	});
	routes.member('post', ASK, 'offboardings:undo', (call) => confirmed(services, call), {
		afterTrial: true,
	});
	routes.member('get', '/offboardings/:id/undos/:number', 'offboardings:read', async (call) => {
		await show(services, call);
	});
	routes.member('get', '/reports/:id/undos/:number', 'reports:read', async (call) => {
		await download(services, call);
	});
}

const pageOf = ({ runId, number }: KeptUndo): string => `/offboardings/${runId}/undos/${number}`;

/** The one that has not ended and can be gone on with; of a run there is one at most. */
async function openUndo(services: Services, call: MemberCall): Promise<KeptUndo | null> {
	const { run } = await oneRun(services, call);
	const undos = await services.runner.undos([run.id]);
	const open = undos.find(({ endedAt }) => endedAt === null);
	return open && !isLeft(open, services.now()) ? open : null;
}

/** Reads the tenant and says what would come of it. */
async function ask(
	services: Services,
	call: MemberCall,
	errors: readonly FieldError[],
): Promise<void> {
	const { run, tenant } = await oneRun(services, call);
	const why = await services.runner.whyNoUndo(run.id, services.now());
	if (why !== null) throw new HttpError(409, why);
	const connection = await connectionOf(services, tenant);
	const plan = await services.runner.planUndo(run.id, connection).catch((error: unknown) => {
		throw inWords(error);
	});
	const typed = typedIn(call.body, ['reason', 'confirm']);
	const seen = (await services.runner.undos([run.id])).length;
	const page = {
		...{ title: 'Undo', nav: 'offboarding', width: 'mid', run, tenant, errors, typed, seen },
		...{ before: plan.before, tries: plan.tries, days: UNDO_DAYS, wanted: addressOf(run) },
		name: run.offboarding?.employee.displayName ?? run.request.user,
		steps: shownSteps(plan.items, tenant.simulated),
		counts: countsOf(plan.items),
		isAnything: plan.items.some(({ status }) => status === 'planned'),
		whyNot: await whyNotBy(services, call, run, tenant),
		scheduled: await stillScheduled(services, call, run),
	};
	call.page('undo/views/ask', page, errors.length > 0 ? 422 : 200);
}

const addressOf = (run: Awaited<ReturnType<typeof oneRun>>['run']): string =>
	run.offboarding?.employee.userPrincipalName ?? run.request.user;

/** Whoever is given back their access would lose it again at its time, unless somebody cancels it. */
async function stillScheduled(
	services: Services,
	call: MemberCall,
	{ offboarding, request }: RunRecord,
): Promise<readonly (ShownTime & { readonly id: string })[]> {
	const employee = offboarding?.employee.id.toLowerCase();
	const theirs = (await schedulesOf(services, call)).filter(
		({ schedule, tenant }) =>
			(schedule.state === 'pending' || schedule.state === 'needs_confirmation') &&
			tenant.tenantId.toLowerCase() === request.tenantId.toLowerCase() &&
			schedule.employee.id.toLowerCase() === employee,
	);
	return theirs.map(({ schedule }) => ({
		...{ ...shownTime(schedule.time, services.now()), id: schedule.id },
	}));
}

async function confirmed(services: Services, call: MemberCall): Promise<void> {
	const { run, tenant } = await oneRun(services, call);
	const whyNot = await whyNotBy(services, call, run, tenant);
	if (whyNot !== null) throw new HttpError(403, whyNot);
	const open = await openUndo(services, call);
	// Whoever confirmed it has said why; this only goes on, or leads to it.
	if (open) {
		const number = await startUndo(services, call, { run, tenant }, { reason: '' });
		return call.redirect(pageOf({ ...open, number }));
	}
	const form = parseForm(undoForm, call.body);
	const errors = form.ok ? [] : [...form.errors];
	const wanted = addressOf(run);
	if (!isTyped(typedIn(call.body, ['confirm']).confirm ?? '', wanted)) {
		errors.push({ field: 'confirm', says: `That is not ${wanted}. Nothing was undone.` });
	}
	if (!form.ok || errors.length > 0) return await ask(services, call, errors);
	const number = await startUndo(services, call, { run, tenant }, form.value);
	call.redirect(`/offboardings/${run.id}/undos/${number}`);
}

/** @throws HttpError 404 */
async function oneUndo(services: Services, call: MemberCall) {
	const { run, tenant } = await oneRun(services, call);
	const undos = await services.runner.undos([run.id]);
	const undo = undos.find(({ number }) => String(number) === call.param('number'));
	if (!undo) throw notFound();
	return { run, tenant, undo, isLast: undo === undos.at(-1) };
}

async function show(services: Services, call: MemberCall): Promise<void> {
	const { run, tenant, undo, isLast } = await oneUndo(services, call);
	const { runner } = services;
	const isOver = undo.endedAt !== null;
	const isLate = isLeft(undo, services.now());
	const at = undo.undo?.interruptedAt;
	const page = {
		...{ title: `Undo of ${run.id}`, nav: 'offboarding', width: 'mid', run, tenant, undo, isOver },
		isInterrupted: !isOver && !isHeld(undo, services.now()),
		...{ isLate, hours: UNDO_HOURS, left: at ? notGoneOnWith(at) : null },
		mayAskAgain: isLast && (await runner.whyNoUndo(run.id, services.now())) === null,
		name: run.offboarding?.employee.displayName ?? run.request.user,
		words: undo.verdict === null ? null : UNDO_VERDICT_WORDS[undo.verdict],
		steps: shownSteps(undo.items, tenant.simulated),
		counts: countsOf(undo.items),
	};
	call.page(call.isPartial ? 'undo/views/progress' : 'undo/views/undo', page);
}

async function download(services: Services, call: MemberCall): Promise<void> {
	const { run, undo } = await oneUndo(services, call);
	if (undo.report === null) throw notFound();
	const bytes = await reportFile(undo.id, undo.report);
	const facts = { run: undo.id, tenant: run.request.tenantId };
	await recordNow(services, call.member, { type: 'report.downloaded', facts });
	call.response
		.type('pdf')
		.set('Content-Disposition', `attachment; filename="${undo.id}.pdf"`)
		.send(bytes);
}
