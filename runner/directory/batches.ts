import type { FeedPage } from './feed';

/** Pages that are written together. */
export interface Batch extends FeedPage {
	/** How many they are. */
	readonly pages: number;
}

/**
 * Puts so many pages of a feed together, reading on while the ones before are being written. What came before a
 * failure is handed out before it is thrown.
 *
 * @param most 1: each page by itself, as it comes
 */
export async function* inBatches(
	feed: AsyncIterable<FeedPage>,
	most: number,
): AsyncGenerator<Batch> {
	let pages: FeedPage[] = [];
	try {
		for await (const page of most > 1 ? readAhead(feed, most) : feed) {
			pages.push(page);
			if (pages.length < most) continue;
			const batch = together(pages);
			pages = [];
			yield batch;
		}
	} catch (error) {
		if (pages.length > 0) yield together(pages);
		throw error;
	}
	if (pages.length > 0) yield together(pages);
}

function together(pages: readonly FeedPage[]): Batch {
	const { nextLink = null, deltaLink = null } = pages.at(-1) ?? {};
	const sightings = pages.flatMap((page) => page.sightings);
	return { sightings, nextLink, deltaLink, pages: pages.length };
}

/** A generator that is asked for several things at once works them off one after the other: that is all it takes. */
async function* readAhead<T>(source: AsyncIterable<T>, most: number): AsyncGenerator<T> {
	const iterator = source[Symbol.asyncIterator]();
	const coming: Promise<IteratorResult<T>>[] = [];
	const ask = () => {
		const next = iterator.next();
		// Its failure is told in its turn; where nobody comes that far, it is nobody's.
		next.catch(() => undefined);
		coming.push(next);
	};
	for (let count = 0; count < most; count += 1) ask();
	for (let next = coming.shift(); next; next = coming.shift()) {
		const result = await next;
		if (result.done === true) return;
		ask();
		yield result.value;
	}
}
