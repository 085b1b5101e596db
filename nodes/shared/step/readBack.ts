import type { GraphClient } from '../graph/client';
import { withMessage, type GraphFailure } from '../graph/failure';
import { fieldsOf, type Fields } from '../graph/read';
import type { GraphAnswer, GraphRequest, GraphResult } from '../graph/request';
import { later, lookFor, whyUnseen } from './verify';

/** A write with the state before it and the moment at which a read showed it. */
export type ReadBack =
	| {
			readonly ok: false;
			readonly failure: GraphFailure;
			/** `read`: the write was never sent, so nothing can have changed. */
			readonly at: 'read' | 'write';
	  }
	| {
			readonly ok: true;
			readonly before: Fields;
			/** Of a write whose answer was lost, `at` is when a read showed it, and there is no body. */
			readonly write: Pick<GraphAnswer, 'requestId' | 'attempts' | 'at' | 'body'>;
			/** ISO 8601 UTC; null: accepted, not seen. */
			readonly seenAt: string | null;
			/** What has to be said of it, in a sentence; null for what was accepted and seen. */
			readonly note: string | null;
	  };

const SEEN_ONLY = 'The answer was lost; a read shows that it was done.';

/** Waits before a write is tried again that one replica does not know the account for, and another does. */
const REPLICA_PAUSES_MS = [1_000, 2_000, 4_000];
const REPLICAS_DISAGREE =
	'Microsoft Graph shows the account, yet answered the change several times that it does not know it: its replicas do not agree yet. Run this step again.';

/**
 * Reads, writes and reads back in one round trip, then goes on reading until the write shows or the time is up. A lost
 * answer is not the last word: a read that shows the write is as good.
 *
 * @param write effect class `repeatable`: the three travel in one `$batch`, which is sent again when its answer is lost
 * @param shows does a later answer of `read` show the write, seen beside the earlier one?
 * @param forMs how long to wait for replicas to agree
 */
export async function writeAndReadBack(
	graph: GraphClient,
	read: GraphRequest,
	write: GraphRequest,
	shows: (after: Fields, before: Fields) => boolean,
	forMs: number,
): Promise<ReadBack> {
	const { first, second, third } = await written(graph, read, write);
	if (!first.ok) {
		// Done although the read before it failed: accepted, and without a before nothing can show that it moved.
		if (second.ok) return { ok: true, before: {}, write: second, seenAt: null, note: null };
		const at = second.failure.kind === 'notSent' ? 'read' : 'write';
		return { ok: false, failure: first.failure, at };
	}
	const failure = second.ok ? null : second.failure;
	if (failure !== null && !failure.mayHaveHappened) return { ok: false, failure, at: 'write' };
	const before = fieldsOf(first.body);
	const isShown = (body: unknown) => shows(fieldsOf(body), before);
	const seen = await lookFor(graph, read, isShown, forMs, third?.ok ? third : undefined);
	if (second.ok) {
		return { ok: true, before, write: second, seenAt: seen.at, note: whyUnseen(seen) };
	}
	if (seen.at === null) {
		return { ok: false, failure: stillOld(second.failure, seen.oldAfterMs), at: 'write' };
	}
	const { requestId, attempts } = second.failure;
	const answer = { requestId, attempts, at: seen.at, body: null };
	return { ok: true, before, write: answer, seenAt: seen.at, note: SEEN_ONLY };
}

interface Written {
	readonly first: GraphResult;
	readonly second: GraphResult;
	readonly third: GraphResult | undefined;
}

/** "Not there" to a change of what a read beside it shows comes from a replica that lags behind. */
async function written(
	graph: GraphClient,
	read: GraphRequest,
	write: GraphRequest,
): Promise<Written> {
	for (let attempt = 0; ; attempt += 1) {
		const [first, second, third] = await graph.inOrder([read, write, read]);
		if (!first || !second) throw new Error('A chain of requests came back short.');
		// A list that can be read does not show that what stands on it is there.
		const isLag = !read.list && first.ok && !second.ok && second.failure.kind === 'notFound';
		const pause = isLag ? REPLICA_PAUSES_MS[attempt] : undefined;
		if (pause !== undefined) {
			await graph.clock.sleep(pause);
			continue;
		}
		return isLag ? { first, second: disagreed(second.failure), third } : { first, second, third };
	}
}

function disagreed(failure: GraphFailure): GraphResult {
	return { ok: false, failure: withMessage(failure, REPLICAS_DISAGREE) };
}

function stillOld(failure: GraphFailure, oldAfterMs: number | null): GraphFailure {
	if (oldAfterMs === null) return failure;
	const said = `${failure.message} A read ${later(oldAfterMs)} still showed the old state.`;
	return withMessage(failure, said);
}
