/** What a handler answers. Common headers are added by the server. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** Absent for 204. */
	readonly body?: unknown;
	/** A page for people instead of a body for programs. */
	readonly html?: string;
}

/** 200 with a body. */
export function ok(body: unknown): Answer {
	return { status: 200, headers: {}, body };
}

/** 201 with the new object. */
export function created(body: unknown): Answer {
	return { status: 201, headers: {}, body };
}

/** 204: done, nothing to say. */
export function noContent(): Answer {
	return { status: 204, headers: {} };
}
