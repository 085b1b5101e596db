import type { Sim } from '../bills';

/** What an operation is given: the parameters as they came, and the ids of its path. */
export interface Asked {
	readonly params: Readonly<Record<string, unknown>>;
	readonly id: string;
}

/** One operation of the API. */
export interface Endpoint {
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** Below `/v1`; `:id` is one part. */
	readonly path: string;
	readonly answer: (sim: Sim, asked: Asked) => unknown;
}

/** A parameter that is a text; empty where it is none. */
export const textIn = (params: Readonly<Record<string, unknown>>, name: string): string => {
	const value = params[name];
	return typeof value === 'string' ? value : '';
};

/** A parameter with parts of its own. */
export const partIn = (
	params: Readonly<Record<string, unknown>>,
	name: string,
): Readonly<Record<string, unknown>> => {
	const value = params[name];
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
};

/** The newest first, a page of them. */
export function pageOf<T extends { readonly id: string; readonly created: number }>(
	all: readonly T[],
	params: Readonly<Record<string, unknown>>,
	url: string,
) {
	const sorted = all.toReversed().toSorted((one, other) => other.created - one.created);
	const after = textIn(params, 'starting_after');
	const from = after === '' ? 0 : sorted.findIndex(({ id }) => id === after) + 1;
	const limit = Number(textIn(params, 'limit') || 10);
	const data = sorted.slice(from, from + limit);
	return { object: 'list', data, has_more: from + limit < sorted.length, url } as const;
}
