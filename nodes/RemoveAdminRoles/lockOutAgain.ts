import { disableAccount } from '../DisableAccount/disableAccount.step';
import { resetPassword } from '../ResetPassword/resetPassword.step';
import { revokeSessions } from '../RevokeSessions/revokeSessions.step';
import { isCode } from '../shared/graph';
import type { Offboarding } from '../shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../shared/step/outcome';
import { DELETED } from '../shared/step/deletedMeanwhile';
import { blocked } from '../shared/step/items';
import { missingFor } from '../shared/step/permissions';
import { type Step, type StepContext } from '../shared/step/step';
import { outcomeOf, runStep, withStep } from '../shared/step/runStep';

/** Waits before each try: the removal of a role takes a while to reach every part of Entra. */
const PAUSES_MS = [0, 2_000, 5_000, 10_000, 20_000];

const BY_HAND = 'Until the password was replaced a session could be opened: run step 3 again.';

/** Entra keeps the time of a revocation in whole seconds: one in the same second as the last would not show. */
const ONE_SECOND_MS = 1_000;

/**
 * Tries the lock-out again that was refused while the person held an admin role. The steps keep their place in the
 * table; their times show that they came after this one, and their calls hold both tries.
 *
 * Sessions are revoked once more afterwards: until the password was replaced, a new one could be opened.
 */
export async function lockOutAgain(
	context: StepContext,
	offboarding: Offboarding,
): Promise<Offboarding> {
	const lost = hasLost(offboarding);
	if (lost === null) return offboarding;
	let next = offboarding;
	for (const step of [disableAccount, resetPassword]) {
		const before = lacksPermission(context, step) ? undefined : refused(offboarding, step);
		if (before) next = withStep(next, after(before, await tryAgain(context, step), lost));
	}
	const revoked = offboarding.steps.find(({ key }) => key === revokeSessions.key);
	if (next === offboarding || !revoked) return next;
	await context.graph.clock.sleep(ONE_SECOND_MS);
	return withStep(next, onceMore(revoked, await runStep(revokeSessions, context, {}), lost));
}

/**
 * Only what made the person an administrator and went can have changed the answer. A group that roles can be assigned
 * to counts until it is left in step 8, so for whoever holds one the next try comes after that.
 *
 * @returns the step after which to try, or null: not now
 */
function hasLost({ steps, holdings }: Offboarding): 5 | 8 | null {
	const groups = new Set(
		holdings.groups?.filter((group) => group.isAssignableToRole).map(({ id }) => id),
	);
	const rolesWent = haveRolesGone(steps, holdings);
	const step8 = steps.find(({ key }) => key === 'removeFromTeams');
	if (!step8) return groups.size === 0 && rolesWent ? 5 : null;
	// Skipped is "was gone already": PIM ended the place in step 5 and the membership with it, or somebody was faster.
	const left = step8.items.filter(({ targetId }) => groups.has(targetId ?? ''));
	const went = left.some(({ status }) => status === 'done' || status === 'skipped');
	return went ? 8 : null;
}

/**
 * That a role is gone counts, not who took it: our own request whose answer got lost reads as "was gone already", and
 * somebody else may have been faster.
 */
function haveRolesGone(
	steps: Offboarding['steps'],
	{ directoryRoles }: Offboarding['holdings'],
): boolean {
	const step5 = steps.find(({ key }) => key === 'removeAdminRoles');
	if (!step5) return false;
	if (step5.items.some((item) => item.status === 'done' || wasGone(item))) return true;
	const isNoneLeft = step5.status === 'done' || step5.status === 'skipped';
	return isNoneLeft && (directoryRoles ?? []).length > 0;
}

/** A read showed it gone; what is left to step 8 is skipped too, but by no answer of Graph. */
function wasGone({ status, requestId }: ItemOutcome): boolean {
	return status === 'skipped' && requestId !== null;
}

/** Asking again is in vain where the app itself may not do it. */
function lacksPermission({ graph }: StepContext, step: Step<object>): boolean {
	const granted = graph.granted();
	return granted !== null && missingFor(step.key, granted).length > 0;
}

function refused(offboarding: Offboarding, step: Step<object>): StepOutcome | undefined {
	const outcome = offboarding.steps.find(({ key }) => key === step.key);
	return outcome && isRefused(outcome) ? outcome : undefined;
}

function isRefused(outcome: StepOutcome): boolean {
	return (
		outcome.status === 'blocked' &&
		outcome.items.some((item) => isCode(item.code, 'Authorization_RequestDenied'))
	);
}

async function tryAgain(context: StepContext, step: Step<object>): Promise<StepOutcome> {
	let outcome: StepOutcome | null = null;
	for (const pause of PAUSES_MS) {
		if (pause > 0) await context.graph.clock.sleep(pause);
		outcome = await runStep(step, context, {});
		if (!isRefused(outcome)) return outcome;
	}
	if (outcome === null) throw new Error('The lock-out was not tried.');
	return outcome;
}

/** Sessions that were revoked stay so, whatever became of revoking them a second time. */
function onceMore(first: StepOutcome, again: StepOutcome, lost: 5 | 8): StepOutcome {
	if (first.status !== 'done' || again.status === 'done') return after(first, again, lost);
	const why = again.reason ?? again.summary;
	const said = `Revoking once more after step ${lost} was not done: ${why}`;
	const calls = [...first.calls, ...again.calls];
	// Of a deleted account there is no session left.
	if (why.includes(DELETED)) return { ...first, summary: `${first.summary} ${said}`, calls };
	const item = blocked({ target: 'Sessions since the first revocation' }, `${said} ${BY_HAND}`);
	const result = { items: [...first.items, item], summary: first.summary };
	return { ...first, ...outcomeOf(first.key, result), calls };
}

function after(before: StepOutcome, again: StepOutcome, lost: 5 | 8): StepOutcome {
	const late = again.status === 'done' && before.status !== 'done';
	return {
		...again,
		summary: late
			? `${again.summary} It was refused while the person held an admin role, and done after step ${lost}.`
			: again.summary,
		calls: [...before.calls, ...again.calls],
	};
}
