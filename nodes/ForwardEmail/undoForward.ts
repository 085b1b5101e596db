import { fieldsOf, listOf, sameId, textOf, type Fields, type GraphResult } from '../shared/graph';
import type { ItemOutcome, StepOutcome } from '../shared/step/outcome';
import { withAbout } from '../shared/step/items';
import { removeAll } from '../shared/step/removeAll';
import { lookFor, wholeList } from '../shared/step/verify';
import { DONE_BEFORE, sentBefore, type UndoContext } from '../shared/undo/undoContext';
import { notUndone, said, undone, type UndoItem } from '../shared/undo/undoItem';
import { RULE, WHAT_WAS_DONE } from './forwardEmail.step';
import { deleteRule, isPlain, listRules, RULE_NAME, targetOf } from './inboxRule';

const STEP = 'forwardEmail';
const BY_HAND = `Delete “${RULE_NAME}” among the inbox rules of the mailbox, or undo once more.`;
const TO = `${RULE.target} to `;

/** Our rule as the record has it. */
interface OurRule {
	/** Null in records from before it was kept. */
	readonly id: string | null;
	readonly address: string;
}

/**
 * Deletes the rule that the offboarding made, by its id, where it still does what the record says; one that somebody has
 * changed since is theirs and stays. Rules of the person were never touched, so there is nothing to put back.
 *
 * Effect class idempotent. Permission MailboxSettings.ReadWrite.
 *
 * @param did what step 6 came to, in each run, the first one first
 * @see https://learn.microsoft.com/graph/api/messagerule-delete
 */
export async function undoForward(
	context: UndoContext,
	did: readonly StepOutcome[],
): Promise<readonly UndoItem[]> {
	const made = did.flatMap(({ items }) => items.filter(isMade)).at(-1);
	const rule = made ? ourRuleOf(made) : null;
	if (rule === null) {
		const target = { step: STEP, what: RULE.target, targetId: null } as const;
		return [said(target, 'nothing', 'The offboarding made no rule.')];
	}
	return [await deleteOurs(context, rule)];
}

/** Made or set anew; one that was there already somebody else had made, or an offboarding before. */
function isMade({ target, status, acceptedAt, reason }: ItemOutcome): boolean {
	if (!target.startsWith(TO)) return false;
	const isOld = (reason ?? '').includes(WHAT_WAS_DONE.existed);
	return !isOld && (status === 'done' || status === 'unknown' || acceptedAt !== null);
}

const ourRuleOf = ({ target, targetId }: ItemOutcome): OurRule => ({
	id: targetId,
	address: target.slice(TO.length),
});

async function deleteOurs(context: UndoContext, rule: OurRule): Promise<UndoItem> {
	const { graph, employee, dryRun } = context;
	const target = { step: STEP, what: RULE.target, targetId: rule.id } as const;
	const list = listRules(employee.id);
	const now = await graph.attempt(list);
	if (!now.ok) return notUndone(target, now.failure, 'read', BY_HAND);
	const body = await wholeList(graph, list, now.body);
	if (body === null) return said(target, 'failed', `The rules could not be read. ${BY_HAND}`);
	const found = ruleIn(body, rule);
	const id = found ? textOf(found, 'id') : null;
	if (!found || id === null) return gone(context, rule, now);
	const why = whyNotOurs(found, rule);
	if (why !== null) return said(target, 'left', why, now.requestId);
	const to = `It redirects mail to ${rule.address}.`;
	if (dryRun) return said(target, 'planned', `${to} It would be deleted.`, now.requestId);
	return await remove(context, { ...target, targetId: id }, id);
}

async function remove(
	{ graph, employee, verifyForMs }: UndoContext,
	target: { readonly step: typeof STEP; readonly what: string; readonly targetId: string },
	id: string,
): Promise<UndoItem> {
	const list = listRules(employee.id);
	const request = withAbout(deleteRule(employee.id, id), {
		target: target.what,
		targetId: id,
	});
	const { results, list: after } = await removeAll(graph, [request], list);
	const [result] = results;
	if (!result) throw new Error('A delete came back without a result.');
	const isGone = (answer: unknown) => !rulesIn(answer).some((one) => textOf(one, 'id') === id);
	const { at: seenAt } = await lookFor(graph, list, isGone, verifyForMs, after ?? undefined);
	if (result.ok) return undone(target, result, seenAt, 'The rule is deleted.');
	const { failure } = result;
	const mayBe = failure.mayHaveHappened || failure.leftOpen || failure.kind === 'notFound';
	if (seenAt === null || !mayBe) return notUndone(target, failure, 'write', BY_HAND);
	if (failure.kind === 'notFound' && !failure.leftOpen) {
		return said(target, 'alreadySo', 'The rule was gone already.', failure.requestId);
	}
	const lost = 'The answer was lost; a read shows that the rule is deleted.';
	return undone(target, { requestId: failure.requestId, at: seenAt }, seenAt, lost);
}

function gone(context: UndoContext, { id }: OurRule, now: GraphResult): UndoItem {
	const target = { step: STEP, what: RULE.target, targetId: id } as const;
	const ours = id === null ? null : sentBefore(context, deleteRule(context.employee.id, id));
	if (ours && now.ok) {
		return undone(target, { requestId: ours.requestId, at: ours.at }, now.at, DONE_BEFORE);
	}
	const requestId = now.ok ? now.requestId : null;
	return said(target, 'alreadySo', 'The rule is not in the mailbox any more.', requestId);
}

const rulesIn = (body: unknown): readonly Fields[] => listOf(fieldsOf(body), 'value');

/** By its id; where the record has none, by its name. */
const ruleIn = (body: unknown, { id }: OurRule): Fields | undefined =>
	rulesIn(body).find((rule) =>
		id === null ? textOf(rule, 'displayName') === RULE_NAME : textOf(rule, 'id') === id,
	);

/** Why it is not the rule of the record any more; null: it is. One that was only turned off still is. */
function whyNotOurs(found: Fields, { address }: OurRule): string | null {
	const name = textOf(found, 'displayName');
	const isSame = name === RULE_NAME && isPlain(found) && sameId(targetOf(found), address);
	if (isSame) return null;
	return `Somebody has changed this rule since, so it was not touched: it is called “${name ?? 'without a name'}”, and the offboarding had set it to redirect everything to ${address}. Look whether it may stay.`;
}
