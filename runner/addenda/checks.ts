import type { AddendumCheck } from '../../nodes/shared/record/addendum/addendum';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { isInTry, type OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { KeptUndo } from '../undo/read-undos';
import { deviceChecks } from './device-checks';
import { check, CLOCK_MS } from './one-check';
import type { ReadAgain, Seen } from './read-again';
import { checksAfterUndo } from './undone-checks';

/**
 * Compares what was read again with what the record says.
 *
 * @param lockedOutAt as the record has it; null where the lock-out was not complete
 * @param undo the last one, where the offboarding was undone since: what was put back is no alarm
 */
export function checksOf(
	offboarding: Offboarding,
	again: ReadAgain,
	lockedOutAt: string | null,
	undo: KeptUndo | null = null,
): AddendumCheck[] {
	if (undo) {
		const rest = [sessionCheck(offboarding, again), ...deviceChecks(offboarding, again.devices)];
		return [...checksAfterUndo(again, undo, lockedOutAt), ...rest];
	}
	const { only } = offboarding.request;
	const of = (key: StepKey, one: AddendumCheck) => (isInTry(only, key) ? [one] : []);
	return [
		...of('disableAccount', signInCheck(again)),
		...of('revokeSessions', sessionCheck(offboarding, again)),
		// Of a part of the lock-out there is nothing to reckon from.
		...(only ? [] : [activityCheck(again, lockedOutAt)]),
		...of(
			'removeMfaMethods',
			goneCheck(
				offboarding,
				'No sign-in methods are registered',
				'removeMfaMethods',
				again.methods,
			),
		),
		...of(
			'removeAdminRoles',
			goneCheck(offboarding, 'No directory roles are held', 'removeAdminRoles', again.roles),
		),
		...deviceChecks(offboarding, again.devices),
	];
}

const LOOKED_AT: readonly StepKey[] = [
	...(['disableAccount', 'revokeSessions', 'removeMfaMethods'] as const),
	...(['removeAdminRoles', 'wipeDevices'] as const),
];

/** Whether a later check has something to say of a run: of single steps that were tried again not always. */
export const isLookedAt = (only: OnlySteps | null | undefined): boolean =>
	!only || only.steps.some((key) => LOOKED_AT.includes(key));

function signInCheck({ account }: ReadAgain): AddendumCheck {
	return check('Sign-in is off', account, ({ enabled }) => {
		if (enabled === null) return ['notKnown', 'Microsoft does not say whether it is.'];
		return enabled
			? ['contradicted', 'Sign-in is on. Turn it off, or say why somebody turned it on.']
			: ['confirmed', 'Sign-in is off.'];
	});
}

function sessionCheck(offboarding: Offboarding, { account }: ReadAgain): AddendumCheck {
	const revokedAt = acceptedAt(offboarding, 'revokeSessions');
	return check('Sessions from before are refused', account, ({ sessionsFrom }) => {
		if (revokedAt === null)
			return ['notKnown', 'The record names no time at which they were revoked.'];
		if (sessionsFrom === null)
			return ['notKnown', 'Microsoft does not say from when sessions count.'];
		const isSo = Date.parse(sessionsFrom) >= Date.parse(revokedAt) - CLOCK_MS;
		return isSo
			? ['confirmed', `Only sessions from ${sessionsFrom} on count.`]
			: ['contradicted', `Sessions from ${sessionsFrom} on count, before they were revoked.`];
	});
}

function activityCheck({ signIns }: ReadAgain, lockedOutAt: string | null): AddendumCheck {
	return check('No sign-in since the lock-out', signIns, ({ lastTried, lastSucceeded }) => {
		if (lockedOutAt === null)
			return ['notKnown', 'The record has no complete lock-out to reckon from.'];
		const isLater = (at: string | null) =>
			at !== null && Date.parse(at) > Date.parse(lockedOutAt) + CLOCK_MS;
		if (isLater(lastSucceeded))
			return ['contradicted', `The last sign-in succeeded at ${lastSucceeded}.`];
		if (isLater(lastTried) && lastSucceeded === null) {
			return ['notKnown', `A sign-in was tried at ${lastTried}. Whether it succeeded is not said.`];
		}
		if (isLater(lastTried)) {
			return [
				'confirmed',
				`One was tried at ${lastTried}; the last that succeeded is of ${lastSucceeded}.`,
			];
		}
		const last = lastTried ?? lastSucceeded;
		return [
			'confirmed',
			last === null ? 'No sign-in is on record.' : `The last one is of ${last}.`,
		];
	});
}

/** What a step took away; where it had not taken it all, what is left is no surprise. */
function goneCheck(
	offboarding: Offboarding,
	claim: string,
	key: StepKey,
	seen: Seen<readonly { readonly id: string }[]>,
): AddendumCheck {
	const step = offboarding.steps.findLast((outcome) => outcome.key === key);
	const wasDone = step?.status === 'done' || step?.status === 'skipped';
	return check(claim, seen, ({ length }) => {
		if (length === 0) return ['confirmed', 'There are none.'];
		const there = length === 1 ? 'There is 1' : `There are ${length}`;
		return wasDone
			? ['contradicted', `${there} again. Look who added it, and run the step again.`]
			: ['notYet', `${there}, as the record left it open.`];
	});
}

function acceptedAt({ steps }: Offboarding, key: StepKey): string | null {
	const items = steps.findLast((step) => step.key === key)?.items ?? [];
	return items.findLast((item) => item.acceptedAt !== null)?.acceptedAt ?? null;
}
