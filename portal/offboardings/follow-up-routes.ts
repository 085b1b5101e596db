import { tooOldWords, type OpenWipe } from '../../runner';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { ownAccountOf } from './chosen';
import { againForm, dealtForm, deviceName, isTyped, wipeForm } from './follow-up-forms';
import { oneRun, runPage } from './run-pages';
import { actOf, inWords, startAgain } from './start-again';

const FIELDS = ['decision', 'reason', 'confirm'] as const;

/** What people decide and do about runs that have ended. */
export function addFollowUpRoutes(routes: Routes, services: Services): void {
	addWipes(routes, services);
	addDealtWith(routes, services);
	addAgain(routes, services);
}

/** A run that has ended, as its pages show it. */
export async function endedPage(
	services: Services,
	call: MemberCall,
	errors: readonly FieldError[] = [],
) {
	const { run, tenant } = await oneRun(services, call);
	const page = await runPage(services, run, tenant);
	if (!page.card.isOver) {
		throw new HttpError(409, `${run.id} has not ended. Wait for its end, or cancel it.`);
	}
	const typed = typedIn(call.body, FIELDS);
	return { ...page, ...{ nav: 'offboarding', run, typed, errors, width: 'mid' } };
}

function addWipes(routes: Routes, services: Services): void {
	const path = '/offboardings/:id/wipes/:device';
	const view = 'offboardings/views/wipe';
	routes.member('get', path, 'offboardings:start', async (call) => {
		const page = await endedPage(services, call);
		call.page(view, { ...page, ...wipeOf(page, call) });
	});
	routes.member(
		'post',
		path,
		'offboardings:start',
		async (call) => {
			const page = await endedPage(services, call);
			const { wipe, name } = wipeOf(page, call);
			const form = parseForm(wipeForm, call.body);
			const errors = form.ok ? [] : [...form.errors];
			if (page.typed.decision === 'send' && !isTyped(page.typed.confirm ?? '', name)) {
				errors.push({ field: 'confirm', says: `That is not ${name}. Nothing was sent.` });
			}
			if (!form.ok || errors.length > 0) {
				return call.page(view, { ...page, wipe, name, errors }, 422);
			}
			const { decision, reason } = form.value;
			const act = { ...actOf(call, page.run), deviceId: wipe.deviceId, reason };
			const { followUps } = services.runner;
			if (decision === 'send') {
				await refuseOneself(services, call, page);
				const next = await startAgain(services, call, page, (tx, id) =>
					followUps.sendIn(tx, id, act),
				);
				return call.redirect(`/offboardings/${next}`);
			}
			await followUps.decideWipe(act, decision).catch((error: unknown) => {
				throw inWords(error);
			});
			call.redirect(`/offboardings/${page.run.id}`);
		},
		{ afterTrial: true },
	);
}

/** @throws HttpError 404 for a device that nothing is to be decided about */
function wipeOf(
	page: { readonly decisions: readonly OpenWipe[]; readonly left: readonly OpenWipe[] },
	call: MemberCall,
): { readonly wipe: OpenWipe; readonly name: string } {
	const asked = call.param('device').toLowerCase();
	const wipe = [...page.decisions, ...page.left].find(({ deviceId }) => deviceId === asked);
	if (!wipe) throw notFound();
	return { wipe, name: deviceName(wipe.device) };
}

function addDealtWith(routes: Routes, services: Services): void {
	const path = '/offboardings/:id/dealt-with';
	const view = 'offboardings/views/dealt-with';
	routes.member('get', path, 'offboardings:start', async (call) => {
		call.page(view, await endedPage(services, call));
	});
	routes.member(
		'post',
		path,
		'offboardings:start',
		async (call) => {
			const page = await endedPage(services, call);
			const form = parseForm(dealtForm, call.body);
			if (!form.ok) return call.page(view, { ...page, errors: form.errors }, 422);
			const act = { ...actOf(call, page.run), reason: form.value.reason };
			await services.runner.followUps.dealtWith(act).catch((error: unknown) => {
				throw inWords(error);
			});
			call.redirect(`/offboardings/${page.run.id}`);
		},
		{ afterTrial: true },
	);
}

function addAgain(routes: Routes, services: Services): void {
	const path = '/offboardings/:id/again';
	const view = 'offboardings/views/again';
	const ask = async (call: MemberCall) => {
		const page = await endedPage(services, call);
		refuseOld(page);
		call.page(view, { ...page, wanted: addressOf(page) });
	};
	routes.member('get', path, 'offboardings:start', ask, { begins: true });
	routes.member('post', path, 'offboardings:start', async (call) => {
		const page = await endedPage(services, call);
		refuseOld(page);
		const wanted = addressOf(page);
		const form = parseForm(againForm, call.body);
		const errors = form.ok ? [] : [...form.errors];
		if (!isTyped(page.typed.confirm ?? '', wanted)) {
			errors.push({ field: 'confirm', says: `That is not ${wanted}. Nothing was started.` });
		}
		if (!form.ok || errors.length > 0) return call.page(view, { ...page, wanted, errors }, 422);
		refuseSettled(page);
		await refuseOneself(services, call, page);
		const act = { ...actOf(call, page.run), reason: form.value.reason || null };
		const { followUps } = services.runner;
		const next = await startAgain(services, call, page, (tx, id) => followUps.againIn(tx, id, act));
		call.redirect(`/offboardings/${next}`);
	});
}

export type EndedPage = Awaited<ReturnType<typeof endedPage>>;

/** What has to be typed: whom it is about. */
const addressOf = ({ run }: EndedPage): string =>
	run.offboarding?.employee.userPrincipalName ?? run.request.user;

/** Nobody types an address only to be told then. Of what goes on elsewhere it is said where. */
function refuseOld({ run, card, isTooOld }: EndedPage): void {
	if (isTooOld && !card.isContinued) throw new HttpError(409, tooOldWords(run));
}

/** What is over needs a new start, with a preview, and with a second person where one is asked. */
function refuseSettled({ card, isLeftOpen, run }: EndedPage): void {
	const { only } = run.request;
	if (only) {
		throw new HttpError(
			409,
			`${run.id} is one more try of a part of ${only.of}. Try again from there. Nothing was started.`,
		);
	}
	// Of that it is said where it goes on.
	if (isLeftOpen || card.isContinued) return;
	throw new HttpError(
		409,
		`${run.id} left nothing open. To offboard this person once more, start a new one. Nothing was started.`,
	);
}

/** Whoever locks themselves out can't undo it. */
export async function refuseOneself(
	services: Services,
	{ visitor }: MemberCall,
	{ run, tenant }: EndedPage,
): Promise<void> {
	const isOwn = await ownAccountOf(services, visitor, tenant);
	const asked = run.request.user;
	// One that was refused at once knows only what was asked for: an id or an address.
	const person = run.offboarding?.employee ?? { id: asked, userPrincipalName: asked, mail: null };
	if (isOwn(person)) {
		throw new HttpError(403, 'This is your own account. Somebody else has to offboard you.');
	}
}
