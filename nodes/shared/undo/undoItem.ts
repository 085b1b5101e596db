import type { GraphAnswer, GraphFailure } from '../graph';
import { STATUS_WORD, type StepKey } from '../step/vocabulary';

/**
 * How one thing stands that an offboarding had changed: `done`: undone, and a read shows it; `requested`: accepted, not
 * seen; `alreadySo`: it was as before already; `left`: it is not as the offboarding left it, so it was not touched;
 * `cannot`: nobody can undo it here; `nothing`: there is nothing to undo; `failed`, `unknown` (sent, and the answer was
 * lost); `planned` only before it is begun.
 */
export type UndoStatus =
	| 'done'
	| 'requested'
	| 'alreadySo'
	| 'left'
	| 'cannot'
	| 'nothing'
	| 'failed'
	| 'unknown'
	| 'planned';

/** One thing: what it was, and what became of it. */
export interface UndoItem {
	/** The step whose doing it is. */
	readonly step: StepKey;
	/** What it is about. Comes from the tenant: data, never markup. */
	readonly what: string;
	/** Its id in Graph; null where it has none. */
	readonly targetId: string | null;
	readonly status: UndoStatus;
	/** What happened, or why not and what to do about it, in sentences. */
	readonly says: string;
	/** Graph's request-id of the call that decided the status. */
	readonly requestId: string | null;
	/** When Graph accepted it, ISO 8601 UTC. */
	readonly acceptedAt: string | null;
	/** When a read showed it, ISO 8601 UTC. */
	readonly verifiedAt: string | null;
}

/** What an item is about. */
export type UndoTarget = Pick<UndoItem, 'step' | 'what' | 'targetId'>;

export const UNDO_WORD: Readonly<Record<UndoStatus, string>> = {
	done: 'Undone',
	requested: 'Requested',
	alreadySo: 'Already so',
	left: 'Left as it is',
	cannot: 'Cannot be undone',
	nothing: 'Nothing to undo',
	failed: STATUS_WORD.failed,
	unknown: STATUS_WORD.unknown,
	planned: 'Would be undone',
};

/** An item that nothing was sent for. */
export function said(
	target: UndoTarget,
	status: Exclude<UndoStatus, 'done' | 'requested'>,
	says: string,
	requestId: string | null = null,
): UndoItem {
	const { step, what, targetId } = target;
	return { step, what, targetId, status, says, requestId, acceptedAt: null, verifiedAt: null };
}

/** Graph accepted it; `done` only with the read that shows it. */
export function undone(
	target: UndoTarget,
	answer: Pick<GraphAnswer, 'requestId' | 'at'>,
	verifiedAt: string | null,
	says: string,
): UndoItem {
	const { requestId, at: acceptedAt } = answer;
	if (verifiedAt !== null) {
		return {
			...said(target, 'alreadySo', says),
			status: 'done',
			requestId,
			acceptedAt,
			verifiedAt,
		};
	}
	const unseen = `${says} Accepted, but no later read has shown it yet.`;
	return { ...said(target, 'alreadySo', unseen), status: 'requested', requestId, acceptedAt };
}

/** A request that failed, by what is known of it. @param whatToDo ends the sentence for whoever reads it */
export function notUndone(
	target: UndoTarget,
	failure: Pick<GraphFailure, 'message' | 'requestId' | 'mayHaveHappened'>,
	at: 'read' | 'write',
	whatToDo: string,
): UndoItem {
	const { message, requestId } = failure;
	if (at === 'write' && failure.mayHaveHappened) {
		const says = `${message} It may or may not have been done. ${whatToDo}`;
		return said(target, 'unknown', says, requestId);
	}
	return said(target, 'failed', `${message} ${whatToDo}`, requestId);
}
