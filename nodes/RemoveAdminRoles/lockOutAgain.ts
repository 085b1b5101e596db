import { disableAccount } from '../DisableAccount/disableAccount.step';
import { resetPassword } from '../ResetPassword/resetPassword.step';
import { revokeSessions } from '../RevokeSessions/revokeSessions.step';
import type { Offboarding } from '../shared/step/offboarding';
import type { StepOutcome } from '../shared/step/outcome';
import { missingFor } from '../shared/step/permissions';
import { runStep, withStep, type Step, type StepContext } from '../shared/step/step';

/** Waits before each try: the removal of a role takes a while to reach every part of Entra. */
const PAUSES_MS = [0, 2_000, 5_000, 10_000, 20_000];

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
	if (!hasLostRole(offboarding)) return offboarding;
	let next = offboarding;
	for (const step of [disableAccount, resetPassword]) {
		const before = lacksPermission(context, step) ? undefined : refused(offboarding, step);
		if (before) next = withStep(next, after(before, await tryAgain(context, step)));
	}
	const revoked = offboarding.steps.find(({ key }) => key === revokeSessions.key);
	if (next === offboarding || !revoked) return next;
	return withStep(next, after(revoked, await runStep(revokeSessions, context, {})));
}

/** Only a role that went can have changed the answer. */
function hasLostRole(offboarding: Offboarding): boolean {
	const roles = offboarding.steps.find(({ key }) => key === 'removeAdminRoles');
	return roles?.items.some((item) => item.status === 'done') ?? false;
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
		outcome.items.some((item) => item.code === 'Authorization_RequestDenied')
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

function after(before: StepOutcome, again: StepOutcome): StepOutcome {
	const late = again.status === 'done' && before.status !== 'done';
	return {
		...again,
		summary: late
			? `${again.summary} It was refused while the person held an admin role, and done after step 5.`
			: again.summary,
		calls: [...before.calls, ...again.calls],
	};
}
