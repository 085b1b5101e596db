import type { SandboxLogEntry } from '../../runner/sandbox/log';

/** One request as Graph saw it: a member of a `$batch` counts as one. */
export interface SeenRequest {
	readonly method: string;
	/** Decoded, without host and version. */
	readonly path: string;
	readonly body: unknown;
	/** Null when the connection was lost. */
	readonly status: number | null;
	/** When its round trip came in, ISO 8601 UTC. */
	readonly at: string;
}

interface Member {
	readonly id: string;
	readonly method: string;
	readonly url: string;
	readonly body?: unknown;
}

/** Every request to Graph in a sandbox log, the members of `$batch`es in place of the batch. */
export function requestsIn(log: readonly SandboxLogEntry[]): readonly SeenRequest[] {
	return log.flatMap((entry): SeenRequest[] => {
		const url = new URL(entry.url);
		const path = pathOf(url.pathname);
		if (path === null) return [];
		if (path !== '/$batch') return [seen(entry.method, path, entry.body, entry.status, entry.at)];
		const { requests } = entry.body as { requests: readonly Member[] };
		const { responses = [] } = (entry.responseBody ?? {}) as {
			responses?: readonly { id: string; status: number }[];
		};
		return requests.map((member) => {
			const answer = responses.find(({ id }) => id === member.id);
			const [address = ''] = member.url.split('?');
			return seen(member.method, decoded(address), member.body, answer?.status ?? null, entry.at);
		});
	});
}

/** Those that change something. */
export function writesIn(log: readonly SandboxLogEntry[]): readonly SeenRequest[] {
	return requestsIn(log).filter(({ method }) => method !== 'GET');
}

/** `METHOD path`, for comparing in one line. */
export function linesOf(requests: readonly SeenRequest[]): readonly string[] {
	return requests.map(({ method, path }) => `${method} ${path}`);
}

function seen(
	method: string,
	path: string,
	body: unknown,
	status: number | null,
	at: string,
): SeenRequest {
	return { method, path, body, status, at };
}

function pathOf(pathname: string): string | null {
	const rest = /^\/(?:v1\.0|beta)(\/.*)$/.exec(pathname)?.[1];
	return rest === undefined ? null : decoded(rest);
}

function decoded(path: string): string {
	return path.split('/').map(decodeURIComponent).join('/');
}
