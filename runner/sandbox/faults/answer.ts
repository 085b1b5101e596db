import type { Answer } from '../http/answer';
import { errorAnswer, GraphError } from '../http/graph-error';
import type { RequestIds } from '../http/graph';
import { EntraError, entraErrorAnswer } from '../login/entra-error';
import type { FaultRule } from './rule';

const WORDS: Readonly<Record<number, readonly [code: string, message: string]>> = {
	401: ['InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'],
	403: ['Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
	404: [
		'Request_ResourceNotFound',
		'Resource does not exist or one of its queried reference-property objects are not present.',
	],
	409: ['Directory_ConcurrencyViolation', 'The object was changed by another request.'],
	429: ['TooManyRequests', 'Too many requests. Retry after the time in the Retry-After header.'],
	500: ['InternalServerError', 'An unexpected internal error has occurred.'],
	502: ['BadGateway', 'The upstream service gave no valid answer.'],
	503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
	504: ['UnknownError', 'The upstream service did not answer in time.'],
};

/** The answer of a status fault; null for the ones that end without an answer. */
export function faultAnswer(rule: FaultRule, ids: RequestIds, login: boolean): Answer | null {
	if (rule.effect.kind !== 'status') return null;
	const { status } = rule.effect;
	const now = new Date();
	const [code, message] = WORDS[status] ?? ['BadRequest', 'The request was refused.'];
	if (login) {
		const error = new EntraError(status, rule.code ?? 'temporarily_unavailable', 90033, message);
		return { ...entraErrorAnswer(error, now, null), headers: retryAfter(rule, now) };
	}
	const error = new GraphError(status, rule.code ?? code, message, retryAfter(rule, now));
	return errorAnswer(error, { ...ids, now });
}

function retryAfter(rule: FaultRule, now: Date): Record<string, string> {
	const wait = rule.retryAfter;
	if (!wait) return {};
	if (wait.kind === 'nonsense') return { 'Retry-After': 'in a little while' };
	if (wait.kind === 'seconds') return { 'Retry-After': String(wait.seconds) };
	return { 'Retry-After': new Date(now.getTime() + wait.seconds * 1000).toUTCString() };
}
