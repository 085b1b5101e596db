/** Why a request did not end well, as far as the caller must tell cases apart. */
export type FailureKind =
	/** 403: permission, role or policy. A definite no. */
	| 'forbidden'
	/** 404. */
	| 'notFound'
	/** 400, 405, 409 and other definite refusals. */
	| 'refused'
	/** 429 or 503 to the end, or once for a request that must not be sent again by itself. */
	| 'throttled'
	/** 500, 502: the service failed; it may or may not have done the work. */
	| 'serverError'
	/** Sent, and no usable answer came (timeout, connection lost, 504). It may or may not have been done. */
	| 'lost'
	/** Never sent: the host could not be reached, or no token could be had. */
	| 'notSent';

/** What is known of a request that failed. Never holds a body, a token or a header of the request. */
export interface FailureFacts {
	readonly kind: FailureKind;
	readonly status: number | null;
	/** Graph's error code, such as `Request_ResourceNotFound`; ours where Graph said none. */
	readonly code: string;
	/** One sentence for people that says what to do. */
	readonly message: string;
	/** Graph's own message, for decisions and for the record of a defect; not shown as ours. */
	readonly graphMessage: string | null;
	/** The application permission that is missing, when that is the reason. */
	readonly missingPermission: string | null;
	readonly requestId: string | null;
	/** How often it was sent. */
	readonly attempts: number;
	/** What `Retry-After` asked for, in milliseconds. */
	readonly retryAfterMs: number | null;
}

/** A request to Graph that failed. */
export class GraphFailure extends Error implements FailureFacts {
	override readonly name = 'GraphFailure';
	readonly kind: FailureKind;
	readonly status: number | null;
	readonly code: string;
	readonly graphMessage: string | null;
	readonly missingPermission: string | null;
	readonly requestId: string | null;
	readonly attempts: number;
	readonly retryAfterMs: number | null;

	constructor(facts: FailureFacts, options?: ErrorOptions) {
		super(facts.message, options);
		this.kind = facts.kind;
		this.status = facts.status;
		this.code = facts.code;
		this.graphMessage = facts.graphMessage;
		this.missingPermission = facts.missingPermission;
		this.requestId = facts.requestId;
		this.attempts = facts.attempts;
		this.retryAfterMs = facts.retryAfterMs;
	}

	/** True when the work may have been done although no answer says so. Only then is an outcome `unknown`. */
	get mayHaveHappened(): boolean {
		return this.kind === 'lost' || this.kind === 'serverError';
	}
}

/** A failure that no answer of Graph stands behind: nothing was sent, or nothing usable came back. */
export function failureWithoutAnswer(
	facts: Pick<FailureFacts, 'kind' | 'code' | 'message'> & { attempts?: number },
): GraphFailure {
	return new GraphFailure({
		status: null,
		graphMessage: null,
		missingPermission: null,
		requestId: null,
		retryAfterMs: null,
		attempts: 0,
		...facts,
	});
}

/** A success without the list that was asked for: no answer at all, rather than an empty list. */
export function withoutList(attempts: number): GraphFailure {
	return failureWithoutAnswer({
		kind: 'lost',
		code: 'UnusableAnswer',
		message: 'Microsoft Graph answered without the list asked for.',
		attempts,
	});
}

/** True for a failure that may be over in a while: throttled, no answer, or the service's own trouble. */
export function isForNow({ kind }: GraphFailure): boolean {
	return kind === 'throttled' || kind === 'lost' || kind === 'serverError' || kind === 'notSent';
}

/** The same failure in other words. */
export function withMessage(failure: GraphFailure, message: string): GraphFailure {
	return new GraphFailure({ ...failure, message });
}

/** The failure behind anything that was thrown; a defect of ours is thrown on, never dressed up as an answer. */
export function asGraphFailure(error: unknown): GraphFailure {
	if (error instanceof GraphFailure) return error;
	throw error;
}
