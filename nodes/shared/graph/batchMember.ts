import type { RawAnswer } from './explain';
import { fieldsOf, type Fields } from './read';
import { addressOf, type GraphRequest } from './request';

/** `together`: independent of each other. `inOrder`: each waits for the one before it. */
export type BatchOrder = 'together' | 'inOrder';

/** A request as a member of `$batch`; ids count from 1, addresses are relative and carry no version. */
export function memberOf(request: GraphRequest, index: number, order: BatchOrder): object {
	const headers = {
		...request.headers,
		...(request.body ? { 'Content-Type': 'application/json' } : {}),
	};
	return {
		id: String(index + 1),
		method: request.method,
		url: addressOf(request),
		...(Object.keys(headers).length > 0 ? { headers } : {}),
		...(request.body ? { body: request.body } : {}),
		...(order === 'inOrder' && index > 0 ? { dependsOn: [String(index)] } : {}),
	};
}

/** The answer of the member with this index; null when the service left it out, or gave several. */
export function answerOfMember(responses: readonly Fields[], index: number): RawAnswer | null {
	const named = responses.filter((response) => String(response['id']) === String(index + 1));
	const entry = named.length === 1 ? named[0] : undefined;
	const status = entry?.['status'];
	if (!entry || typeof status !== 'number') return null;
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(fieldsOf(entry['headers']))) {
		headers[name.toLowerCase()] = String(value);
	}
	return { status, headers, body: entry['body'] ?? null };
}
