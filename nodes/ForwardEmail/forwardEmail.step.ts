import type { GraphFailure, GraphResult } from '../shared/graph';
import { itemWithoutMailbox, readMailOwner } from '../shared/holdings/mailbox';
import { wholeList } from '../shared/step/verify';
import { blocked, done, fromFailure, planned, skipped, type Target } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import { domainsOf, readDomains } from './domains';
import { ensureRule, type Ensured } from './ensureRule';
import { fallbackIn } from './fallback';
import { listRules, ourRuleIn, RULE_NAME, sendsTo, type FoundRule } from './inboxRule';
import { readFirstLink } from './managers';
import { otherRuleItems } from './otherRules';
import {
	chooseRecipient,
	nobodyAtAll,
	type Choice,
	type Chosen,
	type FirstReads,
} from './recipient';

export const RULE: Target = { target: `Inbox rule “${RULE_NAME}”` };
const NOT_FORWARDED = 'Mail could not be forwarded.';

/** Who gets the mail besides the managers. */
export interface ForwardEmailOptions {
	/** Object id, user principal name or mail address; used when no manager can receive mail. */
	readonly fallbackRecipient?: unknown;
}

/**
 * Step 6: an inbox rule that redirects new mail to the manager, or to the first up the chain of managers who can
 * receive it. The only forwarding Graph has; a copy stays. Nothing is forwarded to outside of the tenant.
 *
 * Create-once: our rule is looked for by its name before one is made and after a lost answer. Permissions
 * MailboxSettings.ReadWrite and User.Read.All.
 * @see https://learn.microsoft.com/graph/api/resources/messagerule
 */
export const forwardEmail: Step<ForwardEmailOptions> = { key: 'forwardEmail', run: forward };

async function forward(context: StepContext, options: ForwardEmailOptions): Promise<StepResult> {
	const fallback = fallbackIn(options.fallbackRecipient);
	if (!fallback.ok) {
		const item = blocked(RULE, fallback.problem);
		return resultOf({ ...item, status: 'failed', code: 'InvalidFallbackRecipient' });
	}
	if (context.manager === null && fallback.key === null)
		return withoutRecipient(nobodyAtAll(), null);
	const { rules, ...reads } = await look(context);
	if (!rules.ok) return failed(RULE, rules.failure, 'read', reads.owner);
	const choice = await chooseRecipient(context, fallback.key, reads);
	// A page that can't be read costs the others their names here, and the rule below.
	const list = await wholeList(context.graph, listRules(context.employee.id), rules.body);
	const rule = ourRuleIn(rules.body);
	const ensured =
		choice.kind !== 'chosen' || context.dryRun
			? null
			: await ensureRule(context, choice.recipient, rules);
	const ours = ensured === null || ensured.kind === 'failed' ? rule : ensured.rule;
	const others = otherRuleItems(list ?? rules.body, ours, domainsOf(reads.domains));
	const result = resultOfRule(choice, rule, ensured, reads.owner);
	return { ...result, items: [...result.items, ...others] };
}

function resultOfRule(
	choice: Choice,
	rule: FoundRule | null,
	ensured: Ensured | null,
	owner: GraphResult,
): StepResult {
	if (choice.kind !== 'chosen') return withoutRecipient(choice, rule);
	if (ensured === null) return plan(choice, rule);
	return ensured.kind === 'failed'
		? failed(targetOf(choice.recipient.address), ensured.failure, ensured.at, owner)
		: resultFrom(ensured, choice);
}

/** Everything that has to be known first, in one round trip. */
async function look(context: StepContext): Promise<FirstReads & { readonly rules: GraphResult }> {
	const { id } = context.employee;
	const [rules, domains, owner, link] = await context.graph.together([
		listRules(id),
		readDomains(),
		readMailOwner(id),
		readFirstLink(context),
	]);
	if (!rules || !domains || !owner || !link) throw new Error('A batch of reads came back short.');
	return { rules, domains, owner, link };
}

/** Nobody to forward to. A rule from an earlier run stays as it is, and the record says where it points. */
function withoutRecipient(choice: Exclude<Choice, Chosen>, rule: FoundRule | null): StepResult {
	if (choice.kind === 'unread') {
		return { items: [fromFailure(RULE, choice.failure, 'read')], summary: NOT_FORWARDED };
	}
	const { status, reason, meant } = choice;
	const target = { ...targetOf(meant), before: rule?.address ?? null };
	const existing = rule === null ? '' : ` A rule of this name is in the mailbox already.`;
	return resultOf((status === 'skipped' ? skipped : blocked)(target, `${reason}${existing}`));
}

function plan({ recipient, remarks }: Chosen, rule: FoundRule | null): StepResult {
	const sentence =
		rule && sendsTo(rule, recipient)
			? `New mail goes to ${recipient.name} already.`
			: `New mail would go to ${recipient.name}. A copy stays in the mailbox.`;
	return resultOf(planned(targetOf(recipient.address), [...remarks, sentence].join(' ')));
}

export const WHAT_WAS_DONE = {
	existed: 'The rule was there already.',
	created: '',
	corrected: 'The rule was there and was corrected.',
};

function resultFrom(
	ensured: Exclude<Ensured, { kind: 'failed' }>,
	{ recipient, remarks }: Chosen,
): StepResult {
	const { kind, answer, seenAt, rule, before } = ensured;
	const sentences = [...remarks, WHAT_WAS_DONE[kind], ...ensured.remarks, remarkOn(rule)].filter(
		Boolean,
	);
	const reason = sentences.length === 0 ? null : sentences.join(' ');
	const change = kind === 'corrected' ? { before, after: recipient.address } : {};
	// By its id it is found again, whatever else is called so.
	const target = { ...targetOf(recipient.address), targetId: rule?.id ?? null };
	const item = done({ ...target, ...change }, answer, seenAt, reason);
	if (seenAt === null && rule?.hasError === true) {
		const broken =
			'Exchange marks the rule as broken, so mail may not be forwarded. Look at it in the mailbox, then run this step again.';
		return {
			items: [{ ...item, status: 'failed', reason: [...sentences, broken].join(' ') }],
			summary: NOT_FORWARDED,
		};
	}
	const summary =
		seenAt === null
			? `Forwarding to ${recipient.name} was accepted.`
			: `New mail goes to ${recipient.name}. A copy stays in the mailbox.`;
	return { items: [item], summary };
}

function remarkOn(rule: FoundRule | null): string {
	return rule === null || rule.others === 0
		? ''
		: 'More than one rule has this name: look at the others in the mailbox.';
}

function failed(
	target: Target,
	failure: GraphFailure,
	at: 'read' | 'write',
	owner: GraphResult,
): StepResult {
	const item = itemWithoutMailbox(target, failure, owner, at);
	return item.status === 'skipped' ? resultOf(item) : { items: [item], summary: NOT_FORWARDED };
}

function resultOf(item: ItemOutcome): StepResult {
	return { items: [item], summary: item.reason ?? '' };
}

function targetOf(address: string | null): Target {
	return address === null ? RULE : { target: `${RULE.target} to ${address}` };
}
