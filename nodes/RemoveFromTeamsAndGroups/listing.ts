import { GraphFailure, type Fields, type GraphClient, type GraphRequest } from '../shared/graph';
import type { GraphResult } from '../shared/graph';

/** A whole collection with all its pages, or why it could not be read to the end. */
export type Listing =
	| {
			readonly ok: true;
			readonly entries: readonly Fields[];
			/** When the last page was read, ISO 8601 UTC. */
			readonly at: string;
	  }
	| { readonly ok: false; readonly failure: GraphFailure };

/** Waits between looks at something that was just written. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];
const LONG_PAUSE_MS = 15_000;

/**
 * Reads several collections: their first pages in one round trip per twenty, further pages one by one. Half a list
 * counts as unread: what it does not show proves nothing.
 */
export async function listTogether(
	graph: GraphClient,
	requests: readonly GraphRequest[],
): Promise<readonly Listing[]> {
	const first = requests.length > 0 ? await graph.together(requests) : [];
	return await wholeListings(graph, requests, first);
}

/** The further pages of collections whose first ones were read already. */
export async function wholeListings(
	graph: GraphClient,
	requests: readonly GraphRequest[],
	first: readonly GraphResult[],
): Promise<readonly Listing[]> {
	const listings: Listing[] = [];
	for (const [index, request] of requests.entries()) {
		listings.push(await wholeList(graph, request, first[index]));
	}
	return listings;
}

async function wholeList(
	graph: GraphClient,
	request: GraphRequest,
	first: GraphResult | undefined,
): Promise<Listing> {
	if (!first) throw new Error('A batch of reads came back short.');
	if (!first.ok) return first;
	try {
		const entries = await graph.list(request, first.body);
		return { ok: true, entries, at: graph.clock.now().toISOString() };
	} catch (error) {
		if (!(error instanceof GraphFailure)) throw error;
		return { ok: false, failure: error };
	}
}

/**
 * Reads the collections until they show everything that was written, or the time is up. All writes wait together:
 * a thousand that do not show yet take no longer than one.
 *
 * @param look is given each round's listings, keeps what it sees, and says whether that was all
 */
export async function readUntil(
	graph: GraphClient,
	requests: readonly GraphRequest[],
	look: (listings: readonly Listing[]) => boolean,
	forMs: number,
): Promise<void> {
	let waited = 0;
	for (let round = 0; ; round += 1) {
		if (look(await listTogether(graph, requests))) return;
		const pause = PAUSES_MS[round] ?? LONG_PAUSE_MS;
		if (waited + pause > forMs) return;
		await graph.clock.sleep(pause);
		waited += pause;
	}
}
