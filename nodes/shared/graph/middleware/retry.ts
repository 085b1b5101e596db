import type { Context, Middleware } from '../../vendor/microsoft';
import type { Clock } from '../clock';
import { maySendAgain } from '../effect';
import { UNUSABLE } from '../failure';
import { backOff, waitAskedFor } from '../retryAfter';
import { ASKED_TO_WAIT, NO_USABLE_ANSWER } from '../wait';
import type { CallControl } from './control';
import { controlOf } from './wire';

/** How patient the chain is. */
export interface RetryLimits {
	/** Sends of one request at most, the first included. */
	readonly attempts: number;
	/** A `Retry-After` longer than this ends the request instead of waiting, milliseconds. */
	readonly longestWaitMs: number;
}

export const DEFAULT_RETRY: RetryLimits = { attempts: 6, longestWaitMs: 30 * 60_000 };

/** A service that breaks at this request breaks again: three more tries tell. */
const MOST_SENDS_TO_BROKEN = 4;

const BROKEN = new Set([500, 502]);
const SAY_WAIT = new Set([429, 503]);
const MAY_HAVE_WORKED = new Set([408, 500, 502, 504]);
/** "Concurrent update" and "locked": a definite no for now. */
const BUSY = new Set([409, 423]);

/** What answers in place of Graph once more after two pauses goes on answering. */
const MOST_UNUSABLE = 3;

/** A host that takes requests and does not answer is given up on after so many. */
const MOST_SILENCES = 3;

/**
 * Sends again what its effect class allows, and nothing else. Takes the place of the SDK's own retry handler, which
 * resends a wipe on a 504 and hammers on a `Retry-After` it can't read.
 */
export class RetryMiddleware implements Middleware {
	private next: Middleware | undefined;

	constructor(
		private readonly clock: Clock,
		private readonly limits: RetryLimits,
		private readonly pause: (milliseconds: number, why: string, path: string) => Promise<void>,
	) {}

	setNext(next: Middleware): void {
		this.next = next;
	}

	async execute(context: Context): Promise<void> {
		const control = controlOf(context);
		for (;;) {
			await this.next?.execute(context);
			const wait = this.waitBefore(control);
			if (wait === null) return;
			control.leftOpen ||= mayHaveWorked(control);
			const why = control.retryAfterMs === null ? NO_USABLE_ANSWER : ASKED_TO_WAIT;
			await this.pause(wait, why, control.address);
		}
	}

	/** Milliseconds until the next try, or null when this answer is the last word. */
	private waitBefore(control: CallControl): number | null {
		const { answer, networkFailure } = control;
		if (control.tokenFailure || control.stopped) return null;
		control.retryAfterMs = answer ? waitAskedFor(answer.headers, this.clock.now()) : null;
		const again = networkFailure
			? !networkFailure.sent || maySendAgain(control.effect)
			: mayRepeatAfter(answer?.status ?? 0, control);
		if (!again || control.attempts >= this.limits.attempts) return null;
		if (BROKEN.has(answer?.status ?? 0) && control.attempts >= MOST_SENDS_TO_BROKEN) return null;
		// A host that can't be reached at all is told soon; the rest is worth more patience.
		if (networkFailure && !networkFailure.sent && control.attempts >= 2) return null;
		// Each silence costs its whole timeout, and somebody is watching.
		if (networkFailure?.code === 'Timeout' && control.attempts >= MOST_SILENCES) return null;
		if (networkFailure?.code === UNUSABLE && control.attempts >= MOST_UNUSABLE) return null;
		const wait = control.retryAfterMs ?? backOff(control.attempts);
		const { deadline } = control;
		const isTooLate = deadline !== null && this.clock.now().getTime() + wait >= deadline.getTime();
		return isTooLate || wait > this.limits.longestWaitMs ? null : wait;
	}
}

function mayHaveWorked({ effect, answer, networkFailure }: CallControl): boolean {
	if (effect === 'read') return false;
	return networkFailure ? networkFailure.sent : leavesOpen(answer?.status ?? 0);
}

/** True for an answer after which the work may have been done. */
export function leavesOpen(status: number): boolean {
	return MAY_HAVE_WORKED.has(status);
}

function mayRepeatAfter(status: number, control: CallControl): boolean {
	if (!maySendAgain(control.effect)) return false;
	return SAY_WAIT.has(status) || MAY_HAVE_WORKED.has(status) || BUSY.has(status);
}

/** True for an answer that the chain would have sent again: what `$batch` looks for in its members. */
export function isPassing(status: number): boolean {
	return SAY_WAIT.has(status) || MAY_HAVE_WORKED.has(status) || BUSY.has(status);
}
