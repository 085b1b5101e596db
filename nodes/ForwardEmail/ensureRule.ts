import type { GraphAnswer, GraphFailure, GraphResult } from '../shared/graph';
import { withoutList } from '../shared/graph/failure';
import { backOff } from '../shared/graph/retryAfter';
import { createOnce } from '../shared/step/createOnce';
import { writeAndReadBack } from '../shared/step/readBack';
import type { StepContext } from '../shared/step/step';
import { wholeList } from '../shared/step/verify';
import {
	changeRule,
	createRule,
	listRules,
	ourRuleIn,
	sendsTo,
	type FoundRule,
	type Recipient,
} from './inboxRule';

/** After a lost answer Exchange may still be at it; a look at once would miss what it makes. */
const SETTLE_MS = 5_000;

/** What became of the rule. */
export type Ensured =
	| {
			readonly kind: 'existed' | 'created' | 'corrected';
			readonly answer: GraphAnswer;
			/** ISO 8601 UTC; null: accepted, not seen. */
			readonly seenAt: string | null;
			/** Where it pointed before, where it was corrected. */
			readonly before: string | null;
			/** As it was read last. */
			readonly rule: FoundRule | null;
	  }
	| { readonly kind: 'failed'; readonly failure: GraphFailure; readonly at: 'read' | 'write' };

/**
 * Sees to it that our rule is there once, is on and sends everything to the recipient.
 *
 * @param rules the answer of `listRules` that came first: without a look nothing is created
 */
export async function ensureRule(
	context: StepContext,
	recipient: Recipient,
	rules: GraphAnswer,
): Promise<Ensured> {
	// What the first page does not show may stand on the next: only the whole list allows a create.
	const body = await wholeList(context.graph, listRules(context.employee.id), rules.body);
	if (body === null) return { kind: 'failed', failure: withoutList(rules.attempts), at: 'read' };
	const rule = ourRuleIn(body);
	if (rule === null) return await create(context, recipient);
	if (!sendsTo(rule, recipient)) return await correct(context, recipient, rule);
	return { kind: 'existed', answer: rules, seenAt: rules.at, before: null, rule };
}

/** Creates and reads back in one round trip. Where that leaves it open, looks before it sends again. */
async function create(context: StepContext, recipient: Recipient): Promise<Ensured> {
	const { graph, employee } = context;
	const request = createRule(employee.id, recipient);
	const read = listRules(employee.id);
	const [result, after] = await graph.inOrder([request, read]);
	if (!result) throw new Error('A chain of requests came back short.');
	if (result.ok) return await created(context, recipient, result, after);
	const { failure } = result;
	const open = failure.mayHaveHappened || failure.kind === 'throttled';
	const wait = failure.retryAfterMs ?? backOff(1);
	if (!open || wait > graph.limits.longestWaitMs) return { kind: 'failed', failure, at: 'write' };
	await graph.clock.sleep(failure.mayHaveHappened ? Math.max(wait, SETTLE_MS) : wait);
	// Not being able to look leaves open what the first request came to.
	const look = await graph.attempt(read);
	if (!look.ok) return { kind: 'failed', failure, at: 'write' };
	// `createOnce` reads to the last page before it sends.
	if (ourRuleIn(look.body) !== null) return await created(context, recipient, look, look);
	const made = await createOnce(graph, read, ourRuleIn, request);
	if (made.kind === 'failed') return { kind: 'failed', failure: made.failure, at: 'write' };
	if (made.found !== null && !sendsTo(made.found, recipient)) {
		return await correct(context, recipient, made.found);
	}
	const seenAt = made.kind === 'existed' ? made.answer.at : made.seenAt;
	return { kind: 'created', answer: made.answer, seenAt, before: null, rule: made.found };
}

/** The rule is there; what the read-back shows decides whether it is as it should be. */
async function created(
	context: StepContext,
	recipient: Recipient,
	answer: GraphAnswer,
	after: GraphResult | undefined,
): Promise<Ensured> {
	const rule = after?.ok ? ourRuleIn(after.body) : null;
	if (rule !== null && !sendsTo(rule, recipient)) return await correct(context, recipient, rule);
	const seenAt = rule !== null && after?.ok ? after.at : null;
	return { kind: 'created', answer, seenAt, before: null, rule };
}

/** Our rule is there, but off, broken or pointed at somebody else. */
async function correct(
	{ graph, employee, verifyForMs }: StepContext,
	recipient: Recipient,
	rule: FoundRule,
): Promise<Ensured> {
	let last: FoundRule | null = null;
	const result = await writeAndReadBack(
		graph,
		listRules(employee.id),
		changeRule(employee.id, rule.id, recipient),
		(body) => {
			last = ourRuleIn(body);
			return last !== null && sendsTo(last, recipient);
		},
		verifyForMs,
	);
	if (!result.ok) return { kind: 'failed', failure: result.failure, at: result.at };
	const { write: answer, seenAt } = result;
	return { kind: 'corrected', answer, seenAt, before: rule.address, rule: last };
}
