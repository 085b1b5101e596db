import { badRequest } from './graph-error';

/** One checked member of a `$batch`. */
export interface BatchMember {
	readonly id: string;
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: unknown;
	readonly dependsOn: readonly string[];
}

const MOST = 20;

/**
 * Reads the payload of a `$batch` as strictly as Graph: at most 20 members, unique ids, relative URLs without the
 * version, a Content-Type wherever there is a body, dependencies that exist.
 * @throws GraphError 400 for the whole batch.
 */
export function readBatch(body: unknown): BatchMember[] {
	const requests = (body as { requests?: unknown } | null | undefined)?.requests;
	if (!Array.isArray(requests) || requests.length === 0) {
		throw refused('Invalid batch payload format.');
	}
	if (requests.length > MOST) {
		throw refused(`Number of batch request steps exceeds the maximum value of ${MOST}.`);
	}
	const members = requests.map(readMember);
	const ids = new Set(members.map((member) => member.id.toLowerCase()));
	if (ids.size < members.length) throw refused('Request id is duplicated in the batch.');
	for (const { id, dependsOn } of members) {
		const missing = dependsOn.find((other) => !members.some((member) => member.id === other));
		if (missing !== undefined)
			throw refused(`Request '${id}' depends on '${missing}', which does not exist.`);
	}
	return members;
}

function readMember(value: unknown): BatchMember {
	const { id, method, url, headers, body, dependsOn } = (value ?? {}) as Record<string, unknown>;
	if (
		typeof id !== 'string' ||
		id === '' ||
		typeof method !== 'string' ||
		typeof url !== 'string'
	) {
		throw refused('Every request of a batch needs an id, a method and a url.');
	}
	if (/^https?:/i.test(url) || /^\/?(v1\.0|beta)\//.test(url) || url.includes('$batch')) {
		throw refused(`The url of request '${id}' must be relative and without the version.`);
	}
	const sent = lowerCase(headers);
	if (body !== undefined && !sent['content-type']?.startsWith('application/json')) {
		throw refused(`Write request id : ${id} does not contain Content-Type header or body.`);
	}
	return {
		id,
		url,
		body,
		method: method.toUpperCase(),
		headers: sent,
		dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
	};
}

function lowerCase(headers: unknown): Record<string, string> {
	return Object.fromEntries(
		Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => [
			name.toLowerCase(),
			String(value),
		]),
	);
}

const refused = (message: string): Error => badRequest(message, 'BadRequest');
