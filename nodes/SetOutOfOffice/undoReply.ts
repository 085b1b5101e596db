import { fieldsOf, textOf, type Fields } from '../shared/graph';
import { readMailboxSettings } from '../shared/holdings/mailbox';
import type { StepOutcome } from '../shared/step/outcome';
import { writeAndReadBack } from '../shared/step/readBack';
import { DONE_BEFORE, sentBefore, type UndoContext } from '../shared/undo/undoContext';
import { notUndone, said, undone, type UndoItem } from '../shared/undo/undoItem';
import { areBack, areOurs, previousOf, putBack, type PreviousReply } from './previousReply';

const REPLIES = { step: 'setOutOfOffice', what: 'Automatic replies', targetId: null } as const;
const BY_HAND = 'Look at the automatic replies of the mailbox, or undo once more.';

/**
 * Puts the automatic replies back as the record says they were, or turns them off where that is not known. Only while
 * the mailbox still says what the offboarding had set: whatever somebody has set since stays.
 *
 * Effect class repeatable. Permission MailboxSettings.ReadWrite.
 *
 * @param did what step 7 came to, in each run, the first one first
 * @see https://learn.microsoft.com/graph/api/user-update-mailboxsettings
 */
export async function undoReply(
	context: UndoContext,
	did: readonly StepOutcome[],
): Promise<readonly UndoItem[]> {
	const set = did.flatMap(({ items }) =>
		items.filter(({ status, acceptedAt }) => acceptedAt !== null || status === 'unknown'),
	);
	const [first] = set;
	if (!first) return [said(REPLIES, 'nothing', 'The offboarding set no automatic replies.')];
	// What it was before is what it was before the first; what is there is of the last.
	return [await restore(context, set.at(-1)?.after ?? null, previousOf(first.before))];
}

async function restore(
	context: UndoContext,
	after: string | null,
	previous: PreviousReply,
): Promise<UndoItem> {
	const { graph, employee, dryRun, verifyForMs } = context;
	const read = readMailboxSettings(employee.id);
	const write = putBack(employee.id, previous);
	const now = await graph.attempt(read);
	if (!now.ok) return notUndone(REPLIES, now.failure, 'read', BY_HAND);
	const settings = fieldsOf(now.body);
	const ours = sentBefore(context, write);
	if (ours && areBack(settings, previous)) {
		return undone(REPLIES, { requestId: ours.requestId, at: ours.at }, now.at, DONE_BEFORE);
	}
	if (statusIn(settings) === 'disabled') {
		if (previous.status !== 'disabled') return said(REPLIES, 'left', OFF_NOW, now.requestId);
		return said(REPLIES, 'alreadySo', 'Automatic replies are off.', now.requestId);
	}
	if (!areOurs(settings, after)) return said(REPLIES, 'left', CHANGED, now.requestId);
	if (dryRun) return said(REPLIES, 'planned', planOf(previous), now.requestId);
	const shows = (answer: Fields) => areBack(answer, previous);
	const result = await writeAndReadBack(graph, read, write, shows, verifyForMs);
	if (!result.ok) return notUndone(REPLIES, result.failure, result.at, BY_HAND);
	return undone(REPLIES, result.write, result.seenAt, doneOf(previous));
}

const statusIn = (settings: Fields): string | null =>
	textOf(fieldsOf(settings['automaticRepliesSetting']), 'status');

const CHANGED =
	'The mailbox says something else than the offboarding had set, so it was not touched. Look whether it may stay.';

const OFF_NOW =
	'Somebody has turned the automatic replies off since. They were on before the offboarding: turn them on again where that is wanted.';

const planOf = ({ status, lost }: PreviousReply): string =>
	[
		status === 'disabled'
			? 'Automatic replies would be turned off, as they were.'
			: 'The automatic replies of before would be put back.',
		lost,
	]
		.filter(Boolean)
		.join(' ');

const doneOf = ({ status, lost }: PreviousReply): string =>
	[
		status === 'disabled'
			? 'Automatic replies are off.'
			: 'The automatic replies are as they were before.',
		lost,
	]
		.filter(Boolean)
		.join(' ');
