import { ConnectionError } from '../graph/connection';
import type { GraphAnswer, GraphRequest } from '../graph/request';
import type { GraphFailure } from '../graph/failure';
import type { ItemOutcome } from './outcome';

/** What an item is about, and its value before and after where one is worth keeping. */
export interface Target {
	readonly target: string;
	readonly targetId?: string | null;
	readonly before?: string | null;
	readonly after?: string | null;
}

/** Said of what was accepted and not seen, where nothing closer is known. */
export const NOT_SEEN = 'Accepted, but no later read has shown it yet.';

/** Graph accepted it; `verified` only with the read that shows it. */
export function done(
	target: Target,
	answer: Pick<GraphAnswer, 'requestId' | 'attempts' | 'at'>,
	verifiedAt: string | null,
	reason: string | null = null,
): ItemOutcome {
	return {
		...blank(target),
		status: 'done',
		verified: verifiedAt !== null,
		reason: reason ?? (verifiedAt === null ? NOT_SEEN : null),
		requestId: answer.requestId,
		attempts: answer.attempts,
		acceptedAt: answer.at,
		verifiedAt,
	};
}

/** A read shows that there was nothing left to do for this one. */
export function alreadyDone(target: Target, reason: string, requestId: string | null): ItemOutcome {
	return { ...blank(target), status: 'skipped', reason, requestId };
}

const GONE_BY_US = 'Gone: the answer to our request was lost, a second one found it gone.';

/**
 * A delete that was answered "not there", and a read that shows it gone. Where an earlier send of the same request was
 * left open, it was most likely ours, and somebody's hand is nowhere else on the record.
 *
 * @param goneAt when the read showed it, ISO 8601 UTC
 */
export function foundGone(target: Target, failure: GraphFailure, goneAt: string): ItemOutcome {
	const { requestId, attempts } = failure;
	return failure.leftOpen
		? done(target, { requestId, attempts, at: goneAt }, goneAt, GONE_BY_US)
		: alreadyDone(target, 'Was gone already.', requestId);
}

/** Nothing to do, or nothing that may be done; never stops a run. */
export function skipped(target: Target, reason: string): ItemOutcome {
	return { ...blank(target), status: 'skipped', reason };
}

/** A person must do it; the reason ends with what to do. */
export function blocked(target: Target, reason: string, failure?: GraphFailure): ItemOutcome {
	return { ...blank(target), ...factsOf(failure), status: 'blocked', reason };
}

/** It may or may not have happened. Nothing is sent again by itself. */
export function unknown(target: Target, reason: string, failure?: GraphFailure): ItemOutcome {
	return { ...blank(target), ...factsOf(failure), status: 'unknown', reason };
}

/** What a dry run says: it would be done. */
export function planned(target: Target, reason: string): ItemOutcome {
	return { ...blank(target), status: 'pending', reason };
}

/**
 * The outcome of a failed request, by what is known: no permission is for a person to mend (`blocked`), a lost answer
 * to a write leaves it open (`unknown`), everything else was tried and refused (`failed`).
 */
export function fromFailure(
	target: Target,
	failure: GraphFailure,
	what: 'read' | 'write' = 'write',
): ItemOutcome {
	if (failure.kind === 'forbidden') return blocked(target, failure.message, failure);
	const open = what === 'write' && failure.mayHaveHappened;
	return {
		...blank(target),
		...factsOf(failure),
		status: open ? 'unknown' : 'failed',
		reason: open ? `${failure.message} It may or may not have been done.` : failure.message,
	};
}

/** Something broke on our side or at sign-in, before or between requests. Nothing is claimed about the tenant. */
export function broken(target: Target, error: unknown): ItemOutcome {
	const known = error instanceof ConnectionError;
	const message = error instanceof Error ? error.message : 'Something unexpected was thrown.';
	return {
		...blank(target),
		status: 'failed',
		code: known ? error.code : 'InternalError',
		reason: known ? message : `OffboardIQ itself failed here: ${message}`,
	};
}

function factsOf(
	failure: GraphFailure | undefined,
): Pick<ItemOutcome, 'code' | 'requestId' | 'attempts'> {
	return {
		code: failure?.code ?? null,
		requestId: failure?.requestId ?? null,
		attempts: failure?.attempts ?? 0,
	};
}

function blank(target: Target): ItemOutcome {
	return {
		target: target.target,
		targetId: target.targetId ?? null,
		status: 'pending',
		verified: false,
		reason: null,
		code: null,
		requestId: null,
		attempts: 0,
		acceptedAt: null,
		verifiedAt: null,
		before: target.before ?? null,
		after: target.after ?? null,
	};
}

/** A write that carries what it is about into the record of writes, so that an interrupted step can name what it did. */
export function withAbout(
	request: GraphRequest,
	{ target, targetId = null }: Pick<Target, 'target' | 'targetId'>,
): GraphRequest {
	return { ...request, about: { target, targetId } };
}
