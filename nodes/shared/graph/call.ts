/** One request to Graph as it is kept for the record: what support and auditors match against Entra's own logs. */
export interface GraphCall {
	readonly method: string;
	/** Path and query without host; ids only, never a body or a token. */
	readonly path: string;
	/** HTTP status, or null when no answer came. */
	readonly status: number | null;
	/** Graph's `request-id`. */
	readonly requestId: string | null;
	/** Ours, sent as `client-request-id`. */
	readonly clientRequestId: string;
	/** When it was sent, ISO 8601 UTC. */
	readonly sentAt: string;
	/** Milliseconds until the answer. */
	readonly tookMs: number;
	/** 1 for the first try. */
	readonly attempt: number;
	/** True for a member of a `$batch`; its round trip is the `$batch` call before it. */
	readonly inBatch: boolean;
}
