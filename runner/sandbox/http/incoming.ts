import type { IncomingMessage } from 'node:http';

/** Largest request body the sandbox reads, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A request as it came in, body read. */
export interface Incoming {
	readonly method: string;
	/** Encoded path, without the query. */
	readonly path: string;
	readonly queryText: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly bodyText: string;
	/** The parsed JSON body of a Graph request; undefined for none. */
	readonly json: unknown;
	/** True when there is a body that isn't JSON although it should be. */
	readonly malformed: boolean;
}

/**
 * Reads a request to its end.
 * @throws when the client goes away or the body is over 4 MiB.
 */
export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > MOST_BYTES) throw new Error('The request body is too large');
		chunks.push(chunk);
	}
	const bodyText = Buffer.concat(chunks).toString('utf8');
	const url = request.url ?? '/';
	const at = url.indexOf('?');
	return {
		method: request.method ?? 'GET',
		path: at < 0 ? url : url.slice(0, at),
		queryText: at < 0 ? '' : url.slice(at + 1),
		headers: flat(request.headers),
		bodyText,
		...parseJson(bodyText),
	};
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
	);
}

function parseJson(text: string): { json: unknown; malformed: boolean } {
	if (text.trim() === '') return { json: undefined, malformed: false };
	try {
		return { json: JSON.parse(text), malformed: false };
	} catch {
		return { json: undefined, malformed: true };
	}
}

/** The body as the log shows it: JSON, a form's fields, or only its size when it is neither. */
export function bodyForLog(incoming: Incoming): { body?: unknown } {
	if (incoming.bodyText === '') return {};
	if (!incoming.malformed) return { body: incoming.json };
	if (incoming.headers['content-type']?.includes('x-www-form-urlencoded')) {
		return { body: Object.fromEntries(new URLSearchParams(incoming.bodyText)) };
	}
	return { body: `[not JSON, ${Buffer.byteLength(incoming.bodyText)} bytes]` };
}

/** The path as people read it, which is what faults are matched against: `users/adele@…`, not `users/adele%40…`. */
export function decodedPath(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
