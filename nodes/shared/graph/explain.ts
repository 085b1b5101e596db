import { GraphFailure, type FailureKind } from './failure';
import { fieldsOf, textOf } from './read';
import { isCode } from './same';

/** An HTTP answer as the transport keeps it: body parsed when it was JSON. */
export interface RawAnswer {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
}

/** What the explanation may draw on besides the answer. */
export interface ExplainContext {
	/** Application permissions that would do, the least first. */
	readonly permissions: readonly string[];
	/** What the token grants; null when the token can't be read. */
	readonly granted: readonly string[] | null;
	readonly attempts: number;
	readonly retryAfterMs: number | null;
	/** An earlier send ended so that it may have been done. */
	readonly leftOpen: boolean;
}

/** Turns an answer that is not a success into code, plain message, missing permission and request-id. */
export function explainAnswer(answer: RawAnswer, context: ExplainContext): GraphFailure {
	const error = fieldsOf(fieldsOf(answer.body)['error']);
	const code = textOf(error, 'code') ?? `HTTP ${answer.status}`;
	const missing = missingPermission(answer.status, context);
	return new GraphFailure({
		kind: kindOf(answer.status),
		status: answer.status,
		code,
		message: plainMessage(answer.status, code, missing, context),
		graphMessage: textOf(error, 'message'),
		missingPermission: missing,
		requestId: requestIdOf(answer),
		attempts: context.attempts,
		retryAfterMs: context.retryAfterMs,
		leftOpen: context.leftOpen,
	});
}

/** Graph's `request-id`: from the header, or from the error body where a `$batch` member carries it. */
export function requestIdOf(answer: RawAnswer): string | null {
	const error = fieldsOf(fieldsOf(answer.body)['error']);
	const inner = fieldsOf(error['innerError'] ?? error['innererror']);
	return textOf(inner, 'request-id') ?? answer.headers['request-id'] ?? null;
}

function kindOf(status: number): FailureKind {
	if (status === 403) return 'forbidden';
	if (status === 404) return 'notFound';
	if (status === 429 || status === 503) return 'throttled';
	if (status === 504 || status === 408) return 'lost';
	if (status >= 500) return 'serverError';
	return 'refused';
}

function missingPermission(status: number, context: ExplainContext): string | null {
	if (status !== 403) return null;
	const { granted, permissions } = context;
	const least = permissions[0] ?? null;
	// Without a readable token the likely reason is named; with one, only what is really missing.
	if (granted === null) return least;
	return permissions.some((permission) => granted.includes(permission)) ? null : least;
}

function plainMessage(
	status: number,
	code: string,
	missing: string | null,
	context: ExplainContext,
): string {
	if (missing !== null) {
		return `The app lacks the application permission ${missing}. Grant it with admin consent, then run this again. A new consent can take some minutes to count.`;
	}
	if (isCode(code, 'ErrorAccessDenied')) {
		return 'Exchange refuses this mailbox to the app, although the permission is there: an application access policy excludes it.';
	}
	if (status === 403) {
		return 'Microsoft Graph refused it, although the app has the permission: the person may hold an admin role or belong to a restricted administrative unit.';
	}
	if (status === 401) {
		return 'Microsoft Graph did not accept the sign-in of the app, a new token included. Check the connection.';
	}
	if (status === 404) return 'Microsoft Graph does not know this object.';
	if (status === 429) return `Microsoft Graph was still throttling after ${tries(context)}.`;
	if (status >= 500) {
		return `Microsoft Graph answered with a server error (${status}) after ${tries(context)}.`;
	}
	return `Microsoft Graph refused the request (${status}, ${code}).`;
}

function tries(context: ExplainContext): string {
	return context.attempts === 1 ? '1 attempt' : `${context.attempts} attempts`;
}
