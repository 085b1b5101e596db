import type { GraphClient } from '../graph/client';
import type { GraphAnswer, GraphRequest } from '../graph/request';
import { wholeList } from './verify';

/** When to look, milliseconds from the lost answer; the last look is at the end of the watch. */
const LOOKS_MS = [5_000, 15_000, 30_000, 60_000];

/** What a watch came to. */
export type Watched<Found> =
	| { readonly kind: 'found'; readonly found: Found; readonly answer: GraphAnswer }
	/** Not there at the end of the whole watch. */
	| { readonly kind: 'absent' }
	/** The last look could not be made, so nothing is known. */
	| { readonly kind: 'unreadable' };

/**
 * Looks for something that a lost request may have made, several times until the watch is over.
 *
 * @param pick the thing in an answer of `read`, every page of it; null when it is not there
 * @param forMs how long not to see it before it counts as absent
 * @param notBeforeMs no look earlier than this: the service asked to be left alone
 */
export async function watchFor<Found>(
	graph: GraphClient,
	read: GraphRequest,
	pick: (body: unknown) => Found | null,
	forMs: number,
	notBeforeMs = 0,
): Promise<Watched<Found>> {
	let waited = 0;
	for (const at of [...LOOKS_MS.filter((look) => look >= notBeforeMs && look < forMs), forMs]) {
		await graph.clock.sleep(at - waited);
		waited = at;
		const seen = await graph.attempt(read);
		const body = seen.ok ? await wholeList(graph, read, seen.body) : null;
		const found = body === null ? null : pick(body);
		if (seen.ok && found !== null) return { kind: 'found', found, answer: seen };
		if (at === forMs) return { kind: body === null ? 'unreadable' : 'absent' };
	}
	return { kind: 'unreadable' };
}
