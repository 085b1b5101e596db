import type { GraphClient } from '../graph/client';
import type { GraphFailure } from '../graph/failure';
import type { GraphAnswer, GraphRequest, GraphResult } from '../graph/request';
import { backOff } from '../graph/retryAfter';
import { wholeList } from './verify';

const MOST_TRIES = 5;
/** After a lost answer the service may still be at it; a look at once would miss what it makes. */
const SETTLE_MS = 5_000;

/** What became of something that must exist once. */
export type Created<Found> =
	/** It was there before we sent anything; `answer` is the read that showed it. */
	| { readonly kind: 'existed'; readonly found: Found; readonly answer: GraphAnswer }
	/** Sent. Where its own answer was lost, `answer` is the read that showed it. */
	| {
			readonly kind: 'created';
			readonly found: Found | null;
			readonly answer: GraphAnswer;
			/** ISO 8601 UTC; null: accepted, not seen. */
			readonly seenAt: string | null;
	  }
	| { readonly kind: 'failed'; readonly failure: GraphFailure };

/**
 * Makes something that a second request would make twice: reads first, sends once, and after any answer that leaves it
 * open reads again before it sends again. Creating and reading back share one round trip.
 *
 * @param read shows whether it is there
 * @param pick the thing in an answer of `read`, or null when it is not there
 * @param create effect class `createOnce`
 * @throws GraphFailure when the first read fails: without it nothing may be sent
 */
export async function createOnce<Found>(
	graph: GraphClient,
	read: GraphRequest,
	pick: (body: unknown) => Found | null,
	create: GraphRequest,
): Promise<Created<Found>> {
	const first = await graph.send(read);
	// Every page: what is not on the first one must not be made a second time.
	const before = pick(await everything(graph, read, first.body));
	if (before !== null) return { kind: 'existed', found: before, answer: first };
	for (let attempt = 1; ; attempt += 1) {
		const [result, after] = await graph.inOrder([create, read]);
		if (!result) throw new Error('A chain of requests came back short.');
		if (result.ok) return await created(graph, read, pick, result, after);
		const { failure } = result;
		const open = failure.mayHaveHappened || failure.kind === 'throttled';
		if (!open) return { kind: 'failed', failure };
		const wait = failure.retryAfterMs ?? backOff(attempt);
		if (wait > graph.limits.longestWaitMs) return { kind: 'failed', failure };
		await graph.clock.sleep(failure.mayHaveHappened ? Math.max(wait, SETTLE_MS) : wait);
		const seen = await graph.attempt(read);
		// Without a look nothing may be sent again.
		if (!seen.ok) return { kind: 'failed', failure };
		const found = pick(await everything(graph, read, seen.body));
		if (found !== null) return { kind: 'created', found, answer: seen, seenAt: seen.at };
		if (attempt >= MOST_TRIES) return { kind: 'failed', failure };
	}
}

async function created<Found>(
	graph: GraphClient,
	read: GraphRequest,
	pick: (body: unknown) => Found | null,
	answer: GraphAnswer,
	after: GraphResult | undefined,
): Promise<Created<Found>> {
	const body = after?.ok ? await wholeList(graph, read, after.body) : null;
	const found = body === null ? null : pick(body);
	return { kind: 'created', found, answer, seenAt: found !== null && after?.ok ? after.at : null };
}

/** @throws GraphFailure when a page can't be read: then it is not known whether the thing is there */
async function everything(graph: GraphClient, read: GraphRequest, body: unknown): Promise<unknown> {
	return read.list ? { value: await graph.list(read, body) } : body;
}
