import { ConnectionError, GraphFailure } from '../../nodes/shared/graph';
import { stepNamed, STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { UndoContext } from '../../nodes/shared/undo/undoContext';
import { said, type UndoItem } from '../../nodes/shared/undo/undoItem';
import { undoDisable, undoForward, undoGroups, undoReply } from '../../nodes/shared/undo/undoSteps';
import type { Did } from './did-by-runs';
import { noWayBack, type LastingStep } from './no-way-back';

/** Sign-in first; groups before mail, because a licence that a group gives brings the mailbox back. */
export const ORDER = [
	...(['disableAccount', 'removeFromTeams', 'forwardEmail', 'setOutOfOffice'] as const),
	...(['resetPassword', 'revokeSessions', 'removeMfaMethods', 'removeAdminRoles'] as const),
	'wipeDevices',
] as const satisfies readonly StepKey[];

type Section = (typeof ORDER)[number];

/** Whether nobody can undo it from here: then what is said of it asks nothing of the tenant. */
export const isLasting = (key: Section): key is LastingStep => !BACK.includes(key);

const BACK: readonly Section[] = [
	...(['disableAccount', 'removeFromTeams', 'forwardEmail', 'setOutOfOffice'] as const),
];

const DELETED =
	'The account was deleted since. Restore it in the Entra admin center (Deleted users, within 30 days), then undo once more.';

/**
 * Undoes one step, or with a context that only reads says what would be undone. What Graph refuses is an item, never a
 * throw.
 *
 * @param isDeleted the account is not there any more: nothing is sent
 */
export async function undoStep(
	context: UndoContext,
	did: Did,
	key: Section,
	isDeleted: boolean,
): Promise<readonly UndoItem[]> {
	const cutOff = did.cutOff.filter(({ step }) => step === key);
	const steps = did.steps.get(key) ?? [];
	try {
		const items = await itemsOf(context, did, key, steps);
		return [...(isDeleted ? items.map(ofDeleted) : items), ...cutOff];
	} catch (error) {
		if (!(error instanceof GraphFailure || error instanceof ConnectionError)) throw error;
		const target = { step: key, what: stepNamed(key).title, targetId: null } as const;
		const requestId = error instanceof GraphFailure ? error.requestId : null;
		const isOpen = error instanceof GraphFailure && error.mayHaveHappened && !context.dryRun;
		const says = `${error.message} Undo once more when that is mended.`;
		return [said(target, isOpen ? 'unknown' : 'failed', says, requestId), ...cutOff];
	}
}

async function itemsOf(
	context: UndoContext,
	did: Did,
	key: Section,
	steps: Parameters<typeof undoDisable>[1],
): Promise<readonly UndoItem[]> {
	switch (key) {
		case 'disableAccount':
			return await undoDisable(context, steps);
		case 'removeFromTeams':
			return await undoGroups(context, steps, did.groups);
		case 'forwardEmail':
			return await undoForward(context, steps);
		case 'setOutOfOffice':
			return await undoReply(context, steps);
		default:
			return noWayBack(key, steps);
	}
}

/** Of somebody who is not there, nothing can be put back, whatever Graph says to each request. */
function ofDeleted(item: UndoItem): UndoItem {
	if (item.status === 'nothing' || item.status === 'cannot') return item;
	return said(item, 'cannot', DELETED, item.requestId);
}

/** In the order of the nine steps, as people know them. */
export function inOrder(items: readonly UndoItem[]): readonly UndoItem[] {
	const place = ({ step }: UndoItem) => STEPS.findIndex(({ key }) => key === step);
	return items
		.map((item, at) => [item, at] as const)
		.sort(([one, a], [other, b]) => place(one) - place(other) || a - b)
		.map(([item]) => item);
}
