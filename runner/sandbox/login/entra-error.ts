import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/answer';

/** A refusal of the login service, by its AADSTS number. */
export class EntraError extends Error {
	constructor(
		readonly status: number,
		readonly error: string,
		readonly number: number,
		message: string,
	) {
		super(message);
	}
}

/** The error body of Entra's token endpoint. */
export function entraErrorAnswer(
	error: EntraError,
	now: Date,
	correlationId: string | null,
): Answer {
	const traceId = randomUUID();
	const correlation = correlationId ?? randomUUID();
	const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
	return {
		status: error.status,
		headers: {},
		body: {
			error: error.error,
			error_description:
				`AADSTS${error.number}: ${error.message} Trace ID: ${traceId} ` +
				`Correlation ID: ${correlation} Timestamp: ${timestamp}`,
			error_codes: [error.number],
			timestamp,
			trace_id: traceId,
			correlation_id: correlation,
			error_uri: `https://login.microsoftonline.com/error?code=${error.number}`,
		},
	};
}
