import {
	FollowUpError,
	shortStep,
	sightOf,
	stepNamed,
	STEPS,
	stepsOfTry,
	type RunRecord,
	type StepKey,
} from '../../runner';
import type { MemberCall } from '../http/call';
import { parseForm, type FieldError } from '../http/form';
import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import { isTyped } from '../offboardings/follow-up-forms';
import { endedPage, refuseOneself, type EndedPage } from '../offboardings/follow-up-routes';
import { inWords } from '../offboardings/start-again';
import type { Services } from '../services';
import { retryForm } from './retry-form';
import { previewTry, startTry } from './start-try';

const PATH = '/offboardings/:id/steps/:key/again';

/** Trying one step of an ended run again: what it would do now, then the try itself. */
export function addRetryRoutes(routes: Routes, services: Services): void {
	routes.member('get', PATH, 'offboardings:start', async (call) => {
		await ask(services, call, await endedPage(services, call), []);
	});
	routes.member('post', PATH, 'offboardings:start', (call) => confirmed(services, call));
}

/** @throws HttpError 404 for what is no step */
function keyOf(call: MemberCall): StepKey {
	const step = STEPS.find(({ key }) => key === call.param('key'));
	if (!step) throw notFound();
	return step.key;
}

/** Only what a device may be erased by has to be typed: a rule that is set once more does no harm. */
const mustType = (key: StepKey): boolean => stepsOfTry(key).includes('wipeDevices');

const addressOf = ({ run }: EndedPage): string =>
	run.offboarding?.employee.userPrincipalName ?? run.request.user;

/** Reads the tenant and says what would come of it. */
async function ask(
	services: Services,
	call: MemberCall,
	page: EndedPage,
	errors: readonly FieldError[],
): Promise<void> {
	const key = keyOf(call);
	const { run, tenant } = page;
	const { only } = await services.runner.planTry(run.id, key).catch((error: unknown) => {
		if (error instanceof FollowUpError) throw new HttpError(409, error.message, { cause: error });
		throw inWords(error);
	});
	await refuseOneself(services, call, page);
	const preview = await previewTry(services, call, { run, tenant, key });
	const { title } = stepNamed(key);
	const shown = {
		...{ ...page, errors, key, only, preview, title: `Try step ${shortStep(key)} again` },
		...{ step: shortStep(key), named: title, readAt: services.now().toISOString() },
		...{
			wanted: addressOf(page),
			mustType: mustType(key),
			seen: preview.offboarding ? sightOf(preview.offboarding) : '',
			planned: plannedIn(preview, only.steps),
		},
	};
	call.page('retry/views/ask', shown, errors.length > 0 ? 422 : 200);
}

/** What of the dry run is about the steps that are tried. */
const plannedIn = ({ steps }: RunRecord, keys: readonly StepKey[]) =>
	steps.flatMap(({ key, outcome }) =>
		outcome && keys.includes(key) ? [{ ...outcome, title: stepNamed(key).title }] : [],
	);

const READ_FIRST = 'Read what it will do, then confirm once more. Nothing was started.';

async function confirmed(services: Services, call: MemberCall): Promise<void> {
	const key = keyOf(call);
	const page = await endedPage(services, call);
	const form = parseForm(retryForm, call.body);
	const errors = form.ok ? [] : [...form.errors];
	const wanted = addressOf(page);
	if (mustType(key) && !isTyped(page.typed.confirm ?? '', wanted)) {
		errors.push({ field: 'confirm', says: `That is not ${wanted}. Nothing was started.` });
	}
	// Nothing was shown of the devices, so nothing can be said to be as it was shown.
	if (form.ok && mustType(key) && errors.length === 0 && form.value.seen === '') {
		errors.push({ field: 'confirm', says: READ_FIRST });
	}
	if (!form.ok || errors.length > 0) return await ask(services, call, page, errors);
	await refuseOneself(services, call, page);
	const { run, tenant } = page;
	const { reason, seen } = form.value;
	const asked = { reason: reason || null, seen: mustType(key) ? seen : null };
	const next = await startTry(services, call, { run, tenant, key }, asked);
	call.redirect(`/offboardings/${next}`);
}
