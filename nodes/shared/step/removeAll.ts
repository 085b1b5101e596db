import type { GraphClient } from '../graph/client';
import type { GraphRequest, GraphResult } from '../graph/request';

/** What became of several deletes, and the list that was read after them. */
export interface Removals {
	/** By position of the request. A 404 counts as a failure here; the step knows what it means. */
	readonly results: readonly GraphResult[];
	/** The list, read after the last delete; null when that read failed, or nothing was to be deleted. */
	readonly list: GraphResult | null;
	/** The result of `behind`; null where it did not get its turn. */
	readonly behind: GraphResult | null;
}

/**
 * Deletes things one after the other and reads the list they were in, in one round trip where all goes well. One that
 * is refused does not keep the others from being tried.
 *
 * @param requests effect class `idempotent`
 * @param list the read that shows what is left
 * @param behind one more read that is glad of the way, after the list
 * @param tryLater true for a refusal that may pass once the others are gone: that one is tried once more, last
 */
export async function removeAll(
	graph: GraphClient,
	requests: readonly GraphRequest[],
	list: GraphRequest,
	tryLater: (result: GraphResult) => boolean = () => false,
	behind: GraphRequest | null = null,
): Promise<Removals> {
	const results = new Map<number, GraphResult>();
	const putOff = new Set<number>();
	let pending = requests.map((_, index) => index);
	let left: GraphResult | null = null;
	let last: GraphResult | null = null;
	const reads = behind === null ? [list] : [list, behind];
	while (pending.length > 0) {
		const chain = await graph.inOrder([...pending.map((index) => at(requests, index)), ...reads]);
		left = chain[pending.length] ?? null;
		last = chain[pending.length + 1] ?? null;
		const next: number[] = [];
		for (const [position, index] of pending.entries()) {
			const result = at(chain, position);
			if (wasNotSent(result)) next.push(index);
			else if (!result.ok && tryLater(result) && !putOff.has(index)) putOff.add(index);
			else results.set(index, result);
		}
		// Those put off go last, and only once the others are through.
		const later = [...putOff].filter((index) => !results.has(index) && !next.includes(index));
		pending = [...next, ...later];
	}
	// The last delete was refused, and the list behind it was not sent: the others still need it.
	if (left && wasNotSent(left)) left = await graph.attempt(list);
	return {
		results: requests.map((_, index) => present(results.get(index))),
		list: left?.ok === true ? left : null,
		behind: last?.ok === true ? last : null,
	};
}

/** Ours, for what stood behind a refused one; an answer 424 to the first of a chain would be Graph's own. */
function wasNotSent(result: GraphResult): boolean {
	return (
		!result.ok && result.failure.kind === 'notSent' && result.failure.code === 'FailedDependency'
	);
}

function at<Value>(values: readonly Value[], index: number): Value {
	return present(values[index]);
}

function present<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new RangeError('A result is missing.');
	return value;
}
