import { expect } from 'vitest';
import type { SeenRequest } from './requests';

const SEATS = /^\/teams\/[^/]+\/(?:channels\/[^/]+\/)?members(?:\/([^/]+))?$/;
const NEW_MEMBER = /^\/groups\/[^/]+\/members\/\$ref$/;

/** True for a write on who has a place in a team or channel, or on a new member of a group. */
export function isSeatWrite({ method, path }: SeenRequest): boolean {
	return SEATS.test(path) || (method === 'POST' && NEW_MEMBER.test(path));
}

/** Places are taken from the leaver and given to a successor; anything else fails the test. */
export function expectHarmlessSeats(
	writes: readonly SeenRequest[],
	leavers: ReadonlySet<string>,
	successors: ReadonlySet<string>,
): void {
	for (const { method, path, body } of writes) {
		const line = `${method} ${path}`;
		expect(line).toMatch(/^(?:DELETE|POST) /);
		const allowed = method === 'DELETE' ? leavers : successors;
		const subject = method === 'DELETE' ? memberIn(path) : addedBy(body);
		expect([...allowed], `${line} concerns somebody else`).toContain(subject);
	}
}

/** Teams builds the id of a place from tenant, team or channel, and person. */
function memberIn(path: string): string | undefined {
	const seat = SEATS.exec(path)?.[1] ?? '';
	return Buffer.from(seat, 'base64').toString().split('##')[2];
}

function addedBy(body: unknown): string | undefined {
	const fields = body as Readonly<Record<string, unknown>>;
	const reference = String(fields['user@odata.bind'] ?? fields['@odata.id']);
	return /([0-9a-f-]{36})(?:'\))?$/.exec(reference)?.[1];
}
