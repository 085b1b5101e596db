import { itemWithoutMailbox, readMailboxSettings, readMailOwner } from '../shared/holdings/mailbox';
import { isExternal, managerFor } from '../shared/holdings/people';
import { alreadyDone, blocked, done, planned, type Target } from '../shared/step/items';
import { writeAndReadBack } from '../shared/step/readBack';
import { fieldsOf, sameId, type GraphFailure } from '../shared/graph';
import { defaultReply } from '../shared/step/defaultReply';
import { isLeaving } from '../shared/step/leaving';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import {
	areOn,
	bothOf,
	contradicts,
	previousIn,
	turnOn,
	wereOn,
	type Replies,
} from './automaticReplies';
import { endIn, shortTime } from './endsAt';

const TARGET: Target = { target: 'Automatic replies' };

const NOT_ON = 'Automatic replies could not be turned on.';
const NOT_TAKEN =
	'Exchange took the request, and its own answer shows the replies as they were. Look at the mailbox, then run this step again.';

/** What the replies say, and until when. */
export interface OutOfOfficeOptions {
	/** Plain text for colleagues; the default names the manager. */
	readonly internalMessage?: string;
	/** Plain text for everybody else; the internal one when left out. */
	readonly externalMessage?: string;
	/** ISO 8601 date-time with `Z` or an offset; left out: no end. */
	readonly endsAt?: unknown;
}

/**
 * Step 7: turns automatic replies on, inside and outside the company, and reads them back. What was set before stays in
 * the record.
 *
 * Effect class repeatable (the last write wins). Permission MailboxSettings.ReadWrite.
 * @see https://learn.microsoft.com/graph/api/user-update-mailboxsettings
 */
export const setOutOfOffice: Step<OutOfOfficeOptions> = { key: 'setOutOfOffice', run: set };

async function set(context: StepContext, options: OutOfOfficeOptions): Promise<StepResult> {
	const { graph, employee, dryRun, verifyForMs } = context;
	const start = graph.clock.now();
	const until = endIn(options.endsAt, start);
	if (!until.ok) {
		const item = {
			...blocked(TARGET, until.problem),
			status: 'failed',
			code: 'InvalidEndsAt',
		} as const;
		return { items: [item], summary: until.problem };
	}
	const period = until.end === null ? null : { start, end: until.end };
	const replies = { ...(await textsOf(context, options)), period };
	if (dryRun) return await plan(context, replies);
	const already = await onAlready(context, replies);
	if (already !== null) return already;

	const result = await writeAndReadBack(
		graph,
		readMailboxSettings(employee.id),
		turnOn(employee.id, replies),
		(after) => areOn(after, replies),
		verifyForMs,
	);
	if (!result.ok) return await failed(context, result.failure, result.at);
	const after = bothOf(replies.internal, replies.external);
	const target = { ...TARGET, before: previousIn(result.before), after };
	const item = done(target, result.write, result.seenAt, result.note);
	if (result.seenAt === null && contradicts(result.write.body, replies)) {
		const refused = { ...item, status: 'failed', reason: NOT_TAKEN, acceptedAt: null } as const;
		return { items: [{ ...refused, code: 'NotApplied' }], summary: NOT_ON };
	}
	return {
		items: [item],
		summary:
			result.seenAt === null
				? 'Turning automatic replies on was accepted.'
				: `Automatic replies are on${untilOf(replies)}, inside and outside the company.`,
	};
}

/**
 * A second run writes nothing where all is as it would be set: its "before" would be our own text. Asked only where the
 * look-up did not see the replies off.
 */
async function onAlready(
	{ graph, employee, holdings }: StepContext,
	replies: Replies,
): Promise<StepResult | null> {
	if (holdings?.mailbox.automaticReplies === 'disabled') return null;
	if (holdings?.mailbox.available === false) return null;
	const read = await graph.attempt(readMailboxSettings(employee.id));
	if (!read.ok || !wereOn(fieldsOf(read.body), replies)) return null;
	const reason = `Automatic replies were on already${untilOf(replies)}, with this text. Nothing was sent.`;
	const after = bothOf(replies.internal, replies.external);
	return { items: [alreadyDone({ ...TARGET, after }, reason, read.requestId)], summary: reason };
}

async function textsOf(
	context: StepContext,
	options: OutOfOfficeOptions,
): Promise<Pick<Replies, 'internal' | 'external'>> {
	const { employee } = context;
	let internal = options.internalMessage?.trim() ?? '';
	if (internal === '') {
		const manager = await managerFor(context);
		// Nobody is sent back to the leaver, or on to another company.
		const isUsable =
			manager !== null &&
			!sameId(manager.id, employee.id) &&
			!isExternal(manager) &&
			!isLeaving(manager, context.leaving);
		internal = defaultReply(employee, isUsable ? manager : null);
	}
	return { internal, external: options.externalMessage?.trim() || internal };
}

async function plan(context: StepContext, replies: Replies): Promise<StepResult> {
	const probe = await context.graph.attempt(readMailboxSettings(context.employee.id));
	if (!probe.ok) return await failed(context, probe.failure, 'read');
	const text = bothOf(replies.internal, replies.external);
	const reason = `Automatic replies would be on${untilOf(replies)} and say: ${text}`;
	return { items: [planned(TARGET, reason)], summary: reason };
}

/** Exchange's refusal with what the directory knows about the mailbox, which is asked only now. */
async function failed(
	{ graph, employee }: StepContext,
	failure: GraphFailure,
	at: 'read' | 'write',
): Promise<StepResult> {
	const owner =
		failure.kind === 'notFound' ? await graph.attempt(readMailOwner(employee.id)) : null;
	const item = itemWithoutMailbox(TARGET, failure, owner, at);
	const nothingToDo = item.status === 'skipped';
	const summary = nothingToDo ? item.reason : NOT_ON;
	return { items: [item], summary: summary ?? '' };
}

function untilOf({ period }: Replies): string {
	return period === null ? '' : ` until ${shortTime(period.end)}`;
}
