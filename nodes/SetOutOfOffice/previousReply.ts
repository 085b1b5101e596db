import { htmlOf, wordsOf } from './replyText';
import type { Fields, GraphRequest } from '../shared/graph';
import { fieldsOf, graphPath, textOf } from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';
import { bothOf } from './automaticReplies';

/** Automatic replies as they were before an offboarding, as far as its record has kept them. */
export interface PreviousReply {
	readonly status: 'disabled' | 'alwaysEnabled';
	/** Plain text. */
	readonly internal: string;
	readonly external: string;
	/** What of it could not be put back, in a sentence; null: nothing was lost. */
	readonly lost: string | null;
}

const OFF = { status: 'disabled', internal: '', external: '' } as const;

/**
 * Reads what `previousIn` has written into a record. Words only were kept: of replies that were bound to a time nobody
 * knows from when to when, so those are turned off rather than left on for good.
 */
export function previousOf(before: string | null): PreviousReply {
	const [, status = '', words = ''] = /^(\w+)(?:: ([\s\S]*))?$/.exec(before ?? '') ?? [];
	const texts = textsIn(words);
	if (status === 'disabled') {
		return texts === null ? { ...OFF, lost: null } : { ...OFF, ...texts, lost: null };
	}
	const meant = words === '' ? '' : ` They said: ${words}`;
	if (status === 'alwaysEnabled' && texts !== null) {
		const lost = 'Formatting was not kept: the words were put back as plain text.';
		return { status, ...texts, lost };
	}
	const lost =
		status === 'scheduled'
			? `Before, they were on for a time that the record does not have. Set them again where that is still wanted.${meant}`
			: `What was set before is not on record. Set it again where it is still wanted.${meant}`;
	return { ...OFF, lost };
}

/** The two texts of `bothOf`; null where it can't be told where one ends. */
function textsIn(words: string): Pick<PreviousReply, 'internal' | 'external'> | null {
	if (!words.startsWith('Inside: ')) return { internal: words, external: words };
	const parts = words.slice('Inside: '.length).split(' Outside: ');
	const [internal, external] = parts.map((text) => (text === '(no text)' ? '' : text));
	if (parts.length !== 2 || internal === undefined || external === undefined) return null;
	return { internal, external };
}

/** True when an answer of `readMailboxSettings` still shows the replies that the record says were set. */
export function areOurs(settings: Fields, after: string | null): boolean {
	const replies = fieldsOf(settings['automaticRepliesSetting']);
	const words = (name: string) => wordsOf(textOf(replies, name) ?? '');
	const now = bothOf(words('internalReplyMessage'), words('externalReplyMessage'));
	return after !== null && now === spaced(after);
}

/** Exchange keeps words, not line breaks. */
const spaced = (text: string): string => wordsOf(htmlOf(text));

/**
 * Sets the replies as they were. What nobody was told from outside before, nobody is told now.
 * @see https://learn.microsoft.com/graph/api/user-update-mailboxsettings
 */
export function putBack(id: string, { status, internal, external }: PreviousReply): GraphRequest {
	const html = (text: string) => (text === '' ? '' : htmlOf(text));
	return {
		method: 'PATCH',
		path: graphPath`/users/${id}/mailboxSettings`,
		body: {
			automaticRepliesSetting: {
				status,
				...(status === 'disabled' ? {} : { externalAudience: external === '' ? 'none' : 'all' }),
				internalReplyMessage: html(internal),
				externalReplyMessage: html(external),
			},
		},
		expects: 'changed',
		effect: 'repeatable',
		about: { target: 'Automatic replies', targetId: null },
		permissions: PERMISSIONS.writeMailbox,
	};
}

/** True when an answer shows them so. */
export function areBack(settings: Fields, { status, internal }: PreviousReply): boolean {
	const replies = fieldsOf(settings['automaticRepliesSetting']);
	if (textOf(replies, 'status') !== status) return false;
	return (
		status === 'disabled' ||
		wordsOf(textOf(replies, 'internalReplyMessage') ?? '') === spaced(internal)
	);
}
