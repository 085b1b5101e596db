import { faultAnswer } from '../faults/answer';
import type { FaultPlan } from '../faults/plan';
import type { FaultRule } from '../faults/rule';
import { type Answer, ok } from './answer';
import { answerGraph, type GraphContext, type GraphRequest, requestIds } from './graph';
import { decodedPath } from './incoming';
import { badRequest, errorAnswer, GraphError } from './graph-error';
import { type BatchMember, readBatch } from './batch-payload';

/** A fault inside a batch that takes the whole connection with it. */
export class ConnectionLost extends Error {
	constructor(readonly kind: Exclude<FaultRule['effect']['kind'], 'status'>) {
		super(`The connection is lost: ${kind}`);
	}
}

/**
 * Answers `POST /$batch`: members run in the order listed, each after what it depends on, each with its own
 * status and headers; the batch itself is 200. The answers come in another order than the requests, because
 * Graph promises none: a client has to go by the ids.
 * @throws GraphError 400 for a payload Graph would refuse as a whole; ConnectionLost for a fault.
 */
export function answerBatch(
	context: GraphContext,
	faults: FaultPlan,
	request: GraphRequest,
): Answer {
	const permissions = context.tokens.check(request.headers['authorization'], new Date());
	const waiting = readBatch(request.body);
	const done = new Map<string, Answer>();
	while (waiting.length > 0) {
		const at = waiting.findIndex((member) => member.dependsOn.every((id) => done.has(id)));
		const [member] = at < 0 ? [] : waiting.splice(at, 1);
		if (!member) throw badRequest('The batch request has a circular dependency.', 'BadRequest');
		const failed = member.dependsOn.some((id) => (done.get(id)?.status ?? 500) >= 400);
		done.set(
			member.id,
			failed ? failedDependency() : answerMember(context, faults, request, member, permissions),
		);
	}
	return ok({ responses: [...done].map(([id, answer]) => ({ id, ...answer })).reverse() });
}

function answerMember(
	context: GraphContext,
	faults: FaultPlan,
	batch: GraphRequest,
	member: BatchMember,
	permissions: ReadonlySet<string>,
): Answer {
	const [path = '', queryText = ''] = splitUrl(member.url);
	const ids = requestIds({ ...batch.headers, ...member.headers });
	const fault = faults.take(member.method, decodedPath(`/${batch.version}${path}`), queryText);
	const lost = fault && fault.effect.kind !== 'status' ? fault.effect.kind : null;
	if (lost && !fault?.effect.after) throw new ConnectionLost(lost);
	const planned = fault && faultAnswer(fault, ids, false);
	const early = fault?.effect.after ? null : planned;
	const { method, headers, body } = member;
	const answer =
		early ??
		answerGraph(
			context,
			{ method, version: batch.version, path, queryText, headers, body, malformed: false },
			ids,
			permissions,
		);
	if (lost) throw new ConnectionLost(lost);
	return withHeaders(planned ?? answer, ids.requestId);
}

function splitUrl(url: string): [string, string] {
	const full = url.startsWith('/') ? url : `/${url}`;
	const at = full.indexOf('?');
	return at < 0 ? [full, ''] : [full.slice(0, at), full.slice(at + 1)];
}

function withHeaders(answer: Answer, requestId: string): Answer {
	const headers: Record<string, string> = { 'request-id': requestId };
	if (answer.body !== undefined) headers['Content-Type'] = 'application/json';
	return { ...answer, headers: { ...headers, ...answer.headers } };
}

function failedDependency(): Answer {
	const ids = requestIds({});
	const error = new GraphError(
		424,
		'FailedDependency',
		'The request was not executed because a request it depends on failed.',
	);
	return withHeaders(errorAnswer(error, { ...ids, now: new Date() }), ids.requestId);
}
