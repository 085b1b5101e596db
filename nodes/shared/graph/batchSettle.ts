import { isSuccess } from './batchMember';
import type { GraphSender } from './sender';
import { ConnectionError } from './connection';
import { maySendAgain } from './effect';
import { explainAnswer, lacksList, requestIdOf, type RawAnswer } from './explain';
import { failureWithoutAnswer, withoutList } from './failure';
import { isPassing } from './middleware/retry';
import type { GraphRequest, GraphResult } from './request';
import { backOff, waitAskedFor } from './retryAfter';

/** A `$batch` that was answered. */
export interface Posted {
	/** By position of the member; null: the service left it out. */
	readonly answers: readonly (RawAnswer | null)[];
	/** How often it was sent. */
	readonly attempts: number;
	/** Which token it carried. */
	readonly generation: number;
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
			? await client.attempt(request)
			: resultOf(client, request, posted, answer);
	} catch (error) {
		// What the other members came to must not be lost to a sign-in that breaks now.
		if (!(error instanceof ConnectionError)) throw error;
		return resultOf(client, request, posted, answer);
	}
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
		const pause = client.pauseForConsent();
		return (await client.tokens.renewForConsent({ generation, permissions, pause })) !== null;
	}
	if (answer !== null && !isPassing(answer.status)) return false;
	if (!maySendAgain(request.effect)) return false;
	const asked = waitAskedFor(answer?.headers ?? {}, client.clock.now()) ?? backOff(1);
	if (asked > client.limits.longestWaitMs) return false;
	const wait = asked - posted.waitedMs;
	if (isAfter(request.deadline, client.clock.now().getTime() + wait)) return false;
	if (wait > 0) {
		await client.clock.sleep(wait);
		posted.waitedMs += wait;
	}
	return true;
}

function isAfter(deadline: Date | undefined, moment: number): boolean {
	return deadline !== undefined && moment >= deadline.getTime();
}

/** What an answer to a member says, as it stands. */
export function resultOf(
	client: GraphSender,
	request: GraphRequest,
	{ attempts }: Posted,
	answer: RawAnswer | null,
): GraphResult {
	if (answer === null) {
		const message = 'Microsoft Graph answered without saying what became of this request.';
		const code = 'BatchMemberMissing';
		return { ok: false, failure: failureWithoutAnswer({ kind: 'lost', code, message, attempts }) };
	}
	const now = client.clock.now();
	if (isSuccess(answer) && request.list && lacksList(answer.body)) {
		return { ok: false, failure: withoutList(attempts) };
	}
	if (isSuccess(answer)) {
		const requestId = requestIdOf(answer);
		const { status, body } = answer;
		return { ok: true, status, body, requestId, at: now.toISOString(), attempts };
	}
	const failure = explainAnswer(answer, {
		permissions: request.permissions,
		granted: client.granted(),
		attempts,
		retryAfterMs: waitAskedFor(answer.headers, now),
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
