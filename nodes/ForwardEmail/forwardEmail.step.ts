import { GraphFailure } from '../shared/graph';
import { NO_MAILBOX, saysNoMailbox } from '../shared/holdings/mailbox';
import { isExternal, managerFor } from '../shared/holdings/people';
import { createOnce } from '../shared/step/createOnce';
import { blocked, done, fromFailure, planned, skipped, type Target } from '../shared/step/items';
import type { Person } from '../shared/step/offboarding';
import { writeAndReadBack } from '../shared/step/readBack';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import {
	changeRule,
	createRule,
	listRules,
	ourRuleIn,
	RULE_NAME,
	sendsTo,
	type FoundRule,
	type Recipient,
} from './inboxRule';

const NO_MANAGER = 'Nothing to do: no manager is set, so there is nobody to forward to.';

/**
 * Step 6: an inbox rule that redirects new mail to the manager. The only forwarding Graph has; a copy stays.
 *
 * Create-once: our rule is looked for by its name before one is made and after a lost answer. Permission
 * MailboxSettings.ReadWrite.
 * @see https://learn.microsoft.com/graph/api/resources/messagerule
 */
export const forwardEmail: Step<object> = { key: 'forwardEmail', run: forward };

async function forward(context: StepContext): Promise<StepResult> {
	const manager = await managerFor(context);
	if (manager === null) {
		return { items: [skipped({ target: 'Inbox rule' }, NO_MANAGER)], summary: NO_MANAGER };
	}
	const unfit = whyUnfit(manager, context);
	if (unfit !== null) return { items: [blocked(targetOf(manager), unfit)], summary: unfit };
	const recipient = { address: manager.mail ?? '', name: manager.displayName };
	try {
		return context.dryRun
			? await plan(context, manager, recipient)
			: await ensureRule(context, manager, recipient);
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		// Only the first look throws; what was sent comes back as a result.
		return withoutMailbox(error, manager, 'read');
	}
}

function whyUnfit(manager: Person, { employee }: StepContext): string | null {
	const other = 'Name somebody else to forward to, then run this step again.';
	if (manager.id === employee.id) return `The leaver is named as their own manager. ${other}`;
	if (manager.accountEnabled === false) {
		return `The account of ${manager.displayName} is disabled, mail would go nowhere. ${other}`;
	}
	if (isExternal(manager)) {
		return `${manager.displayName} is a guest: mail would leave to the outside of the company. ${other}`;
	}
	if (manager.mail === null) return `${manager.displayName} has no mail address. ${other}`;
	return null;
}

async function plan(
	{ graph, employee }: StepContext,
	manager: Person,
	recipient: Recipient,
): Promise<StepResult> {
	const rule = ourRuleIn((await graph.send(listRules(employee.id))).body);
	const reason =
		rule && sendsTo(rule, recipient)
			? `New mail goes to ${manager.displayName} already.`
			: `New mail would go to ${manager.displayName}. A copy stays in the mailbox.`;
	return { items: [planned(targetOf(manager), reason)], summary: reason };
}

async function ensureRule(
	context: StepContext,
	manager: Person,
	recipient: Recipient,
): Promise<StepResult> {
	const { graph, employee } = context;
	const made = await createOnce(
		graph,
		listRules(employee.id),
		ourRuleIn,
		createRule(employee.id, recipient),
	);
	if (made.kind === 'failed') return withoutMailbox(made.failure, manager, 'write');
	if (made.found !== null && !sendsTo(made.found, recipient)) {
		return await pointAt(context, manager, recipient, made.found);
	}
	const existed = made.kind === 'existed';
	const seenAt = existed ? made.answer.at : made.seenAt;
	const reason = existed ? 'The rule was there already.' : null;
	return {
		items: [done(targetOf(manager), made.answer, seenAt, reason)],
		summary: sentence(manager, seenAt !== null),
	};
}

/** Our rule is there, but off, broken or pointed at somebody else. */
async function pointAt(
	{ graph, employee, verifyForMs }: StepContext,
	manager: Person,
	recipient: Recipient,
	rule: FoundRule,
): Promise<StepResult> {
	const result = await writeAndReadBack(
		graph,
		listRules(employee.id),
		changeRule(employee.id, rule.id, recipient),
		(body) => {
			const found = ourRuleIn(body);
			return found !== null && sendsTo(found, recipient);
		},
		verifyForMs,
	);
	if (!result.ok) return withoutMailbox(result.failure, manager, result.at);
	const target = { ...targetOf(manager), before: rule.address, after: recipient.address };
	const reason = 'The rule was there and was corrected.';
	return {
		items: [done(target, result.write, result.seenAt, reason)],
		summary: sentence(manager, result.seenAt !== null),
	};
}

function sentence(manager: Person, seen: boolean): string {
	return seen
		? `New mail goes to ${manager.displayName}. A copy stays in the mailbox.`
		: `Forwarding to ${manager.displayName} was accepted.`;
}

function withoutMailbox(failure: GraphFailure, manager: Person, at: 'read' | 'write'): StepResult {
	if (saysNoMailbox(failure)) {
		return { items: [skipped(targetOf(manager), NO_MAILBOX)], summary: NO_MAILBOX };
	}
	const item = fromFailure(targetOf(manager), failure, at);
	return { items: [item], summary: 'Mail could not be forwarded.' };
}

function targetOf(manager: Person): Target {
	return { target: `Inbox rule “${RULE_NAME}” to ${manager.mail ?? manager.displayName}` };
}
