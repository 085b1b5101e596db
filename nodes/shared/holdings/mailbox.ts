import { fieldsOf, flagOf, graphPath, isCode, listOf, textOf } from '../graph';
import type { Fields, GraphFailure, GraphRequest, GraphResult } from '../graph';
import { DELETED } from '../step/deletedMeanwhile';
import { blocked, fromFailure, skipped, type Target } from '../step/items';
import type { HeldMailbox } from '../step/offboarding';
import type { ItemOutcome } from '../step/outcome';
import { PERMISSIONS } from '../step/permissions';

/** Why there is nothing to forward from or to answer with, where nothing more is known. */
export const NO_MAILBOX =
	'No cloud mailbox: there is no licence for one, it is soft-deleted, or it lives on-premises.';

const AGAIN = 'Let it include the mailbox, then run this step again.';

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

/**
 * Reads what a mailbox is for (`user`, `shared`, `room` …).
 * @see https://learn.microsoft.com/graph/api/resources/mailboxsettings
 */
export function readMailboxPurpose(userKey: string): GraphRequest {
	return { ...readMailboxSettings(userKey), query: { $select: 'userPurpose' } };
}

/**
 * Reads what the directory knows about the mailbox of an account: addresses, licence, where it is synced from.
 * @param userKey object id or UPN
 * @see https://learn.microsoft.com/graph/api/resources/assignedplan
 */
export function readMailOwner(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}`,
		query: {
			$select:
				'id,mail,proxyAddresses,userType,onPremisesSyncEnabled,assignedLicenses,assignedPlans',
		},
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/** True for the answers with which Exchange says that there is no mailbox to work on. */
export function saysNoMailbox({ code, status }: GraphFailure): boolean {
	return (
		isCode(code, 'MailboxNotEnabledForRESTAPI', 'MailboxNotSupportedForRESTAPI') ||
		isCode(code, 'ErrorInvalidUser') ||
		(status === 404 && isCode(code, 'ResourceNotFound'))
	);
}

/**
 * Why there is no mailbox, as far as the directory tells: Exchange has one answer for all of them.
 *
 * @param owner an answer of `readMailOwner`; null where it could not be read
 */
export function whyNoMailbox(owner: Fields | null): string {
	if (owner === null) return NO_MAILBOX;
	const mail = textOf(owner, 'mail');
	const plan = exchangePlanOf(owner);
	if (textOf(owner, 'userType') === 'Guest') {
		return 'No cloud mailbox: the account is a guest, and its mail is kept by its home tenant.';
	}
	if (plan === 'removed') {
		return 'No cloud mailbox: the Exchange Online licence was removed, so a mailbox that it had is soft-deleted. Assign the licence again within 30 days of its removal to bring the mailbox back.';
	}
	if (mail !== null && flagOf(owner, 'onPremisesSyncEnabled') === true) {
		return `No cloud mailbox: the account is synced from Active Directory and has the address ${mail}, so the mailbox is most likely on-premises. Do this step there.`;
	}
	if (plan === null) return NO_MAILBOX;
	if (plan === 'live') {
		return 'No cloud mailbox: the account is licensed for Exchange Online, yet Exchange knows no active mailbox. It is not made yet, inactive, soft-deleted or on-premises.';
	}
	return mail === null
		? 'No cloud mailbox: the account has no licence for Exchange Online and no mail address.'
		: `No cloud mailbox: the account has the address ${mail}, but no licence for Exchange Online. If it had a mailbox, that is soft-deleted.`;
}

/**
 * What Exchange's refusal of a mailbox comes to: no mailbox is skipped with what is known about it, a policy blocked,
 * a deleted account failed; everything else is what it is.
 *
 * @param owner the result of `readMailOwner`; null where nobody asked
 */
export function itemWithoutMailbox(
	target: Target,
	failure: GraphFailure,
	owner: GraphResult | null,
	at: 'read' | 'write',
): ItemOutcome {
	const isGone = owner !== null && !owner.ok && owner.failure.kind === 'notFound';
	if (isGone && failure.kind === 'notFound') {
		return { ...fromFailure(target, failure, at), reason: DELETED };
	}
	// The account is there, so what Exchange does not know is its mailbox.
	if (saysNoMailbox(failure) || (at === 'read' && failure.kind === 'notFound' && owner?.ok)) {
		const reason = whyNoMailbox(owner?.ok ? fieldsOf(owner.body) : null);
		const { code, requestId, attempts } = failure;
		return { ...skipped(target, reason), code, requestId, attempts };
	}
	const policy = policyIn(failure);
	return policy === null ? fromFailure(target, failure, at) : blocked(target, policy, failure);
}

/**
 * The mailbox as the look-up keeps it.
 * @param owner an answer of `readMailOwner`, or of any read of the account with those properties
 */
export function heldMailboxOf(result: GraphResult, owner: Fields | null = null): HeldMailbox {
	if (!result.ok) {
		const { failure } = result;
		const reason = saysNoMailbox(failure)
			? whyNoMailbox(owner)
			: (policyIn(failure) ?? failure.message);
		return { available: false, reason, automaticReplies: null };
	}
	const replies = fieldsOf(fieldsOf(result.body)['automaticRepliesSetting']);
	return { available: true, reason: null, automaticReplies: textOf(replies, 'status') };
}

/** Exchange has two ways to keep an app out of a mailbox; only one of them says its name. */
function policyIn({ code, graphMessage, missingPermission }: GraphFailure): string | null {
	if (!isCode(code, 'ErrorAccessDenied')) return null;
	if (/AccessPolicy|\[RAOP\]/i.test(graphMessage ?? '')) {
		return `An application access policy of Exchange keeps the app out of this mailbox. ${AGAIN}`;
	}
	if (missingPermission !== null) return null;
	return `Exchange refuses this mailbox to the app, although the permission is granted: an application access policy, or a scope of RBAC for Applications, leaves it out. ${AGAIN}`;
}

/** The state of the Exchange Online plan; null where the answer does not say. */
function exchangePlanOf(owner: Fields): 'live' | 'removed' | 'none' | null {
	if (!Array.isArray(owner['assignedPlans'])) {
		const licenses = owner['assignedLicenses'];
		return Array.isArray(licenses) && licenses.length === 0 ? 'none' : null;
	}
	const plans = listOf(owner, 'assignedPlans').filter(
		(plan) => textOf(plan, 'service')?.toLowerCase() === 'exchange',
	);
	if (plans.length === 0) return 'none';
	const isLive = plans.some((plan) => textOf(plan, 'capabilityStatus') !== 'Deleted');
	return isLive ? 'live' : 'removed';
}
