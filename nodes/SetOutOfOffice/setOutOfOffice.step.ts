import { fieldsOf, graphPath, textOf, type Fields, type GraphRequest } from '../shared/graph';
import { NO_MAILBOX, readMailboxSettings, saysNoMailbox } from '../shared/holdings/mailbox';
import { managerFor } from '../shared/holdings/people';
import { done, fromFailure, planned, skipped, type Target } from '../shared/step/items';
import { PERMISSIONS } from '../shared/step/permissions';
import { writeAndReadBack } from '../shared/step/readBack';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { defaultReply, htmlOf, wordsOf } from './replyText';

const TARGET: Target = { target: 'Automatic replies' };

/** What the replies say. */
export interface OutOfOfficeOptions {
	/** Plain text for colleagues; the default names the manager. */
	readonly internalMessage?: string;
	/** Plain text for everybody else; the internal one when left out. */
	readonly externalMessage?: string;
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
	const read = readMailboxSettings(employee.id);
	const internal =
		options.internalMessage?.trim() || defaultReply(employee, await managerFor(context));
	const external = options.externalMessage?.trim() || internal;
	if (dryRun) return await plan(context, internal);

	const result = await writeAndReadBack(
		graph,
		read,
		turnOn(employee.id, internal, external),
		(after) => isOn(after, internal, external),
		verifyForMs,
	);
	if (!result.ok) {
		if (saysNoMailbox(result.failure)) return nothing();
		const item = fromFailure(TARGET, result.failure, result.at);
		return { items: [item], summary: 'Automatic replies could not be turned on.' };
	}
	const target = { ...TARGET, before: previous(result.before), after: internal };
	return {
		items: [done(target, result.write, result.seenAt)],
		summary:
			result.seenAt === null
				? 'Turning automatic replies on was accepted.'
				: 'Automatic replies are on, inside and outside the company.',
	};
}

async function plan({ graph, employee }: StepContext, text: string): Promise<StepResult> {
	const probe = await graph.attempt(readMailboxSettings(employee.id));
	if (!probe.ok && saysNoMailbox(probe.failure)) return nothing();
	if (!probe.ok) throw probe.failure;
	const reason = `Automatic replies would say: ${text}`;
	return { items: [planned(TARGET, reason)], summary: reason };
}

function nothing(): StepResult {
	return { items: [skipped(TARGET, NO_MAILBOX)], summary: NO_MAILBOX };
}

function isOn(settings: Fields, internal: string, external: string): boolean {
	const replies = fieldsOf(settings['automaticRepliesSetting']);
	const says = (name: string, text: string) =>
		wordsOf(textOf(replies, name) ?? '') === wordsOf(htmlOf(text));
	return (
		textOf(replies, 'status') === 'alwaysEnabled' &&
		textOf(replies, 'externalAudience') === 'all' &&
		says('internalReplyMessage', internal) &&
		says('externalReplyMessage', external)
	);
}

/** Status and words of what was set before, for whoever wants it back. */
function previous(settings: Fields): string {
	const replies = fieldsOf(settings['automaticRepliesSetting']);
	const status = textOf(replies, 'status') ?? 'disabled';
	const words = wordsOf(textOf(replies, 'internalReplyMessage') ?? '');
	return words === '' ? status : `${status}: ${words}`;
}

function turnOn(id: string, internal: string, external: string): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${id}/mailboxSettings`,
		body: {
			automaticRepliesSetting: {
				status: 'alwaysEnabled',
				externalAudience: 'all',
				internalReplyMessage: htmlOf(internal),
				externalReplyMessage: htmlOf(external),
			},
		},
		effect: 'repeatable',
		permissions: PERMISSIONS.writeMailbox,
	};
}
