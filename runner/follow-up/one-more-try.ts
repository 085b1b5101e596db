import { markOfStep } from '../../nodes/shared/step/shownStep';
import { isInTry, shortStep, tryWords, type OnlySteps } from '../../nodes/shared/step/onlySteps';
import { isException, stepNamed, STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { Queries } from '../database/db';
import { OPEN } from '../journal/abandoned-runs';
import { laterRun } from '../journal/later-run';
import type { RunRecord } from '../journal/run-record';
import { FollowUpError, type FollowUp } from './follow-up';
import { continuedIn, type EndedRun } from './held-ended';
import { standingSteps, type StandingStep } from './tries';

/** Until the password is replaced, or sign-in off, a session can be opened: whoever closes the door empties the room. */
const REVOKED_AFTER: readonly StepKey[] = ['disableAccount', 'resetPassword'];

/** So long after its end a run, or a step of it, may be tried again: whoever came back since is not who it was about. */
export const TRY_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** Whether a run ended too long ago for anything of it to be tried again. */
export const isTooOld = (
	{ finishedAt, startedAt }: Pick<RunRecord, 'finishedAt' | 'startedAt'>,
	now: Date,
): boolean => now.getTime() - Date.parse(finishedAt ?? startedAt) > TRY_DAYS * DAY_MS;

/** The same in words, with what to do instead. */
export const tooOldWords = ({ id }: Pick<RunRecord, 'id'>): string =>
	`${id} ended more than ${TRY_DAYS} days ago, and whoever has the account by now may be somebody else. Start a new offboarding for this person. Nothing was started now.`;

/** Whether a run ended lately enough, and knows whom it was about. */
export const isStillTheirs = (run: RunRecord, now: Date): boolean =>
	run.offboarding !== null && !isTooOld(run, now);

/** What was refused, or called off before anybody was looked up, tried nothing and has no record. */
const hasTried = ({ status, offboarding }: RunRecord): boolean =>
	status !== 'refused' && offboarding !== null;

/** The steps that one more try of a step comes to, in the order of the nine. */
export const stepsOfTry = (key: StepKey): readonly StepKey[] =>
	REVOKED_AFTER.includes(key) ? [key, 'revokeSessions'] : [key];

/**
 * Why a step can't be tried again by itself, in a line for people; null: it can. Of a wipe whose answer was lost a person
 * decides first, and no other try sends one.
 */
export function whyNotTried({ key, outcome, run }: StandingStep): string | null {
	const { title } = stepNamed(key);
	const named = `Step ${shortStep(key)}, ${title}`;
	if (key === 'compliancePdf') return 'A record is made of each try, and never twice of one.';
	if (!outcome) return `${named}, was not started in ${run}. Try all of it again.`;
	const open = outcome.items.filter(({ status }) => isException(status));
	const tried = open.filter(({ status }) => key !== 'wipeDevices' || status !== 'unknown');
	if (tried.length > 0) return null;
	const isWipe = key === 'wipeDevices' && outcome.status === 'unknown';
	if (open.length > 0 || isWipe) {
		return `${named}, has nothing open but what a person decides: look at the device in Intune, then say what you saw.`;
	}
	if (isException(outcome.status)) return null;
	return `${named}, is not open: ${run} left it ${outcome.status}. There is nothing to try again.`;
}

/**
 * What one more try of a step would be: which steps, the how manieth try, and how the others stand.
 *
 * @param own the run that is being opened for it, which is no reason against itself
 * @throws FollowUpError with why it may not be
 */
export async function oneMoreTry(
	db: Queries,
	ended: EndedRun,
	key: StepKey,
	own: string | null = null,
): Promise<OnlySteps> {
	const { run, followUps } = ended;
	const tries = ended.tries.filter(({ id }) => id !== own);
	refuseOver(ended);
	if (isTooOld(run, new Date())) throw new FollowUpError(tooOldWords(run));
	if (run.offboarding === null) {
		throw new FollowUpError(
			`${run.id} does not say whom it was about. Try all of it again, or start a new one. Nothing was started now.`,
		);
	}
	const underWay = tries.find(({ status }) => OPEN.includes(status));
	if (underWay) {
		throw new FollowUpError(
			`${underWay.id} tries a step of ${run.id} at this moment. Wait for its end. Nothing was started now.`,
		);
	}
	const known = [run.id, ...tries.map(({ id }) => id), ...(own === null ? [] : [own])];
	const later = await laterRun(db, run, known);
	if (later) {
		throw new FollowUpError(
			`${later.id} is a later offboarding of this person. Look there what is open. Nothing was started now.`,
		);
	}
	const standing = standingSteps(run, tries);
	const why = standing.filter((step) => step.key === key).map(whyNotTried)[0] ?? null;
	if (why !== null) throw new FollowUpError(`${why} Nothing was started now.`);
	const steps = stepsOfTry(key);
	const number = 2 + triedBefore(followUps, tries, key);
	return { of: run.id, number, steps, others: othersOf(standing, steps) };
}

function triedBefore(
	followUps: readonly FollowUp[],
	tries: readonly RunRecord[],
	key: StepKey,
): number {
	const begun = new Set(tries.filter(hasTried).map(({ id }) => id));
	return followUps.filter(
		({ kind, step, nextRun }) => kind === 'stepAgain' && step === key && begun.has(nextRun ?? ''),
	).length;
}

/** @throws FollowUpError for what goes on elsewhere, or is over */
function refuseOver({ run, followUps }: EndedRun): void {
	const { only } = run.request;
	if (only) {
		throw new FollowUpError(
			`${run.id} is the ${lowered(tryWords(only))}. Try its step again from there. Nothing was started now.`,
		);
	}
	const next = continuedIn(followUps);
	if (next !== null) {
		throw new FollowUpError(`${run.id} goes on in ${next} already. Nothing was started now.`);
	}
	const over = followUps.findLast(({ kind }) =>
		['undone', 'undoneInPart', 'dealtWith'].includes(kind),
	);
	if (!over) return;
	throw new FollowUpError(
		over.kind === 'dealtWith'
			? `${over.by} said that ${run.id} is dealt with. Nothing was started now.`
			: `${run.id} was undone. To offboard this person after all, start a new one. Nothing was started now.`,
	);
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function othersOf(
	standing: readonly StandingStep[],
	steps: readonly StepKey[],
): OnlySteps['others'] {
	return STEPS.flatMap(({ key }) => {
		const step = standing.find((one) => one.key === key);
		if (!step || isInTry({ steps }, key)) return [];
		const { outcome, run } = step;
		return [{ key, mark: outcome ? markOfStep(outcome) : ('pending' as const), run }];
	});
}
