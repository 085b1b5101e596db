import { fieldsOf, graphPath, textOf, type Fields, type GraphRequest } from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';
import { graphTime, isAt, timeIn } from './endsAt';
import { htmlOf, wordsOf } from './replyText';

/** What the replies are to be. */
export interface Replies {
	/** Plain text for colleagues. */
	readonly internal: string;
	/** Plain text for everybody else. */
	readonly external: string;
	/** Null: they go on until somebody turns them off. */
	readonly period: { readonly start: Date; readonly end: Date } | null;
}

/** @see https://learn.microsoft.com/graph/api/user-update-mailboxsettings */
export function turnOn(id: string, { internal, external, period }: Replies): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${id}/mailboxSettings`,
		body: {
			automaticRepliesSetting: {
				status: period === null ? 'alwaysEnabled' : 'scheduled',
				externalAudience: 'all',
				internalReplyMessage: htmlOf(internal),
				externalReplyMessage: htmlOf(external),
				...(period === null
					? {}
					: {
							scheduledStartDateTime: graphTime(period.start),
							scheduledEndDateTime: graphTime(period.end),
						}),
			},
		},
		expects: 'changed',
		effect: 'repeatable',
		permissions: PERMISSIONS.writeMailbox,
	};
}

/** True when an answer of `readMailboxSettings` shows just these replies, times included. */
export function areOn(settings: Fields, replies: Replies): boolean {
	const { period } = replies;
	const found = fieldsOf(settings['automaticRepliesSetting']);
	return (
		saysAndEnds(found, replies) &&
		(period === null || isAt(found['scheduledStartDateTime'], period.start))
	);
}

/** True when these replies are on already, since whenever. */
export function wereOn(settings: Fields, replies: Replies): boolean {
	const found = fieldsOf(settings['automaticRepliesSetting']);
	const since = timeIn(fieldsOf(found['scheduledStartDateTime']));
	const { period } = replies;
	return (
		saysAndEnds(found, replies) && (period === null || (since !== null && since <= period.start))
	);
}

function saysAndEnds(found: Fields, { internal, external, period }: Replies): boolean {
	const says = (name: string, text: string) =>
		wordsOf(textOf(found, name) ?? '') === wordsOf(htmlOf(text));
	return (
		textOf(found, 'status') === (period === null ? 'alwaysEnabled' : 'scheduled') &&
		textOf(found, 'externalAudience') === 'all' &&
		says('internalReplyMessage', internal) &&
		says('externalReplyMessage', external) &&
		(period === null || isAt(found['scheduledEndDateTime'], period.end))
	);
}

/** True when Exchange's own answer to the change names another status than the one it was asked for. */
export function contradicts(answer: unknown, { period }: Replies): boolean {
	const status = textOf(fieldsOf(fieldsOf(answer)['automaticRepliesSetting']), 'status');
	return status !== null && status !== (period === null ? 'alwaysEnabled' : 'scheduled');
}

/** Status and words of what was set before, inside and outside, for whoever wants it back. */
export function previousIn(settings: Fields): string {
	const replies = fieldsOf(settings['automaticRepliesSetting']);
	const status = textOf(replies, 'status') ?? 'disabled';
	const internal = wordsOf(textOf(replies, 'internalReplyMessage') ?? '');
	const external = wordsOf(textOf(replies, 'externalReplyMessage') ?? '');
	const words = bothOf(internal, external);
	return words === '' ? status : `${status}: ${words}`;
}

/** Both texts in one, where they differ. */
export function bothOf(internal: string, external: string): string {
	if (internal === external) return internal;
	return `Inside: ${internal || '(no text)'} Outside: ${external || '(no text)'}`;
}
