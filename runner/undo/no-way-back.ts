import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import { stepNamed, type StepKey } from '../../nodes/shared/step/vocabulary';
import { said, type UndoItem } from '../../nodes/shared/undo/undoItem';

/** Steps that nobody can take back from here: what to do about each instead. Nothing is read, nothing is sent. */
export type LastingStep =
	'resetPassword' | 'revokeSessions' | 'removeMfaMethods' | 'removeAdminRoles' | 'wipeDevices';

/**
 * What is said of a step that can't be undone, one item for everything it did.
 *
 * @param did what it came to, in each run, the first one first
 */
export function noWayBack(step: LastingStep, did: readonly StepOutcome[]): readonly UndoItem[] {
	const all = did.flatMap(({ items }) => items);
	const taken = onceEach(all.filter(mayBeDone));
	if (taken.length === 0) return untouched(step, all);
	if (step === 'resetPassword' || step === 'revokeSessions') {
		return [ofAccount(step)];
	}
	const items = taken.map((item) => {
		const target = { step, what: item.target, targetId: item.targetId } as const;
		return said(target, 'cannot', SAYS[step](item));
	});
	return step === 'wipeDevices' ? [...items, ...untouchedDevices(all)] : items;
}

const mayBeDone = ({ status, acceptedAt }: ItemOutcome): boolean =>
	status === 'done' || status === 'unknown' || acceptedAt !== null;

/** A second run names what the first had done already. */
function onceEach(items: readonly ItemOutcome[]): readonly ItemOutcome[] {
	const keyOf = ({ target, targetId }: ItemOutcome) => targetId ?? target;
	return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

function ofAccount(step: 'resetPassword' | 'revokeSessions'): UndoItem {
	return step === 'resetPassword'
		? said({ step, what: 'Password', targetId: null }, 'cannot', NEW_PASSWORD)
		: said({ step, what: 'Sessions', targetId: null }, 'nothing', SIGN_IN_AGAIN);
}

const NEW_PASSWORD =
	'Nobody knows the old password, so it can’t be put back. An administrator resets it in the Entra admin center (the user, Reset password) or makes a Temporary Access Pass (Authentication methods), and hands it over in person.';
const SIGN_IN_AGAIN =
	'Sessions that were ended stay ended. The person signs in again, with the new password.';

const SAYS: Readonly<
	Record<'removeMfaMethods' | 'removeAdminRoles' | 'wipeDevices', (item: ItemOutcome) => string>
> = {
	removeMfaMethods: () =>
		'Microsoft lets nobody put a sign-in method back. The person registers it again, with a Temporary Access Pass where no other method is left.',
	removeAdminRoles: ({ target }) =>
		target.startsWith('Group ')
			? 'It was taken away, and is not given back by itself: access like this needs a decision of its own. Give it in the Entra admin center, ID Governance, Privileged Identity Management, Groups.'
			: `It was taken away, and is not given back by itself: an admin role needs a decision of its own. Give it in the Entra admin center, ${placeOf(target)}.`,
	wipeDevices: ({ reason, status }) => {
		const action = /\bretire/i.test(reason ?? '') ? 'retire' : 'wipe';
		const asked =
			status === 'unknown'
				? `One ${action} was sent and its answer was lost: it may have happened. Look at the device in Intune.`
				: `A ${action} was requested, and can’t be called back. It happens when the device is online.`;
		const local = action === 'wipe' ? 'What was only on the device is lost. ' : '';
		return `${asked} ${local}Enrol the device again (Company Portal, or set it up as new); nothing is sent to it by this undo.`;
	},
};

const placeOf = (target: string): string =>
	/, (eligible|active through PIM)/.test(target)
		? 'ID Governance, Privileged Identity Management, Microsoft Entra roles'
		: 'Roles and administrators';

function untouchedDevices(all: readonly ItemOutcome[]): readonly UndoItem[] {
	return onceEach(all.filter((item) => !mayBeDone(item) && item.targetId !== null)).map((item) =>
		said(
			{ step: 'wipeDevices', what: item.target, targetId: item.targetId },
			'nothing',
			'The offboarding sent nothing to it.',
		),
	);
}

function untouched(step: StepKey, all: readonly ItemOutcome[]): readonly UndoItem[] {
	if (step === 'wipeDevices' && all.some(({ targetId }) => targetId !== null)) {
		return untouchedDevices(all);
	}
	const { title } = stepNamed(step);
	const says = 'The offboarding changed nothing here.';
	return [said({ step, what: title, targetId: null }, 'nothing', says)];
}
