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
	/** An earlier send of it ended so that it may have been done then; what this answer says may follow from that. */
	readonly leftOpen: boolean;
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
	readonly leftOpen: boolean;

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
		this.leftOpen = facts.leftOpen;
	}

	/** True when the work may have been done although no answer says so. Only then is an outcome `unknown`. */
	get mayHaveHappened(): boolean {
		return this.kind === 'lost' || this.kind === 'serverError';
	}
}

/** A failure that no answer of Graph stands behind: nothing was sent, or nothing usable came back. */
export function failureWithoutAnswer(
	facts: Pick<FailureFacts, 'kind' | 'code' | 'message'> &
		Partial<Pick<FailureFacts, 'attempts' | 'requestId' | 'leftOpen'>>,
): GraphFailure {
	return new GraphFailure({
		status: null,
		graphMessage: null,
		missingPermission: null,
		requestId: null,
		retryAfterMs: null,
		attempts: 0,
		leftOpen: false,
		...facts,
	});
}

/** The code of a success that is not the one Graph documents: the page of a proxy, an empty or a cut-off answer. */
export const UNUSABLE = 'UnusableAnswer';

/** A success without what Graph documents for it: no answer at all, rather than "done" or an empty list. */
export function unusable(
	facts: Partial<Pick<FailureFacts, 'attempts' | 'requestId'>> = {},
): GraphFailure {
	const message = 'The answer was not one that Microsoft Graph gives to this request.';
	return failureWithoutAnswer({ kind: 'lost', code: UNUSABLE, message, ...facts });
}

/** A list that can't be read to its end: no answer at all, rather than a short list. */
export function withoutList(attempts: number): GraphFailure {
	const message = 'Microsoft Graph answered without the list asked for.';
	return failureWithoutAnswer({ kind: 'lost', code: UNUSABLE, message, attempts });
}

/** True for a failure that may be over in a while: throttled, no answer, or the service's own trouble. */
export function isForNow({ kind }: GraphFailure): boolean {
	return kind === 'throttled' || kind === 'lost' || kind === 'serverError' || kind === 'notSent';
}

/** The same failure in other words. */
export function withMessage(failure: GraphFailure, message: string): GraphFailure {
	return new GraphFailure({ ...failure, message });
}

/** The same failure of a request that may have been done by an earlier send. */
export function leftOpenBefore(failure: GraphFailure): GraphFailure {
	return new GraphFailure({ ...failure, message: failure.message, leftOpen: true });
}

/** The failure behind anything that was thrown; a defect of ours is thrown on, never dressed up as an answer. */
export function asGraphFailure(error: unknown): GraphFailure {
	if (error instanceof GraphFailure) return error;
	throw error;
}
