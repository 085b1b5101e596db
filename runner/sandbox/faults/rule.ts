/** What goes wrong. `after` means: the work was done, only the answer is lost or replaced. */
export type FaultEffect =
	| { readonly kind: 'status'; readonly status: number; readonly after?: boolean }
	| { readonly kind: 'reset'; readonly after?: boolean }
	| { readonly kind: 'timeout'; readonly after?: boolean }
	| { readonly kind: 'html'; readonly after?: boolean }
	| { readonly kind: 'truncated'; readonly after?: boolean };

/** The Retry-After header of a status fault. Absent: no header. */
export type RetryAfter =
	| { readonly kind: 'seconds'; readonly seconds: number }
	| { readonly kind: 'date'; readonly seconds: number }
	| { readonly kind: 'nonsense' };

/** One rule of a fault plan. */
export interface FaultRule {
	readonly effect: FaultEffect;
	readonly retryAfter?: RetryAfter;
	/** `error.code` instead of the usual one of the status. */
	readonly code?: string;
	/** `*` for any. */
	readonly method: string;
	/** `*` stands for any run of characters. Matched against the path with and without `/v1.0`, letter case ignored. */
	readonly path: string;
	/** How often it happens; absent: every time. */
	readonly times?: number;
	/** How many matching requests pass first. */
	readonly skip?: number;
	/** Chance of each match, 0 to 1; absent: certain. */
	readonly probability?: number;
}
