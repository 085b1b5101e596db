import type { GraphAnswer, GraphFailure, GraphRequest } from '../shared/graph';
import { withMessage, withoutList } from '../shared/graph/failure';
import { addressInJournal } from '../shared/graph/ledger';
import { createOnce, LONG_WATCH_MS } from '../shared/step/createOnce';
import { writeAndReadBack } from '../shared/step/readBack';
import { removeAll } from '../shared/step/removeAll';
import type { StepContext } from '../shared/step/step';
import { wholeList } from '../shared/step/verify';
import { watchFor } from '../shared/step/watchFor';
import {
	changeRule,
	createRule,
	deleteRule,
	listRules,
	ourRuleIn,
	RULE_NAME,
	sendsTo,
	type FoundRule,
	type Recipient,
} from './inboxRule';

/** What became of the rule. */
export type Ensured =
	| {
			readonly kind: 'existed' | 'created' | 'corrected';
			readonly answer: Pick<GraphAnswer, 'requestId' | 'attempts' | 'at'>;
			/** ISO 8601 UTC; null: accepted, not seen. */
			readonly seenAt: string | null;
			/** Where it pointed before, where it was corrected. */
			readonly before: string | null;
			/** As it was read last. */
			readonly rule: FoundRule | null;
			/** What else is to be said, in sentences. */
			readonly remarks: readonly string[];
	  }
	| { readonly kind: 'failed'; readonly failure: GraphFailure; readonly at: 'read' | 'write' };

type Done = Exclude<Ensured, { readonly kind: 'failed' }>;

const SECONDS = LONG_WATCH_MS / 1_000;
const SENT_AGAIN = `The answer to a first request was lost, and no rule showed within ${SECONDS} seconds, so it was sent again. Should a second rule of this name appear later, this step removes it when it is run again.`;
const MADE_AND_CORRECTED =
	'The mailbox did not show the new rule as it was asked for, so it was set once more.';
const NOT_KNOWN = `Look for “${RULE_NAME}” among the inbox rules before anybody makes it by hand; this step looks first when it is run again.`;

/**
 * Sees to it that our rule is there once, is on and sends everything to the recipient. Where two are ours, one stays.
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
	const ensured =
		rule === null
			? await create(context, recipient, { ...rules, body })
			: await existing(context, recipient, rule, rules);
	return ensured.kind === 'failed' ? ensured : await withoutSurplus(context, ensured);
}

async function existing(
	context: StepContext,
	recipient: Recipient,
	rule: FoundRule,
	rules: GraphAnswer,
): Promise<Ensured> {
	if (!sendsTo(rule, recipient)) return await correct(context, recipient, rule);
	return { kind: 'existed', answer: rules, seenAt: rules.at, before: null, rule, remarks: [] };
}

/** Creates and reads back in one round trip. Where that leaves it open, watches before it sends again. */
async function create(
	context: StepContext,
	recipient: Recipient,
	first: GraphAnswer,
): Promise<Ensured> {
	const { graph, employee } = context;
	const read = listRules(employee.id);
	const request = createRule(employee.id, recipient);
	const awaited = await awaitEarlier(context, recipient, request);
	if (awaited !== null) return awaited;
	const made = await createOnce(graph, read, ourRuleIn, request, { first });
	if (made.kind === 'failed') return { kind: 'failed', failure: told(made.failure), at: 'write' };
	const { found, answer } = made;
	if (found !== null && !sendsTo(found, recipient)) {
		const corrected = await correct(context, recipient, found);
		return made.kind === 'existed' || corrected.kind === 'failed'
			? corrected
			: { ...corrected, kind: 'created', before: null, remarks: [MADE_AND_CORRECTED] };
	}
	const seenAt = made.kind === 'existed' ? answer.at : made.seenAt;
	const remarks = made.kind === 'created' && made.lost > 0 ? [SENT_AGAIN] : [];
	return { kind: 'created', answer, seenAt, before: null, rule: found, remarks };
}

/**
 * Looks for a rule that a run made a moment ago and the mailbox does not show yet: a second one would be harm. Without a
 * journal nobody knows of one.
 *
 * @returns null where none was made of late, or none shows at the end of the watch
 */
async function awaitEarlier(
	context: StepContext,
	recipient: Recipient,
	request: GraphRequest,
): Promise<Ensured | null> {
	const { graph, employee, journal } = context;
	const earlier = await journal?.lastWrite(addressInJournal(request), LONG_WATCH_MS);
	if (!earlier) return null;
	const left = Date.parse(earlier.at) + LONG_WATCH_MS - graph.clock.now().getTime();
	if (left <= 0) return null;
	const watched = await watchFor(graph, listRules(employee.id), ourRuleIn, left);
	if (watched.kind === 'absent') return null;
	if (watched.kind === 'unreadable') return { kind: 'failed', failure: withoutList(1), at: 'read' };
	return await existing(context, recipient, watched.found, watched.answer);
}

function told(failure: GraphFailure): GraphFailure {
	return failure.mayHaveHappened
		? withMessage(failure, `${failure.message} ${NOT_KNOWN}`)
		: failure;
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
	return { kind: 'corrected', answer, seenAt, before: rule.address, rule: last, remarks: [] };
}

/** Two of ours would send all mail twice. One that can't be deleted makes the step fail: it is not as the record says. */
async function withoutSurplus({ graph, employee }: StepContext, ensured: Done): Promise<Ensured> {
	const surplus = ensured.rule?.surplus ?? [];
	if (surplus.length === 0) return ensured;
	const requests = surplus.map((id) => deleteRule(employee.id, id));
	const { results, list } = await removeAll(graph, requests, listRules(employee.id));
	for (const result of results) {
		const isGone = result.ok || result.failure.kind === 'notFound';
		if (!isGone) return { kind: 'failed', failure: twice(result.failure), at: 'write' };
	}
	const body = list?.ok ? await wholeList(graph, listRules(employee.id), list.body) : null;
	const left = body === null ? null : ourRuleIn(body);
	const isSeen = left !== null && left.surplus.length === 0 && list?.ok === true;
	const remark =
		surplus.length === 1
			? 'A second rule of this name was deleted.'
			: `${surplus.length} more rules of this name were deleted.`;
	return {
		...ensured,
		seenAt: ensured.seenAt !== null && isSeen ? list.at : null,
		rule: left ?? ensured.rule,
		remarks: [...ensured.remarks, remark],
	};
}

function twice(failure: GraphFailure): GraphFailure {
	return withMessage(
		failure,
		`A second rule “${RULE_NAME}” could not be deleted, so mail goes out twice. Delete one in the mailbox. ${failure.message}`,
	);
}
