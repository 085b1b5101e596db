import type { AddendumCheck } from '../../nodes/shared/record/addendum/addendum';
import type { KeptUndo } from '../undo/read-undos';
import { check, CLOCK_MS } from './one-check';
import type { ReadAgain } from './read-again';

/**
 * What is looked at again of an offboarding that was undone: that sign-in is on is as it should be then, and said so
 * with who undid it. Sign-in methods are not looked at, because the person registers them anew.
 */
export function checksAfterUndo(
	again: ReadAgain,
	undo: KeptUndo,
	lockedOutAt: string | null,
): readonly AddendumCheck[] {
	return [signIn(again, undo), activity(again, undo, lockedOutAt), roles(again, undo)];
}

function signIn({ account }: ReadAgain, undo: KeptUndo): AddendumCheck {
	const { id, items } = undo;
	const item = items.find(({ step }) => step === 'disableAccount');
	const by = undo.by === null ? '' : ` by ${undo.by}`;
	const when = `${id}, which was asked for${by} and ended at ${undo.endedAt ?? ''}`;
	return check('Sign-in is as the undo left it', account, ({ enabled }) => {
		if (enabled === null) return ['notKnown', 'Microsoft does not say whether it is on.'];
		const isOn = item !== undefined && ['done', 'requested', 'alreadySo'].includes(item.status);
		if (enabled && isOn)
			return ['confirmed', `Sign-in is on: the offboarding was undone in ${when}.`];
		if (!enabled && !isOn) return ['confirmed', `Sign-in is off, as ${id} left it.`];
		return enabled
			? ['contradicted', `Sign-in is on, and ${id} did not turn it on. Turn it off, or say why.`]
			: ['notYet', `Sign-in is off again since ${when}. Turn it on where the person works here.`];
	});
}

/** Up to the undo nobody was to sign in. Microsoft tells of the last time only. */
function activity(
	{ signIns }: ReadAgain,
	{ id, begunAt }: KeptUndo,
	lockedOutAt: string | null,
): AddendumCheck {
	const claim = 'No sign-in between the lock-out and the undo';
	return check(claim, signIns, ({ lastSucceeded: last }) => {
		if (last === null) return ['confirmed', 'No sign-in that succeeded is on record.'];
		const at = Date.parse(last);
		if (at > Date.parse(begunAt) - CLOCK_MS) {
			const says = `The last one succeeded at ${last}, after ${id} had begun. Of earlier ones Microsoft says nothing here.`;
			return ['notKnown', says];
		}
		if (lockedOutAt === null) {
			return ['notKnown', 'The record has no complete lock-out to reckon from.'];
		}
		return at > Date.parse(lockedOutAt) + CLOCK_MS
			? ['contradicted', `The last one succeeded at ${last}, before ${id} had begun.`]
			: ['confirmed', `The last one that succeeded is of ${last}.`];
	});
}

function roles({ roles: held }: ReadAgain, { id }: KeptUndo): AddendumCheck {
	return check('No directory roles are held', held, ({ length }) => {
		if (length === 0) return ['confirmed', 'There are none.'];
		const there = length === 1 ? 'There is 1' : `There are ${length}`;
		return ['notKnown', `${there}. ${id} gave none back: look who decided it.`];
	});
}
