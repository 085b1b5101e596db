import type { GraphClient } from '../graph/client';
import type { GraphFailure } from '../graph/failure';
import type { GraphAnswer, GraphRequest, GraphResult } from '../graph/request';
import { backOff } from '../graph/retryAfter';
import { wholeList } from './verify';
import { watchFor, type Watched } from './watchFor';

/** Sends at most where the service says that nothing was done. */
const MOST_TRIES = 5;
/** Sends at most where answers get lost: each costs a whole watch. */
const MOST_LOST = 3;

/**
 * How long something must not show after a lost answer before it is made again: Graph's replicas agree after seconds
 * to minutes, and a second one would be harm.
 */
export const LONG_WATCH_MS = 90_000;
/** Where the service refuses a second one, or a second one changes nothing: time to finish what it is at. */
export const SHORT_WATCH_MS = 5_000;

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
			/** How many answers got lost before: what they may have made did not show for a whole watch each. */
			readonly lost: number;
	  }
	| { readonly kind: 'failed'; readonly failure: GraphFailure };

/** How it is made. */
export interface CreateHow {
	/** An answer of `read` that came just now. */
	readonly first?: GraphAnswer;
	/** Milliseconds; see the two constants. Left out: a second one would be harm. */
	readonly watchMs?: number;
}

/**
 * Makes something that a second request would make twice: reads first, sends once, and after an answer that leaves it
 * open watches for it before it sends again. Creating and reading back share one round trip.
 *
 * @param read shows whether it is there
 * @param pick the thing in an answer of `read`, or null when it is not there
 * @param create effect class `createOnce`
 * @returns `failed` with a failure that `mayHaveHappened` when nobody can say whether it is there
 * @throws GraphFailure when the first read fails: without it nothing may be sent
 */
export async function createOnce<Found>(
	graph: GraphClient,
	read: GraphRequest,
	pick: (body: unknown) => Found | null,
	create: GraphRequest,
	{ first, watchMs = LONG_WATCH_MS }: CreateHow = {},
): Promise<Created<Found>> {
	const before = first ?? (await graph.send(read));
	// Every page: what is not on the first one must not be made a second time.
	const there = pick(await everything(graph, read, before.body));
	if (there !== null) return { kind: 'existed', found: there, answer: before };
	const lost: GraphFailure[] = [];
	for (let attempt = 1; ; attempt += 1) {
		const [result, after] = await graph.inOrder([create, read]);
		if (!result) throw new Error('A chain of requests came back short.');
		if (result.ok) return await created(graph, read, pick, result, after, lost.length);
		const { failure } = result;
		if (failure.mayHaveHappened) lost.push(failure);
		const wait = failure.retryAfterMs ?? backOff(attempt);
		if (!isOpen(failure, lost) || wait > graph.limits.longestWaitMs) return outcome(failure, lost);
		const watch = watchOf(failure, wait, watchMs);
		const watched = await watchFor(graph, read, pick, watch, failure.retryAfterMs ?? 0);
		if (watched.kind === 'found') return madeUnseen(watched, lost);
		// Without a whole watch nothing may be sent again.
		if (watched.kind === 'unreadable') return outcome(failure, lost);
		if (attempt >= MOST_TRIES || lost.length >= MOST_LOST) return outcome(failure, lost);
		if (!isOpenForMore(failure)) return outcome(failure, lost);
	}
}

/** Is there something to wait for, or to look for? */
function isOpen(failure: GraphFailure, lost: readonly GraphFailure[]): boolean {
	// Refused after one got lost: it may be refused because the lost one was done.
	return isOpenForMore(failure) || (lost.length > 0 && isRefusal(failure));
}

function isOpenForMore(failure: GraphFailure): boolean {
	return failure.mayHaveHappened || failure.kind === 'throttled' || isBusy(failure);
}

/** "Concurrent update" and "locked" are a definite no at this moment, as a 429 is. */
function isBusy({ status }: GraphFailure): boolean {
	return status === 409 || status === 423;
}

function isRefusal({ kind }: GraphFailure): boolean {
	return kind === 'refused' || kind === 'notFound';
}

/** A 429 is a definite no, so one look at the end of the wait is enough; a 503 is not quite. */
function watchOf(failure: GraphFailure, wait: number, watchMs: number): number {
	if (isBusy(failure)) return wait;
	if (isRefusal(failure)) return Math.min(SHORT_WATCH_MS, watchMs);
	return failure.mayHaveHappened || failure.status === 503 ? Math.max(wait, watchMs) : wait;
}

/** What is said in the end: as long as one answer is lost, nobody knows. A refusal has its own reason to be read. */
function outcome(
	failure: GraphFailure,
	[firstLost]: readonly GraphFailure[],
): Extract<Created<never>, { kind: 'failed' }> {
	return { kind: 'failed', failure: isRefusal(failure) ? failure : (firstLost ?? failure) };
}

function madeUnseen<Found>(
	{ found, answer }: Extract<Watched<Found>, { kind: 'found' }>,
	lost: readonly GraphFailure[],
): Created<Found> {
	return { kind: 'created', found, answer, seenAt: answer.at, lost: Math.max(0, lost.length - 1) };
}

async function created<Found>(
	graph: GraphClient,
	read: GraphRequest,
	pick: (body: unknown) => Found | null,
	answer: GraphAnswer,
	after: GraphResult | undefined,
	lost: number,
): Promise<Created<Found>> {
	const body = after?.ok ? await wholeList(graph, read, after.body) : null;
	const found = body === null ? null : pick(body);
	const seenAt = found !== null && after?.ok ? after.at : null;
	return { kind: 'created', found, answer, seenAt, lost };
}

/** @throws GraphFailure when a page can't be read: then it is not known whether the thing is there */
async function everything(graph: GraphClient, read: GraphRequest, body: unknown): Promise<unknown> {
	return read.list ? { value: await graph.list(read, body) } : body;
}
