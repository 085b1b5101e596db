import { fieldsOf, graphPath, textOf, type GraphFailure, type GraphRequest } from '../graph';
import type { GraphResult } from '../graph';
import type { HeldMailbox } from '../step/offboarding';
import { PERMISSIONS } from '../step/permissions';

/** Why there is nothing to forward from or to answer with. */
export const NO_MAILBOX =
	'No cloud mailbox: there is no licence for one, it is soft-deleted, or it lives on-premises.';

/**
 * Reads the automatic replies; also the cheapest probe for a mailbox.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/user-get-mailboxsettings
 */
export function readMailboxSettings(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}/mailboxSettings`,
		query: { $select: 'automaticRepliesSetting' },
		effect: 'read',
		permissions: PERMISSIONS.readMailbox,
	};
}

/** True for the answers with which Exchange says that there is no mailbox to work on. */
export function saysNoMailbox(failure: GraphFailure): boolean {
	return (
		failure.code === 'MailboxNotEnabledForRESTAPI' ||
		failure.code === 'MailboxNotSupportedForRESTAPI' ||
		(failure.status === 404 && failure.code === 'ResourceNotFound')
	);
}

/** The mailbox as the look-up keeps it. */
export function heldMailboxOf(result: GraphResult): HeldMailbox {
	if (!result.ok) {
		const reason = saysNoMailbox(result.failure) ? NO_MAILBOX : result.failure.message;
		return { available: false, reason, automaticReplies: null };
	}
	const replies = fieldsOf(fieldsOf(result.body)['automaticRepliesSetting']);
	return { available: true, reason: null, automaticReplies: textOf(replies, 'status') };
}
