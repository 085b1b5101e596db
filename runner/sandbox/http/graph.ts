import { randomUUID } from 'node:crypto';
import type { TenantState } from '../state/tenant';
import type { Tokens } from '../login/tokens';
import type { Answer } from './answer';
import { errorAnswer, GraphError } from './graph-error';
import type { Dispatch, Unrouted } from './router';

/** A raw request to `/v1.0` or `/beta`, or a member of a batch. */
export interface GraphRequest {
	readonly method: string;
	readonly version: 'v1.0' | 'beta';
	/** Encoded path after the version and the query text without `?`. */
	readonly path: string;
	readonly queryText: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON; undefined for none. `null` stands for a body that isn't JSON. */
	readonly body: unknown;
	readonly malformed: boolean;
}

export interface GraphContext {
	readonly tenant: TenantState;
	readonly tokens: Tokens;
	readonly dispatch: Dispatch;
	readonly baseUrl: string;
}

/** Ids of one request, as the answer's headers and error bodies show them. */
export interface RequestIds {
	readonly requestId: string;
	readonly clientRequestId: string;
}

/** Makes the ids of a request: ours, and the client's echoed (or ours again when it sent none). */
export function requestIds(headers: Readonly<Record<string, string>>): RequestIds {
	const requestId = randomUUID();
	return { requestId, clientRequestId: headers['client-request-id'] ?? requestId };
}

/**
 * Answers one Graph request: token, route, permission, handler, and the error body when something is refused.
 * A defect of the sandbox itself becomes Graph's 500, so that a rehearsal never hangs.
 */
export function answerGraph(
	context: GraphContext,
	request: GraphRequest,
	ids: RequestIds,
	permissions: ReadonlySet<string> | null = null,
): Answer {
	const now = new Date();
	try {
		const granted = permissions ?? context.tokens.check(request.headers['authorization'], now);
		if (request.malformed) {
			throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
		}
		const { version, method, headers, body, queryText } = request;
		const unrouted: Unrouted = {
			tenant: context.tenant,
			baseUrl: context.baseUrl,
			path: decodePath(request.path),
			clientRequestId: ids.clientRequestId,
			permissions: granted,
			...{ version, method, headers, body, queryText, now },
		};
		return context.dispatch(unrouted);
	} catch (error) {
		return errorAnswer(asGraphError(error), { ...ids, now });
	}
}

function decodePath(path: string): string {
	try {
		return path.split('/').map(decodeURIComponent).join('/');
	} catch {
		throw new GraphError(400, 'BadRequest', 'The request URI is not valid percent-encoding.');
	}
}

function asGraphError(error: unknown): GraphError {
	if (error instanceof GraphError) return error;
	const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return new GraphError(500, 'InternalServerError', `The sandbox itself failed: ${reason}`);
}
