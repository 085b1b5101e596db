import { answerOfMember, memberOf, type BatchOrder } from './batchMember';
import { notSent, resultOf, type Posted } from './batchSettle';
import { ConnectionError } from './connection';
import { mostDelicate } from './effect';
import { requestIdOf } from './explain';
import { failureWithoutAnswer, GraphFailure } from './failure';
import { graphPath } from './path';
import { fieldsOf, listOf } from './read';
import { addressOf, type GraphAnswer, type GraphRequest, type GraphResult } from './request';
import type { GraphSender } from './sender';

/** What Graph answers for a member whose predecessor failed. */
export const FAILED_DEPENDENCY = 424;

/**
 * Posts one `$batch`. A failure of the whole is one for each member.
 *
 * @param begun true when others were sent before: their results must not be lost to a sign-in that breaks now
 */
export async function post(
	client: GraphSender,
	requests: readonly GraphRequest[],
	order: BatchOrder,
	begun: boolean,
): Promise<Posted | GraphFailure> {
	const version = requests[0]?.version;
	try {
		// Noted before it is sent: another request may renew the token while this one is under way.
		await client.tokens.token();
		const generation = client.tokens.generation();
		const envelope: GraphRequest = {
			method: 'POST',
			path: graphPath`/$batch`,
			body: { requests: requests.map((request, index) => memberOf(request, index, order)) },
			members: requests.map((request) => ({
				method: request.method,
				path: `/${version ?? 'v1.0'}${addressOf(request)}`,
			})),
			expects: 'members',
			effect: mostDelicate(requests.map((request) => request.effect)),
			permissions: [],
			...(version ? { version } : {}),
			...deadlineOf(requests),
		};
		return await client.ledger.around(
			requests,
			async () => postedOf(client, requests, await client.transmit(envelope), generation),
			(posted) => requests.map((request, index) => memberResult(client, request, posted, index)),
		);
	} catch (error) {
		if (error instanceof GraphFailure) return error;
		if (!begun || !(error instanceof ConnectionError)) throw error;
		return failureWithoutAnswer({ kind: 'notSent', code: error.code, message: error.message });
	}
}

/** What the answer to a member says as it stands, for the record: what follows from it is not known yet. */
function memberResult(
	client: GraphSender,
	request: GraphRequest,
	posted: Posted,
	index: number,
): GraphResult {
	const answer = posted.answers[index] ?? null;
	return answer?.status === FAILED_DEPENDENCY
		? notSent()
		: resultOf(client, request, posted, answer);
}

/** The last moment at which one of them is still waited for; none where one of them has no such moment. */
function deadlineOf(requests: readonly GraphRequest[]): Pick<GraphRequest, 'deadline'> {
	const moments = requests.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
	return moments.length < requests.length ? {} : { deadline: new Date(Math.max(...moments)) };
}

/** Takes the answers of the members apart and adds a row for each to the client's record. */
function postedOf(
	client: GraphSender,
	requests: readonly GraphRequest[],
	outer: GraphAnswer,
	generation: number,
): Posted {
	// Two batches may be under way at once, so the last one is not always this one.
	const envelope = client.calls.findLast(
		({ path, requestId }) => path.endsWith('/$batch') && requestId === outer.requestId,
	);
	const responses = listOf(fieldsOf(outer.body), 'responses');
	const answers = requests.map((request, index) => {
		const answer = answerOfMember(responses, index);
		const requestId = (answer ? requestIdOf(answer) : null) ?? outer.requestId;
		client.calls.push({
			method: request.method,
			path: `/${request.version ?? 'v1.0'}${addressOf(request)}`,
			status: answer?.status ?? null,
			requestId,
			clientRequestId: envelope?.clientRequestId ?? '',
			sentAt: envelope?.sentAt ?? '',
			tookMs: envelope?.tookMs ?? 0,
			attempt: outer.attempts,
			inBatch: true,
		});
		if (answer === null) return answer;
		// A member has no Date of its own, and a wait until a moment is meant by the service's clock.
		const ours: Record<string, string> = {};
		if (outer.serverDate !== undefined) ours['date'] = outer.serverDate;
		const id = requestId === null ? {} : { 'request-id': requestId };
		return { ...answer, headers: Object.assign(ours, answer.headers, id) };
	});
	const answeredAt = new Date(outer.at);
	const { attempts, leftOpen = false } = outer;
	return { answers, attempts, leftOpen, generation, answeredAt, waitedMs: 0 };
}
