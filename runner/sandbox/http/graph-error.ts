import type { Answer } from './answer';

/** A refusal in Graph's own words. Handlers throw it, the dispatcher turns it into the error body. */
export class GraphError extends Error {
	/**
	 * @param status - HTTP status.
	 * @param code - Graph's `error.code`.
	 * @param message - Graph's `error.message`, word for word where it is known.
	 * @param headers - extra headers such as Retry-After.
	 */
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
	}
}

/** 400 of the directory service. */
export function badRequest(message: string, code = 'Request_BadRequest'): GraphError {
	return new GraphError(400, code, message);
}

/** 403: the token has none of the permissions the call accepts, or the target is protected. */
export function denied(): GraphError {
	return new GraphError(
		403,
		'Authorization_RequestDenied',
		'Insufficient privileges to complete the operation.',
	);
}

/** 404 of the directory service for an object or a reference. */
export function notFound(id: string): GraphError {
	return new GraphError(
		404,
		'Request_ResourceNotFound',
		`Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
	);
}

/** The synced-from-Active-Directory refusal. */
export function onPremisesMastered(): GraphError {
	return badRequest(
		'Unable to update the specified properties for on-premises mastered Directory Sync objects or ' +
			'objects currently undergoing migration.',
	);
}

/** An error body as Graph writes it. */
export function errorAnswer(
	error: GraphError,
	ids: { requestId: string; clientRequestId: string; now: Date },
): Answer {
	return {
		status: error.status,
		headers: error.headers,
		body: {
			error: {
				code: error.code,
				message: error.message,
				innerError: {
					date: ids.now.toISOString().slice(0, 19),
					'request-id': ids.requestId,
					'client-request-id': ids.clientRequestId,
				},
			},
		},
	};
}
