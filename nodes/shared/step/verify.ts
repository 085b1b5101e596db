import type { GraphClient } from '../graph/client';
import { GraphFailure } from '../graph/failure';
import { fieldsOf, textOf } from '../graph/read';
import type { GraphRequest, GraphResult } from '../graph/request';

/** Waits between reads of something that was just written: Graph's replicas agree after seconds to minutes. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];
/** From then on. */
const LONG_PAUSE_MS = 15_000;

/**
 * An answer with every page behind it: what a first page does not show proves nothing.
 *
 * @returns null when one of the pages can't be read
 */
export async function wholeList(
	graph: GraphClient,
	read: GraphRequest,
	body: unknown,
): Promise<unknown> {
	if (textOf(fieldsOf(body), '@odata.nextLink') === null) return body;
	try {
		return { value: await graph.list(read, body) };
	} catch (error) {
		if (error instanceof GraphFailure) return null;
		throw error;
	}
}

/** What reading after a write came to. */
export interface Seen {
	/** When it was seen, ISO 8601 UTC; null: not seen. */
	readonly at: string | null;
	/** How long after the write a read still showed the old state, milliseconds; null: none could tell. */
	readonly oldAfterMs: number | null;
}

/** Why something accepted is not verified, for the record; null where it is. */
export function whyUnseen({ at, oldAfterMs }: Seen): string | null {
	if (at !== null) return null;
	if (oldAfterMs === null) return 'Accepted, but it could not be read back.';
	return `Accepted, but a read ${later(oldAfterMs)} still showed the old state.`;
}

/** "4 s later". */
export function later(milliseconds: number): string {
	return milliseconds < 1_000 ? 'right after it' : `${Math.round(milliseconds / 1_000)} s later`;
}

/**
 * Reads until a write shows, or the time is up. A first read that came with the write's own round trip is taken.
 *
 * @param read the request that would show it
 * @param shows does this answer show it?
 * @param first the result of a read that was made already
 */
export async function lookFor(
	graph: GraphClient,
	read: GraphRequest,
	shows: (body: unknown) => boolean,
	forMs: number,
	first?: GraphResult,
): Promise<Seen> {
	let result = first ?? (await graph.attempt(read));
	let waited = 0;
	let oldAfterMs: number | null = null;
	for (let reads = 1; ; reads += 1) {
		const body = result.ok ? await wholeList(graph, read, result.body) : null;
		if (result.ok && body !== null) {
			if (shows(body)) return { at: result.at, oldAfterMs: null };
			oldAfterMs = waited;
		}
		const pause = PAUSES_MS[reads - 1] ?? LONG_PAUSE_MS;
		if (waited + pause > forMs) return { at: null, oldAfterMs };
		await graph.clock.sleep(pause);
		waited += pause;
		result = await graph.attempt(read);
	}
}

/** `lookFor` where only the moment counts, ISO 8601 UTC; null: accepted, not seen. */
export async function seenWithin(
	graph: GraphClient,
	read: GraphRequest,
	shows: (body: unknown) => boolean,
	forMs: number,
	first?: GraphResult,
): Promise<string | null> {
	const { at } = await lookFor(graph, read, shows, forMs, first);
	return at;
}
