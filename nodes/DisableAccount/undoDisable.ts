import { fieldsOf, flagOf, graphPath, isCode, type GraphRequest } from '../shared/graph';
import { isRestricted, readProtection, RESTRICTED_UNIT } from '../shared/holdings/protection';
import type { ItemOutcome, StepOutcome } from '../shared/step/outcome';
import { PERMISSIONS } from '../shared/step/permissions';
import { writeAndReadBack, type ReadBack } from '../shared/step/readBack';
import { DONE_BEFORE, sentBefore, type UndoContext } from '../shared/undo/undoContext';
import { notUndone, said, undone, type UndoItem } from '../shared/undo/undoItem';
import { readAccount } from './disableAccount.step';

const SIGN_IN = { step: 'disableAccount', what: 'Sign-in', targetId: null } as const;
const BY_HAND =
	'Turn sign-in on in the Entra admin center (the user, Edit properties, Settings), or undo once more.';

/**
 * Turns sign-in on again where the offboarding turned it off, and reads it back. One that was off before stays off.
 *
 * Effect class repeatable. Permission User.EnableDisableAccount.All with User.Read.All.
 *
 * @param did what step 1 came to, in each run, the first one first
 * @see https://learn.microsoft.com/graph/api/user-update
 */
export async function undoDisable(
	context: UndoContext,
	did: readonly StepOutcome[],
): Promise<readonly UndoItem[]> {
	const items = did.flatMap((step) => step.items.filter(isSignIn));
	const taken = items.filter(mayBeOff);
	if (taken.length === 0) {
		return [said(SIGN_IN, 'nothing', 'The offboarding did not turn sign-in off.')];
	}
	if (items[0]?.before === 'false') {
		return [said(SIGN_IN, 'nothing', 'Sign-in was off before the offboarding. It stays off.')];
	}
	const signIn = context.dryRun ? await plan(context) : await turnOn(context);
	return [signIn, ...onPremises(context)];
}

const isSignIn = ({ after }: ItemOutcome): boolean => after === 'false' || after === 'true';

/** Accepted, or its answer was lost. That it is on again by now a read finds out. */
const mayBeOff = ({ status, acceptedAt }: ItemOutcome): boolean =>
	status === 'done' || status === 'unknown' || acceptedAt !== null;

async function plan({ graph, employee }: UndoContext): Promise<UndoItem> {
	const now = await graph.attempt(readAccount(employee.id));
	if (!now.ok) return notUndone(SIGN_IN, now.failure, 'read', BY_HAND);
	return flagOf(fieldsOf(now.body), 'accountEnabled') === true
		? said(SIGN_IN, 'alreadySo', 'Sign-in is on.', now.requestId)
		: said(SIGN_IN, 'planned', 'Sign-in would be turned on.', now.requestId);
}

async function turnOn(context: UndoContext): Promise<UndoItem> {
	const { graph, employee, verifyForMs } = context;
	const read = readAccount(employee.id);
	const write = switchOn(employee.id);
	const now = await graph.attempt(read);
	if (!now.ok) return notUndone(SIGN_IN, now.failure, 'read', BY_HAND);
	if (flagOf(fieldsOf(now.body), 'accountEnabled') === true) {
		const ours = sentBefore(context, write);
		return ours
			? undone(SIGN_IN, { requestId: ours.requestId, at: ours.at }, now.at, DONE_BEFORE)
			: said(SIGN_IN, 'alreadySo', 'Sign-in was on already.', now.requestId);
	}
	const isOn = (after: ReturnType<typeof fieldsOf>) => flagOf(after, 'accountEnabled') === true;
	const result = await writeAndReadBack(graph, read, write, isOn, verifyForMs);
	if (!result.ok) return await refused(context, result);
	return undone(SIGN_IN, result.write, result.seenAt, 'Sign-in is on.');
}

/** One 403 stands for a missing permission and for a restricted unit; a read tells them apart. */
async function refused(
	{ graph, employee }: UndoContext,
	{ failure, at }: Extract<ReadBack, { ok: false }>,
): Promise<UndoItem> {
	const isOpen = failure.kind === 'forbidden' && failure.missingPermission === null;
	const protection = isOpen ? await graph.attempt(readProtection(employee.id)) : null;
	if (protection?.ok && isRestricted(protection.body)) {
		return said(SIGN_IN, 'failed', RESTRICTED_UNIT, failure.requestId);
	}
	const isDeleted = isCode(failure.code, 'Request_ResourceNotFound');
	return notUndone(SIGN_IN, failure, at, isDeleted ? '' : BY_HAND);
}

/** What Active Directory says, the next sync brings here. */
function onPremises({ employee }: UndoContext): readonly UndoItem[] {
	if (!employee.onPremisesSyncEnabled) return [];
	const what = 'Account in on-premises Active Directory';
	const says =
		'The account is synced, and Active Directory decides. If it was disabled there too, enable it there: otherwise the next sync turns sign-in off again.';
	return [said({ ...SIGN_IN, what }, 'cannot', says)];
}

function switchOn(id: string): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${id}`,
		body: { accountEnabled: true },
		effect: 'repeatable',
		about: { target: 'Sign-in (accountEnabled)', targetId: null },
		permissions: PERMISSIONS.disableAccount,
	};
}
