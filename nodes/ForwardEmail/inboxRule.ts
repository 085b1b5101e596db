import {
	fieldsOf,
	flagOf,
	graphPath,
	listOf,
	textOf,
	type Fields,
	type GraphRequest,
} from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';

/** Always the same name: however often the step runs, it finds its own rule again and makes no second one. */
export const RULE_NAME = 'OffboardIQ forward';

/** Where mail is to go. */
export interface Recipient {
	readonly address: string;
	readonly name: string;
}

/** The rule as it was found in the mailbox. */
export interface FoundRule {
	readonly id: string;
	readonly address: string | null;
	readonly isEnabled: boolean;
	readonly hasError: boolean;
	/** False where it looks at some mail only, or does something else with it besides. */
	readonly isPlain: boolean;
	/** The place among the rules, from 1; null where the answer does not say. */
	readonly sequence: number | null;
	/** False where another rule comes before it and may end the processing. */
	readonly isFirst: boolean;
	/** How many more rules of our name there are that do something else besides: somebody else's. */
	readonly others: number;
	/** Ids of more rules that do nothing but redirect: ours, from a request whose answer got lost or two runs at once. */
	readonly surplus: readonly string[];
}

/** @see https://learn.microsoft.com/graph/api/mailfolder-list-messagerules */
export function listRules(userId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/users/${userId}/mailFolders/inbox/messageRules`,
		effect: 'read',
		permissions: PERMISSIONS.readMailbox,
	};
}

/** Our rule in an answer of `listRules`, or null; the first that does nothing but redirect where there are several. */
export function ourRuleIn(body: unknown): FoundRule | null {
	const named = listOf(fieldsOf(body), 'value').filter(
		(rule) => textOf(rule, 'displayName') === RULE_NAME && textOf(rule, 'id') !== null,
	);
	const fields = named.find(isPlain) ?? named[0];
	if (!fields) return null;
	const more = named.filter((rule) => rule !== fields);
	const surplus = more.filter(isPlain).map((rule) => textOf(rule, 'id') ?? '');
	const sequence = sequenceOf(fields);
	const strangers = listOf(fieldsOf(body), 'value').filter((rule) => !named.includes(rule));
	return {
		sequence,
		isFirst: !strangers.some((rule) => comesBefore(rule, { sequence }) === 'yes'),
		id: textOf(fields, 'id') ?? '',
		address: targetOf(fields),
		isEnabled: flagOf(fields, 'isEnabled') ?? false,
		hasError: flagOf(fields, 'hasError') ?? false,
		isPlain: isPlain(fields),
		others: more.length - surplus.length,
		surplus,
	};
}

/**
 * Whether another rule may keep ours from running: it ends the processing, and comes before it. `maybe`: both have the
 * same place, or their places are not known.
 */
export function comesBefore(
	rule: Fields,
	ours: Pick<FoundRule, 'sequence'>,
): 'yes' | 'maybe' | 'no' {
	const stops = flagOf(fieldsOf(rule['actions']), 'stopProcessingRules') === true;
	if (!stops || flagOf(rule, 'isEnabled') !== true) return 'no';
	const sequence = sequenceOf(rule);
	if (sequence === null || ours.sequence === null || sequence === ours.sequence) return 'maybe';
	return sequence < ours.sequence ? 'yes' : 'no';
}

function sequenceOf(rule: Fields): number | null {
	const value = rule['sequence'];
	return typeof value === 'number' ? value : null;
}

/** Anybody can give a rule our name: one that lets mail through, or deletes it, does not do what the record says. */
export function isPlain(rule: Fields): boolean {
	const { redirectTo: _, stopProcessingRules: __, ...others } = fieldsOf(rule['actions']);
	return [rule['conditions'], rule['exceptions'], others].every(isBlank);
}

/** Exchange writes "no condition" as null, as nothing, or as an object of empty ones. */
function isBlank(value: unknown): boolean {
	if (value === null || value === undefined || value === false || value === '') return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && Object.values(value).every(isBlank);
}

/** True when the rule does what is asked: mail addresses differ in case only for people. */
export function sendsTo(rule: FoundRule, recipient: Recipient): boolean {
	return (
		rule.isEnabled &&
		!rule.hasError &&
		rule.isPlain &&
		rule.isFirst &&
		rule.address?.toLowerCase() === recipient.address.toLowerCase()
	);
}

/** @see https://learn.microsoft.com/graph/api/mailfolder-post-messagerules */
export function createRule(userId: string, recipient: Recipient): GraphRequest {
	return {
		method: 'POST',
		path: graphPath`/users/${userId}/mailFolders/inbox/messageRules`,
		body: { displayName: RULE_NAME, ...ruleBody(recipient) },
		expects: 'created',
		effect: 'createOnce',
		permissions: PERMISSIONS.writeMailbox,
	};
}

/** @see https://learn.microsoft.com/graph/api/messagerule-update */
export function changeRule(userId: string, ruleId: string, recipient: Recipient): GraphRequest {
	return {
		method: 'PATCH',
		path: graphPath`/users/${userId}/mailFolders/inbox/messageRules/${ruleId}`,
		body: { ...ruleBody(recipient), conditions: null, exceptions: null },
		expects: 'changed',
		effect: 'repeatable',
		permissions: PERMISSIONS.writeMailbox,
	};
}

/**
 * Deletes a rule that is ours. 404 = gone already.
 * @see https://learn.microsoft.com/graph/api/messagerule-delete
 */
export function deleteRule(userId: string, ruleId: string): GraphRequest {
	return {
		method: 'DELETE',
		path: graphPath`/users/${userId}/mailFolders/inbox/messageRules/${ruleId}`,
		effect: 'idempotent',
		permissions: PERMISSIONS.writeMailbox,
	};
}

/** `redirectTo` keeps the sender, so that a reply goes to whom it should; `forwardTo` would send as the leaver. */
function ruleBody(recipient: Recipient): object {
	return {
		sequence: 1,
		isEnabled: true,
		actions: {
			redirectTo: [{ emailAddress: { address: recipient.address, name: recipient.name } }],
			stopProcessingRules: true,
		},
	};
}

/** The one address it redirects to; null for none, or several. */
export function targetOf(rule: Fields): string | null {
	const [first, ...more] = listOf(fieldsOf(rule['actions']), 'redirectTo');
	if (!first || more.length > 0) return null;
	return textOf(fieldsOf(first['emailAddress']), 'address');
}
