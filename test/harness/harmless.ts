import { expect } from 'vitest';
import type { TenantState } from '../../runner/sandbox/state/tenant';
import type { SeenRequest } from './requests';

/** Who owned what before anything ran: afterwards the tenant no longer says. */
export interface Ownership {
	readonly ofDevice: ReadonlyMap<string, string | null>;
	readonly ofAssignment: ReadonlyMap<string, string>;
}

export function ownershipIn(tenant: TenantState): Ownership {
	return {
		ofDevice: new Map(tenant.managedDevices.map(({ profile }) => [profile.id, profile.userId])),
		ofAssignment: new Map(tenant.roleAssignments.map(({ id, principalId }) => [id, principalId])),
	};
}

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** How each write of the product is addressed, and whom it concerns. A write of another shape fails the test. */
const SHAPES: readonly (readonly [
	RegExp,
	(match: RegExpExecArray, all: Whose) => string | null,
])[] = [
	[/^(?:PATCH|POST|DELETE) \/users\/([^/]+)(?:\/.*)?$/, ([, id = '']) => id],
	[new RegExp(`^DELETE /groups/${GUID}/(?:members|owners)/([^/]+)/\\$ref$`), ([, id = '']) => id],
	[
		new RegExp(`^POST /groups/${GUID}/(?:owners|members)/\\$ref$`),
		(_, { body }) => /([^/]+)$/.exec(String((body as Bodies)['@odata.id']))?.[1] ?? null,
	],
	[
		/^POST \/teams\/[^/]+\/(?:channels\/[^/]+\/)?members$/,
		(_, { body }) =>
			/\('([^']+)'\)$/.exec(String((body as Bodies)['user@odata.bind']))?.[1] ?? null,
	],
	[
		/^DELETE \/teams\/[^/]+\/(?:channels\/[^/]+\/)?members\/(.+)$/,
		([, id = '']) => Buffer.from(id, 'base64').toString().split('##')[2] ?? null,
	],
	[
		/^POST \/deviceManagement\/managedDevices\/([^/]+)\/(?:wipe|retire)$/,
		([, id = ''], { before }) => before.ofDevice.get(id) ?? null,
	],
	[
		/^DELETE \/roleManagement\/directory\/roleAssignments\/(.+)$/,
		([, id = ''], { before }) => before.ofAssignment.get(id) ?? null,
	],
	[
		/^POST \/roleManagement\/directory\/role\w+ScheduleRequests$/,
		(_, { body }) => (body as Bodies)['principalId'] ?? null,
	],
	[
		/^POST \/identityGovernance\/privilegedAccess\/group\/\w+ScheduleRequests$/,
		(_, { body }) => (body as Bodies)['principalId'] ?? null,
	],
];

type Bodies = Readonly<Record<string, string>>;
interface Whose {
	readonly body: unknown;
	readonly before: Ownership;
}

/**
 * What no test may ever see: a write on anybody but the leaver (and, for ownership, the successor), one addressed by a
 * name instead of an object id, or the DELETE without `/$ref` with which Graph deletes the person.
 */
export function expectHarmless(
	writes: readonly SeenRequest[],
	before: Ownership,
	leavers: ReadonlySet<string>,
	successors: ReadonlySet<string>,
): void {
	for (const { method, path, body } of writes) {
		const line = `${method} ${path}`;
		expect(line).not.toMatch(/^DELETE \/users\/[^/]+$/);
		expect(line).not.toMatch(/^DELETE \/groups\/[^/]+$/);
		const shape = SHAPES.find(([pattern]) => pattern.test(line));
		expect(shape, `a write of unknown shape: ${line}`).toBeDefined();
		const match = shape?.[0].exec(line);
		const concerns = match ? shape?.[1](match, { body, before }) : null;
		const allowed = /^POST \/(?:groups|teams)\//.test(line) ? successors : leavers;
		expect([...allowed], `${line} concerns somebody else`).toContain(concerns);
	}
}
