import type { GraphSender } from './sender';
import { ConnectionError } from './connection';
import { maySendAgain } from './effect';
import { isDone, isUnusable } from './expected';
import { explainAnswer, requestIdOf, type RawAnswer } from './explain';
import { failureWithoutAnswer, leftOpenBefore, unusable } from './failure';
import { isPassing, leavesOpen } from './middleware/retry';
import { addressOf, type GraphRequest, type GraphResult } from './request';
import { backOff, waitAskedFor } from './retryAfter';
import { ASKED_TO_WAIT, NO_USABLE_ANSWER } from './wait';

/** A `$batch` that was answered. */
export interface Posted {
	/** By position of the member; null: the service left it out. */
	readonly answers: readonly (RawAnswer | null)[];
	/** How often it was sent. */
	readonly attempts: number;
	/** An earlier send of it ended so that its members may have been done then. */
	readonly leftOpen: boolean;
	/** Which token it carried. */
	readonly generation: number;
	/** When the answer came, by our clock. */
	readonly answeredAt: Date;
	/** How long members have waited since, milliseconds: those that wait, wait side by side. */
	waitedMs: number;
}

/** The result of one member, sent again by itself where its answer asks for it and its effect class allows it. */
export async function settle(
	client: GraphSender,
	request: GraphRequest,
	posted: Posted,
	index: number,
): Promise<GraphResult> {
	const answer = posted.answers[index] ?? null;
	try {
		return (await againIfAllowed(client, request, posted, answer))
			? again(posted, request, answer, await client.attempt(request))
			: resultOf(client, request, posted, answer);
	} catch (error) {
		// What the other members came to must not be lost to a sign-in that breaks now.
		if (!(error instanceof ConnectionError)) throw error;
		return resultOf(client, request, posted, answer);
	}
}

/** The result of a second send, which knows that the first one may have done it. */
function again(
	{ leftOpen }: Posted,
	request: GraphRequest,
	first: RawAnswer | null,
	second: GraphResult,
): GraphResult {
	const mayBeDone = first === null || leavesOpen(first.status) || isUnusable(request, first);
	if (second.ok || request.effect === 'read' || !(leftOpen || mayBeDone)) return second;
	return { ok: false, failure: leftOpenBefore(second.failure) };
}

/** Decides, and does what has to come first: a wait, a newer token. */
async function againIfAllowed(
	client: GraphSender,
	request: GraphRequest,
	posted: Posted,
	answer: RawAnswer | null,
): Promise<boolean> {
	// 401 and 403 are definite: sent once more with a newer token, they are as safe to repeat as they were to send.
	if (answer?.status === 401) return true;
	if (answer?.status === 403) {
		const { generation } = posted;
		const { permissions } = request;
		const pause = client.pauseForConsent(pathOf(request));
		return (await client.tokens.renewForConsent({ generation, permissions, pause })) !== null;
	}
	const isOpen = answer === null || isPassing(answer.status) || isUnusable(request, answer);
	if (!isOpen || !maySendAgain(request.effect)) return false;
	// From the moment of the answer: others may have waited since.
	const told = waitAskedFor(answer?.headers ?? {}, posted.answeredAt);
	const asked = told ?? backOff(1);
	if (asked > client.limits.longestWaitMs) return false;
	const wait = asked - posted.waitedMs;
	if (isAfter(request.deadline, client.clock.now().getTime() + wait)) return false;
	if (wait > 0) {
		const why = told === null ? NO_USABLE_ANSWER : ASKED_TO_WAIT;
		await client.pause(wait, why, pathOf(request));
		posted.waitedMs += wait;
	}
	return true;
}

/** Version, path and query of a request. */
function pathOf(request: GraphRequest): string {
	return `/${request.version ?? 'v1.0'}${addressOf(request)}`;
}

function isAfter(deadline: Date | undefined, moment: number): boolean {
	return deadline !== undefined && moment >= deadline.getTime();
}

/** What an answer to a member says, as it stands. */
export function resultOf(
	client: GraphSender,
	request: GraphRequest,
	{ attempts, leftOpen }: Posted,
	answer: RawAnswer | null,
): GraphResult {
	if (answer === null) {
		const message = 'Microsoft Graph answered without saying what became of this request.';
		const code = 'BatchMemberMissing';
		return { ok: false, failure: failureWithoutAnswer({ kind: 'lost', code, message, attempts }) };
	}
	const now = client.clock.now();
	const requestId = requestIdOf(answer);
	if (isUnusable(request, answer)) {
		return { ok: false, failure: unusable({ attempts, requestId }) };
	}
	if (isDone(request, answer)) {
		const { status, body } = answer;
		return { ok: true, status, body, requestId, at: now.toISOString(), attempts };
	}
	const failure = explainAnswer(answer, {
		permissions: request.permissions,
		granted: client.granted(),
		attempts,
		retryAfterMs: waitAskedFor(answer.headers, now),
		leftOpen,
	});
	return { ok: false, failure };
}

/** The result of a request behind one that stopped its chain. */
export function notSent(): GraphResult {
	const message = 'Not sent, because the request before it failed.';
	return {
		ok: false,
		failure: failureWithoutAnswer({ kind: 'notSent', code: 'FailedDependency', message }),
	};
}
