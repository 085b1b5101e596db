import type { BatchOrder } from './batchMember';
import { notSent } from './batchSettle';
import { ConnectionError } from './connection';
import { maySendAgain } from './effect';
import { failureWithoutAnswer, UNUSABLE, type GraphFailure } from './failure';
import type { GraphRequest, GraphResult } from './request';
import type { GraphSender } from './sender';

/** Each costs several sends; after so many in a row, what answers is not Graph. */
const MOST_UNUSABLE = 2;

/**
 * Sends the members of a `$batch` one by one: what is between us and Graph answers batches with something of its own,
 * and the lock-out must not wait for its end.
 *
 * @param lost the batch whose answer was unusable; null: none was sent, it is known already that batches come to nothing
 */
export async function singly(
	client: GraphSender,
	requests: readonly GraphRequest[],
	order: BatchOrder,
	lost: GraphFailure | null,
): Promise<readonly GraphResult[]> {
	const results: GraphResult[] = [];
	let unusable = 0;
	for (const request of requests) {
		const isStopped = order === 'inOrder' && results.some(({ ok }) => !ok);
		// What may have been done with the lost batch is never sent again where a second one would be harm.
		const mayGo = lost === null || maySendAgain(request.effect);
		const result =
			isStopped || !mayGo || unusable >= MOST_UNUSABLE
				? notAsked(lost, isStopped)
				: await attempt(client, request, results.length > 0);
		unusable = isUnusable(result) ? unusable + 1 : 0;
		results.push(result);
	}
	return results;
}

function notAsked(lost: GraphFailure | null, isStopped: boolean): GraphResult {
	if (lost !== null) return { ok: false, failure: lost };
	if (isStopped) return notSent();
	const message = 'Not sent: what answers in place of Microsoft Graph is not Microsoft Graph.';
	return { ok: false, failure: failureWithoutAnswer({ kind: 'notSent', code: UNUSABLE, message }) };
}

/** What the others came to must not be lost to a sign-in that breaks now. */
async function attempt(
	client: GraphSender,
	request: GraphRequest,
	begun: boolean,
): Promise<GraphResult> {
	try {
		return await client.attempt(request);
	} catch (error) {
		if (!begun || !(error instanceof ConnectionError)) throw error;
		const { code, message } = error;
		return { ok: false, failure: failureWithoutAnswer({ kind: 'notSent', code, message }) };
	}
}

function isUnusable(result: GraphResult): boolean {
	return !result.ok && result.failure.code === UNUSABLE;
}
