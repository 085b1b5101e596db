import { answerOfMember, isSuccess, memberOf, type BatchOrder } from './batchMember';
import { notSent, resultOf, settle, type Posted } from './batchSettle';
import type { GraphSender } from './sender';
import { ConnectionError } from './connection';
import { maySendAgain, mostDelicate } from './effect';
import { requestIdOf, type RawAnswer } from './explain';
import { failureWithoutAnswer, GraphFailure } from './failure';
import { graphPath } from './path';
import { fieldsOf, listOf } from './read';
import { addressOf, type GraphAnswer, type GraphRequest, type GraphResult } from './request';

const MOST_MEMBERS = 20;
const FAILED_DEPENDENCY = 424;

/** Sends requests as `$batch`es of twenty; see `GraphClient.together` and `inOrder` for what callers may rely on. */
export async function sendBatch(
	client: GraphSender,
	requests: readonly GraphRequest[],
	order: BatchOrder,
): Promise<readonly GraphResult[]> {
	for (const request of requests) {
		client.refuseWrite(request);
		if (request.version !== requests[0]?.version) {
			throw new Error('The requests of one batch are of different versions.');
		}
	}
	const results: GraphResult[] = [];
	for (let start = 0; start < requests.length; start += MOST_MEMBERS) {
		const chunk = requests.slice(start, start + MOST_MEMBERS);
		const stopped = order === 'inOrder' && results.some((result) => !result.ok);
		if (stopped) results.push(...chunk.map(notSent));
		else if (order === 'inOrder') results.push(...(await chain(client, chunk, results.length > 0)));
		else results.push(...(await sideBySide(client, chunk, results.length > 0)));
	}
	return results;
}

async function sideBySide(
	client: GraphSender,
	requests: readonly GraphRequest[],
	begun: boolean,
): Promise<readonly GraphResult[]> {
	const posted = await post(client, requests, 'together', begun);
	if (posted instanceof GraphFailure) return requests.map(() => ({ ok: false, failure: posted }));
	const results: GraphResult[] = [];
	for (const [index, request] of requests.entries()) {
		results.push(await settle(client, request, posted, index));
	}
	return results;
}

async function chain(
	client: GraphSender,
	requests: readonly GraphRequest[],
	begun: boolean,
): Promise<readonly GraphResult[]> {
	const results: GraphResult[] = [];
	let rest = requests;
	while (rest.length > 0) {
		const posted = await post(client, rest, 'inOrder', begun || results.length > 0);
		if (posted instanceof GraphFailure) {
			return [...results, ...rest.map((): GraphResult => ({ ok: false, failure: posted }))];
		}
		let next = rest.length;
		// True behind a member that was settled by a single request: the chain broke there, then was mended.
		let mended = false;
		for (const [index, request] of rest.entries()) {
			if (mended && mayGoAnew(rest, posted, index)) {
				next = index;
				break;
			}
			const result =
				mended && isStale(request, posted.answers[index] ?? null)
					? await client.attempt(request)
					: await settle(client, request, posted, index);
			results.push(result);
			if (!result.ok) return [...results, ...afterStop(client, rest, posted, index + 1)];
			mended ||= !isSuccess(posted.answers[index]);
		}
		rest = rest.slice(next);
	}
	return results;
}

/** True for a member behind a mended one that has to be sent: it was not run, or it read too early. */
function isStale(request: GraphRequest, answer: RawAnswer | null): boolean {
	return answer?.status === FAILED_DEPENDENCY || request.effect === 'read';
}

/**
 * May everything from here on be posted anew? Not when a service that does not keep to dependsOn has done, or may have
 * done, one of them: then each counts for itself and nothing that was done is sent a second time.
 */
function mayGoAnew(requests: readonly GraphRequest[], posted: Posted, from: number): boolean {
	return requests
		.slice(from)
		.every((request, index) => isStale(request, posted.answers[from + index] ?? null));
}

/** What became of the members behind the one that stopped a chain. */
function afterStop(
	client: GraphSender,
	requests: readonly GraphRequest[],
	posted: Posted,
	from: number,
): readonly GraphResult[] {
	return requests.slice(from).map((request, index) => {
		const answer = posted.answers[from + index] ?? null;
		if (answer?.status === FAILED_DEPENDENCY) return notSent();
		// A service that does not keep to dependsOn may have done it all the same: then its answer counts.
		return answer === null && maySendAgain(request.effect)
			? notSent()
			: resultOf(client, request, posted, answer);
	});
}

/**
 * Posts one `$batch`. A failure of the whole is one for each member.
 *
 * @param begun true when others were sent before: their results must not be lost to a sign-in that breaks now
 */
async function post(
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
			effect: mostDelicate(requests.map((request) => request.effect)),
			permissions: [],
			...(version ? { version } : {}),
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

/** Takes the answers of the members apart and adds a row for each to the client's record. */
function postedOf(
	client: GraphSender,
	requests: readonly GraphRequest[],
	outer: GraphAnswer,
	generation: number,
): Posted {
	const envelope = client.calls.findLast(({ path }) => path.endsWith('/$batch'));
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
		if (answer === null || requestId === null) return answer;
		return { ...answer, headers: { ...answer.headers, 'request-id': requestId } };
	});
	return { answers, attempts: outer.attempts, generation, waitedMs: 0 };
}
