import type { GraphClient } from '../graph/client';
import type { GraphFailure } from '../graph/failure';
import { fieldsOf, type Fields } from '../graph/read';
import type { GraphAnswer, GraphRequest } from '../graph/request';
import { seenWithin } from './verify';

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
			readonly write: GraphAnswer;
			/** ISO 8601 UTC; null: accepted, not seen. */
			readonly seenAt: string | null;
	  };

/**
 * Reads, writes and reads back in one round trip, then goes on reading until the write shows or the time is up.
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
	const [first, second, third] = await graph.inOrder([read, write, read]);
	if (!first || !second) throw new Error('A chain of requests came back short.');
	if (!second.ok) {
		const at = second.failure.kind === 'notSent' ? 'read' : 'write';
		return { ok: false, failure: first.ok ? second.failure : first.failure, at };
	}
	// Done although the read before it failed: accepted, and without a before nothing can show that it moved.
	if (!first.ok) return { ok: true, before: {}, write: second, seenAt: null };
	const before = fieldsOf(first.body);
	const seenAt = await seenWithin(
		graph,
		read,
		(body) => shows(fieldsOf(body), before),
		forMs,
		third,
	);
	return { ok: true, before, write: second, seenAt };
}
