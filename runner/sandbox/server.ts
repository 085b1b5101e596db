import type http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultAnswer } from './faults/answer';
import type { FaultPlan } from './faults/plan';
import type { FaultRule } from './faults/rule';
import type { Answer } from './http/answer';
import { answerBatch, ConnectionLost } from './http/batch';
import {
	answerGraph,
	type GraphContext,
	type GraphRequest,
	type RequestIds,
	requestIds,
} from './http/graph';
import { errorAnswer, GraphError } from './http/graph-error';
import { bodyForLog, decodedPath, type Incoming, readIncoming } from './http/incoming';
import type { RequestLog, SandboxLogEntry } from './log';
import { answerLogin } from './login/login';

/** What the HTTP side needs to work. */
export interface ServerParts {
	readonly graph: GraphContext;
	readonly faults: FaultPlan;
	readonly log: RequestLog;
	readonly latencyMs: () => number;
	/** Called after every request. */
	readonly changed: () => void;
}

/** How a request ends: an answer, a connection that is dropped or left hanging, or a body that is not Graph's. */
type Ending = Answer | ConnectionLost['kind'];

/** What somebody in between says, and an answer that breaks off. */
const BODIES = {
	html: ['text/html', '<!doctype html><title>Sign in to the network</title>'],
	truncated: ['application/json', '{"@odata.context":"https://graph.micro'],
} as const;

/** The listener of the sandbox's one server: fault, work, answer, log line. */
export function createListener(parts: ServerParts): http.RequestListener {
	return (request, response) => {
		serve(parts, request, response).catch(() => response.destroy());
	};
}

async function serve(
	parts: ServerParts,
	request: http.IncomingMessage,
	response: http.ServerResponse,
): Promise<void> {
	const at = new Date();
	const incoming = await readIncoming(request);
	const ids = requestIds(incoming.headers);
	if (parts.latencyMs() > 0) await sleep(parts.latencyMs());
	const ending = endingOf(parts, incoming, ids);
	const headers = typeof ending === 'string' ? {} : allHeaders(ending, ids);
	const text = typeof ending === 'string' ? undefined : bodyText(ending);
	// The documents a login library reads about the login itself say nothing about an offboarding.
	if (!isDiscovery(incoming)) parts.log.add(entryOf(parts, incoming, ending, headers, at), text);
	if (ending === 'timeout') return;
	if (ending === 'reset') {
		request.socket.resetAndDestroy();
		return;
	}
	if (ending === 'html' || ending === 'truncated') {
		const [type, text] = BODIES[ending];
		response.writeHead(200, { 'Content-Type': type }).end(text);
		return;
	}
	response.writeHead(ending.status, headers);
	response.end(text);
}

const bodyText = ({ body, html }: Answer): string | undefined =>
	html ?? (body === undefined ? undefined : JSON.stringify(body));

const isDiscovery = ({ method, path }: Incoming): boolean =>
	method === 'GET' && /\/(\.well-known\/openid-configuration|discovery\/instance)$/.test(path);

function entryOf(
	parts: ServerParts,
	incoming: Incoming,
	ending: Ending,
	responseHeaders: Record<string, string>,
	at: Date,
): SandboxLogEntry {
	const query = incoming.queryText === '' ? '' : `?${incoming.queryText}`;
	const answered = typeof ending === 'string' ? null : ending;
	return {
		method: incoming.method,
		url: `${parts.graph.baseUrl}${incoming.path}${query}`,
		headers: incoming.headers,
		...bodyForLog(incoming),
		status: answered?.status ?? null,
		responseHeaders,
		...(answered?.body === undefined ? {} : { responseBody: answered.body }),
		at: at.toISOString(),
		tookMs: Date.now() - at.getTime(),
	};
}

function endingOf(parts: ServerParts, incoming: Incoming, ids: RequestIds): Ending {
	const { method, path, queryText } = incoming;
	const fault = parts.faults.take(method, decodedPath(path), queryText);
	if (fault && !fault.effect.after) return faultEnding(fault, incoming, ids);
	const ending = work(parts, incoming, ids);
	// Reads change the tenant too: a device's action goes on with time, a delta round is remembered.
	parts.changed();
	return fault ? faultEnding(fault, incoming, ids) : ending;
}

const isGraph = (path: string): boolean => /^\/(v1\.0|beta)(\/|$)/.test(path);

function faultEnding(fault: FaultRule, incoming: Incoming, ids: RequestIds): Ending {
	if (fault.effect.kind !== 'status') return fault.effect.kind;
	return faultAnswer(fault, ids, !isGraph(incoming.path)) ?? 'reset';
}

function work(parts: ServerParts, incoming: Incoming, ids: RequestIds): Ending {
	const { graph } = parts;
	const [, version, path = ''] = /^\/(v1\.0|beta)(\/.*)?$/.exec(incoming.path) ?? [];
	if (version !== 'v1.0' && version !== 'beta') {
		const host = new URL(graph.baseUrl).host;
		return answerLogin({ tenant: graph.tenant, tokens: graph.tokens, host }, incoming);
	}
	const { method, queryText, headers, malformed } = incoming;
	const request = {
		method,
		version,
		path,
		queryText,
		headers,
		malformed,
		body: incoming.json,
	} as const;
	const isBatch = method === 'POST' && decodedPath(path) === '/$batch' && !malformed;
	return isBatch ? batch(parts, request, ids) : answerGraph(graph, request, ids);
}

function batch(parts: ServerParts, request: GraphRequest, ids: RequestIds): Ending {
	try {
		return answerBatch(parts.graph, parts.faults, request);
	} catch (error) {
		if (error instanceof ConnectionLost) return error.kind;
		if (error instanceof GraphError) return errorAnswer(error, { ...ids, now: new Date() });
		throw error;
	}
}

function allHeaders(answer: Answer, ids: RequestIds): Record<string, string> {
	return {
		...(answer.body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
		'Cache-Control': 'no-cache',
		'request-id': ids.requestId,
		'client-request-id': ids.clientRequestId,
		Date: new Date().toUTCString(),
		'x-offboardiq-simulated': 'true',
		...answer.headers,
	};
}
