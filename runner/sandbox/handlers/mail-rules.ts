import { randomBytes } from 'node:crypto';
import { created, noContent, ok } from '../http/answer';
import { bodyObject, type Call, param, type Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import { collection } from '../odata/collection';
import type { Mailbox, MessageRule } from '../state/mailbox';
import { contextOf, userOf } from './find';
import { mailboxOf } from './mailbox';

const ROUTE = '/users/{user}/mailFolders/{folder}/messageRules';
const WRITABLE = ['displayName', 'sequence', 'isEnabled', 'conditions', 'actions', 'exceptions'];
const SENDING = ['forwardTo', 'redirectTo', 'forwardAsAttachmentTo'];

/** Inbox rules. A second POST makes a second rule: nothing here is idempotent, as in Exchange. */
export const mailRuleRoutes: readonly Route[] = [
	{
		operation: `GET ${ROUTE}`,
		options: ['$select', '$top'],
		exchange: true,
		handle: (call) =>
			collection(call, shownRules(call), {
				entity: 'messageRule',
				context: `users('${userOf(call).profile.id}')/mailFolders('inbox')/messageRules`,
				pageSize: 1000,
			}),
	},
	{
		operation: `POST ${ROUTE}`,
		exchange: true,
		handle: (call) => {
			const mailbox = inbox(call);
			const changes = checked(bodyObject(call));
			const { displayName, sequence, actions } = changes;
			if (typeof displayName !== 'string' || sequence === undefined || !actions) {
				throw badRequest(
					'A rule needs a displayName, a sequence and actions.',
					'ErrorInvalidArgument',
				);
			}
			const rule: MessageRule = {
				id: randomBytes(12).toString('base64url'),
				displayName,
				sequence,
				isEnabled: true,
				hasError: false,
				isReadOnly: false,
				conditions: null,
				exceptions: null,
				...changes,
				actions,
			};
			mailbox.rules.push(rule);
			return created({ ...ruleContext(call), ...plain(rule) });
		},
	},
	{
		operation: `GET ${ROUTE}/{rule}`,
		exchange: true,
		handle: (call) => ok({ ...ruleContext(call), ...plain(ruleOf(call)) }),
	},
	{
		operation: `PATCH ${ROUTE}/{rule}`,
		exchange: true,
		handle: (call) => {
			const rule = ruleOf(call);
			if (rule.isReadOnly) throw badRequest('The rule is read-only.', 'ErrorInvalidOperation');
			Object.assign(rule, checked(bodyObject(call)), { hasError: false });
			return ok({ ...ruleContext(call), ...plain(rule) });
		},
	},
	{
		operation: `DELETE ${ROUTE}/{rule}`,
		exchange: true,
		handle: (call) => {
			const mailbox = inbox(call);
			const rule = ruleOf(call);
			mailbox.rules = mailbox.rules.filter((one) => one !== rule);
			return noContent();
		},
	},
];

function inbox(call: Call): Mailbox {
	const mailbox = mailboxOf(call);
	if (param(call, 'folder').toLowerCase() === 'inbox') return mailbox;
	throw badRequest('Rules exist in the inbox folder only.', 'ErrorInvalidRequest');
}

/** What the mailbox shows at this moment. */
function shownRules(call: Call): Omit<MessageRule, 'shownFrom'>[] {
	const isShown = ({ shownFrom = '' }: MessageRule): boolean => shownFrom <= call.now.toISOString();
	return inbox(call).rules.filter(isShown).map(plain);
}

/** A rule as Exchange writes it. */
function plain({ shownFrom: _, ...rule }: MessageRule): Omit<MessageRule, 'shownFrom'> {
	return rule;
}

function ruleOf(call: Call): MessageRule {
	const rule = inbox(call).rules.find((one) => one.id === param(call, 'rule'));
	if (rule) return rule;
	throw new GraphError(
		404,
		'ErrorItemNotFound',
		'The specified object was not found in the store.',
	);
}

function ruleContext(call: Call): object {
	const { id } = userOf(call).profile;
	return contextOf(call, `users('${id}')/mailFolders('inbox')/messageRules/$entity`);
}

/** The properties of a rule in a request, checked; read-only ones are refused. */
function checked(body: Record<string, unknown>): Partial<MessageRule> {
	const changes = Object.entries(body).filter(([name]) => !name.startsWith('@'));
	const unknown = changes.find(([name]) => !WRITABLE.includes(name));
	if (unknown)
		throw badRequest(`The property '${unknown[0]}' can't be set.`, 'ErrorInvalidProperty');
	const rule = Object.fromEntries(changes) as Partial<MessageRule>;
	if (rule.sequence !== undefined && !(Number.isInteger(rule.sequence) && rule.sequence >= 1)) {
		throw badRequest('The sequence of a rule is a whole number from 1.', 'ErrorInvalidArgument');
	}
	if (rule.actions) checkActions(rule.actions);
	return rule;
}

function checkActions(actions: Record<string, unknown>): void {
	if (Object.keys(actions).length === 0) {
		throw badRequest('The rule has no actions.', 'ErrorInvalidArgument');
	}
	for (const name of SENDING.filter((action) => action in actions)) {
		const targets = actions[name];
		const sound = Array.isArray(targets) && targets.length > 0 && targets.every(isRecipient);
		if (!sound) throw badRequest("At least one recipient isn't valid.", 'ErrorInvalidRecipients');
	}
}

function isRecipient(target: unknown): boolean {
	const { emailAddress } = (target ?? {}) as { emailAddress?: { address?: unknown } };
	const address = emailAddress?.address;
	return typeof address === 'string' && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(address);
}
