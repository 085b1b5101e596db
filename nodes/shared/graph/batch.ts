import type { BatchOrder } from './batchMember';
import { FAILED_DEPENDENCY, post } from './batchPost';
import { notSent, resultOf, settle, type Posted } from './batchSettle';
import type { GraphSender } from './sender';
import { maySendAgain } from './effect';
import type { RawAnswer } from './explain';
import { isDone } from './expected';
import { GraphFailure, UNUSABLE } from './failure';
import type { GraphRequest, GraphResult } from './request';
import { singly } from './singly';

const MOST_MEMBERS = 20;

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
		else if (client.sendsSingly) results.push(...(await singly(client, chunk, order, null)));
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
	if (posted instanceof GraphFailure)
		return await withoutBatch(client, requests, 'together', posted);
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
			return [...results, ...(await withoutBatch(client, rest, 'inOrder', posted))];
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
			const answer = posted.answers[index];
			mended ||= !answer || !isDone(request, answer);
		}
		rest = rest.slice(next);
	}
	return results;
}

/** The results where no batch was answered: those of single requests, where something of somebody else's came back. */
async function withoutBatch(
	client: GraphSender,
	requests: readonly GraphRequest[],
	order: BatchOrder,
	failure: GraphFailure,
): Promise<readonly GraphResult[]> {
	if (failure.code !== UNUSABLE) return requests.map(() => ({ ok: false, failure }));
	client.sendsSingly = true;
	return await singly(client, requests, order, failure);
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
