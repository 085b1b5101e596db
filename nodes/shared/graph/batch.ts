import { answerOfMember, isSuccess, memberOf, type BatchOrder } from './batchMember';
import type { GraphClient } from './client';
import { maySendAgain, mostDelicate } from './effect';
import { explainAnswer, requestIdOf, type RawAnswer } from './explain';
import { failureWithoutAnswer, GraphFailure } from './failure';
import { isPassing } from './middleware/retry';
import { graphPath } from './path';
import { fieldsOf, listOf } from './read';
import { addressOf, type GraphRequest, type GraphResult } from './request';
import { backOff, parseRetryAfter } from './retryAfter';

const MOST_MEMBERS = 20;
const FAILED_DEPENDENCY = 424;

type Answers = readonly (RawAnswer | null)[];

/** Sends requests as `$batch`es of twenty; see `GraphClient.together` and `inOrder` for what callers may rely on. */
export async function sendBatch(
	client: GraphClient,
	requests: readonly GraphRequest[],
	order: BatchOrder,
): Promise<readonly GraphResult[]> {
	const results: GraphResult[] = [];
	for (let start = 0; start < requests.length; start += MOST_MEMBERS) {
		const chunk = requests.slice(start, start + MOST_MEMBERS);
		const stopped = order === 'inOrder' && results.some((result) => !result.ok);
		if (stopped) results.push(...chunk.map(notSent));
		else if (order === 'inOrder') results.push(...(await chain(client, chunk)));
		else results.push(...(await sideBySide(client, chunk)));
	}
	return results;
}

async function sideBySide(
	client: GraphClient,
	requests: readonly GraphRequest[],
): Promise<readonly GraphResult[]> {
	const answers = await post(client, requests, 'together');
	if (answers instanceof GraphFailure) return requests.map(() => ({ ok: false, failure: answers }));
	const results: GraphResult[] = [];
	for (const [index, request] of requests.entries()) {
		// One by one, each with its own wait: members are throttled singly.
		results.push(await settle(client, request, answers[index] ?? null));
	}
	return results;
}

async function chain(
	client: GraphClient,
	requests: readonly GraphRequest[],
): Promise<readonly GraphResult[]> {
	const results: GraphResult[] = [];
	let rest = requests;
	while (rest.length > 0) {
		const answers = await post(client, rest, 'inOrder');
		if (answers instanceof GraphFailure) {
			return [...results, ...rest.map((): GraphResult => ({ ok: false, failure: answers }))];
		}
		for (const [index, request] of rest.entries()) {
			const result = await settle(client, request, answers[index] ?? null);
			results.push(result);
			if (!result.ok) return [...results, ...afterStop(client, rest, answers, index + 1)];
			// Settled by a single request: those behind it were answered 424 and still have to be sent.
			const resume = !isSuccess(answers[index]);
			if (resume || index === rest.length - 1) {
				rest = rest.slice(index + 1);
				break;
			}
		}
	}
	return results;
}

/** What became of the members behind the one that stopped a chain. */
function afterStop(
	client: GraphClient,
	requests: readonly GraphRequest[],
	answers: Answers,
	from: number,
): readonly GraphResult[] {
	return requests.slice(from).map((request, index) => {
		const answer = answers[from + index] ?? null;
		// A service that does not keep to dependsOn may have done it all the same: then its answer counts.
		return answer === null || answer.status === FAILED_DEPENDENCY
			? notSent()
			: resultOf(client, request, answer);
	});
}

/** Posts one `$batch`. A failure of the whole is one for each member. */
async function post(
	client: GraphClient,
	requests: readonly GraphRequest[],
	order: BatchOrder,
): Promise<Answers | GraphFailure> {
	const version = requests[0]?.version;
	const outer = await client.attempt({
		method: 'POST',
		path: graphPath`/$batch`,
		body: { requests: requests.map((request, index) => memberOf(request, index, order)) },
		effect: mostDelicate(requests.map((request) => request.effect)),
		permissions: [],
		...(version ? { version } : {}),
	});
	if (!outer.ok) return outer.failure;
	const envelope = client.calls.at(-1);
	const responses = listOf(fieldsOf(outer.body), 'responses');
	return requests.map((request, index) => {
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
			attempt: 1,
			inBatch: true,
		});
		if (answer === null || requestId === null) return answer;
		return { ...answer, headers: { ...answer.headers, 'request-id': requestId } };
	});
}

/** The result of one member, sent again by itself where its answer asks for it and its effect class allows it. */
async function settle(
	client: GraphClient,
	request: GraphRequest,
	answer: RawAnswer | null,
): Promise<GraphResult> {
	if (!deservesAnotherTry(client, request, answer)) return resultOf(client, request, answer);
	// A new token first: the consent may be newer than the one that was refused.
	if (answer?.status === 403) await client.renewForConsent();
	if (answer === null || isPassing(answer.status)) {
		const asked = parseRetryAfter(answer?.headers['retry-after'], client.clock.now());
		await client.clock.sleep(asked ?? backOff(1));
	}
	return await client.attempt(request);
}

function deservesAnotherTry(
	client: GraphClient,
	request: GraphRequest,
	answer: RawAnswer | null,
): boolean {
	// 401 and 403 are definite: sent once more with a new token, they are as safe to repeat as they were to send.
	if (answer?.status === 401) return true;
	if (answer?.status === 403) return !client.consentChecked();
	return (answer === null || isPassing(answer.status)) && maySendAgain(request.effect);
}

function resultOf(client: GraphClient, request: GraphRequest, answer: RawAnswer | null): GraphResult {
	if (answer === null) {
		const message = 'Microsoft Graph answered without saying what became of this request.';
		const failure = failureWithoutAnswer({
			kind: 'lost',
			code: 'BatchMemberMissing',
			message,
			attempts: 1,
		});
		return { ok: false, failure };
	}
	const now = client.clock.now();
	if (isSuccess(answer)) {
		const requestId = requestIdOf(answer);
		const { status, body } = answer;
		return { ok: true, status, body, requestId, at: now.toISOString(), attempts: 1 };
	}
	const failure = explainAnswer(answer, {
		permissions: request.permissions,
		granted: client.granted(),
		attempts: 1,
		retryAfterMs: parseRetryAfter(answer.headers['retry-after'], now),
	});
	return { ok: false, failure };
}

function notSent(): GraphResult {
	const message = 'Not sent, because the request before it failed.';
	return {
		ok: false,
		failure: failureWithoutAnswer({ kind: 'notSent', code: 'FailedDependency', message }),
	};
}
