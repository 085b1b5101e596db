import type { EffectClass } from './effect';
import type { About, Counted } from './effectJournal';

import type { GraphFailure } from './failure';
import type { GraphPath } from './path';

/**
 * The success that Graph documents for a request. Anything else in the two hundreds is nobody's word that it was done:
 * the page of a proxy, an empty answer, "accepted for later".
 *
 * - `object`: 200 with an object; of a read with `list`, one that holds the list.
 * - `nothing`: 204 without a body.
 * - `created`: 201 with what was made and its id.
 * - `changed`: 200 with what was changed.
 * - `confirmed`: 200 with `{"value": true | false}`, or 204.
 * - `members`: 200 with the answers of a `$batch`.
 */
export type Expected = 'object' | 'nothing' | 'created' | 'changed' | 'confirmed' | 'members';

/** One request to Graph, as a step says it. */
export interface GraphRequest {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	readonly path: GraphPath;
	/** Query options in clear text; encoded by the transport. */
	readonly query?: Readonly<Record<string, string>>;
	readonly body?: object;
	readonly headers?: Readonly<Record<string, string>>;
	readonly effect: EffectClass;
	/** What it is about, for the record of writes. */
	readonly about?: About;
	/** Application permissions that would do, the least first: named when Graph answers 403. */
	readonly permissions: readonly string[];
	/** The success that Graph documents for it; default: an object for a GET, nothing (204) for everything else. */
	readonly expects?: Expected;
	/** The answer must hold a list; one without is no answer, so that it can't be taken for an empty list. */
	readonly list?: true;
	/** Default `v1.0`. */
	readonly version?: 'v1.0' | 'beta';
	/** The members of a `$batch`: each counts against the limits of its service. */
	readonly members?: readonly Counted[];
	/** Overrides the client's timeout, milliseconds. */
	readonly timeoutMs?: number;
	/** No wait goes beyond this moment, and a send is cut off there: for what is useful, not needed. */
	readonly deadline?: Date;
}

/** A success. */
export interface GraphAnswer {
	readonly ok: true;
	readonly status: number;
	readonly body: unknown;
	readonly requestId: string | null;
	/** When the answer came, ISO 8601 UTC. */
	readonly at: string;
	readonly attempts: number;
	/** The service's own `Date`; left out where it gave none, as for members of a `$batch`. */
	readonly serverDate?: string;
	/** An earlier send of it ended so that it may have been done then. */
	readonly leftOpen?: true;
}

/** What became of one request of several. */
export type GraphResult = GraphAnswer | { readonly ok: false; readonly failure: GraphFailure };

/** The relative address of a request: encoded path and query, without host and version. */
export function addressOf(request: GraphRequest): string {
	const query = Object.entries(request.query ?? {})
		.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
		.join('&');
	return query === '' ? request.path : `${request.path}?${query}`;
}

/** True for what changes nothing; a `$batch` of reads is a POST. */
export function isRead({ method, effect }: GraphRequest): boolean {
	return effect === 'read' && (method === 'GET' || method === 'POST');
}
