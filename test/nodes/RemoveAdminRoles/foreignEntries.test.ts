import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import { type StepContext } from '../../../nodes/shared/step/step';
import { runStep } from '../../../nodes/shared/step/runStep';
import {
	member,
	membersOf,
	startScriptedGraph,
	type ScriptedGraph,
} from '../../harness/scriptedGraph';
import type { SeenRequest } from '../../harness/scriptedGraph';

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

const LEAVER = '0a000000-0000-4000-8000-000000000001';
const SOMEBODY = '0b000000-0000-4000-8000-000000000002';
const GROUP = '0c000000-0000-4000-8000-000000000003';

function context(): StepContext {
	const employee = { id: LEAVER, displayName: 'A leaver' } as StepContext['employee'];
	const holdings = { groups: [] } as unknown as StepContext['holdings'];
	const { graph } = server;
	return { graph, employee, manager: null, holdings, dryRun: false, verifyForMs: 1_000 };
}

/** The lists of a Graph that takes no notice of `$filter`: everybody's entries, whoever is asked about. */
function everybodys(removed: Set<string>): (request: SeenRequest) => object {
	const role = (id: string, principalId: string) => ({
		...{ id, principalId, roleDefinitionId: 'r', directoryScopeId: '/', appScopeId: null },
		...{ assignmentType: 'Activated' },
	});
	const place = (id: string, principalId: string) => ({
		...{ id, principalId, groupId: GROUP, accessId: 'member', assignmentType: 'activated' },
	});
	const answerTo = (url: string, index: number): object => {
		const both = (name: string, make: typeof role | typeof place) =>
			[make(`${name}-mine`, LEAVER.toUpperCase()), make(`${name}-yours`, SOMEBODY)].filter(
				({ id }) => !removed.has(id),
			);
		if (url.includes('group/eligib')) return member(index, 200, { value: both('ge', place) });
		if (url.includes('group/assign')) return member(index, 200, { value: both('ga', place) });
		if (url.includes('roleElig')) return member(index, 200, { value: both('re', role) });
		if (url.includes('roleAssignmentSch')) return member(index, 200, { value: both('ra', role) });
		return member(index, 200, { value: [] });
	};
	return (request) => {
		if (!request.url.includes('$batch')) {
			return { body: (answerTo(request.url, 1) as { body: unknown }).body };
		}
		const responses = membersOf(request).map(({ url, method }, index) => {
			const address = String(url);
			if (method === 'GET') return answerTo(address, index + 1);
			const list = /group\/elig/.test(address)
				? 'ge'
				: /group\/assign/.test(address)
					? 'ga'
					: /roleElig/.test(address)
						? 're'
						: 'ra';
			removed.add(`${list}-mine`);
			return member(index + 1, 201, { status: 'Revoked' });
		});
		return { body: { responses } };
	};
}

function writesOf(requests: readonly SeenRequest[]) {
	return requests
		.flatMap((request) => (request.url.includes('$batch') ? membersOf(request) : []))
		.filter(({ method }) => method !== 'GET');
}

describe('a Graph that does not honour $filter', () => {
	it('loses nobody else anything, and the leaver everything', async () => {
		const removed = new Set<string>();
		server.answer(...Array<(request: SeenRequest) => object>(60).fill(everybodys(removed)));
		const outcome = await runStep(removeAdminRoles, context(), {});
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect([...removed].sort()).toEqual(['ga-mine', 'ge-mine', 'ra-mine', 're-mine']);
		const writes = writesOf(server.requests);
		expect(writes).toHaveLength(4);
		for (const { body } of writes) expect(body).toMatchObject({ principalId: LEAVER });
	});
});

describe('a membership that stays although PIM ended the place', () => {
	it('keeps the place from being called verified', async () => {
		const serve = everybodys(new Set());
		const group = { '@odata.type': '#microsoft.graph.group', id: GROUP };
		const withGroup = (request: SeenRequest) =>
			request.url.includes('/memberOf') ? { body: { value: [group] } } : serve(request);
		server.answer(...Array<typeof withGroup>(60).fill(withGroup));
		const outcome = await runStep(removeAdminRoles, context(), {});
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		const unseen = outcome.items.filter(({ verified }) => !verified);
		expect(unseen).toMatchObject([{ targetId: 'ga-mine' }]);
	});
});

describe('a Graph that does not know PIM', () => {
	const UNKNOWN = {
		error: { code: 'BadRequest', message: "Resource not found for the segment 'group'." },
	};

	it('has no such roles', async () => {
		const empty = { value: [] };
		server.answer({
			body: {
				responses: [
					...[1, 2, 3].map((id) => member(id, 200, empty)),
					...[4, 5].map((id) => member(id, 400, UNKNOWN)),
				],
			},
		});
		const outcome = await runStep(removeAdminRoles, context(), {});
		expect(outcome.status).toBe('skipped');
		expect(outcome.items).toEqual([]);
	});

	it('is told from one that refused the request for another reason', async () => {
		const other = { error: { code: 'BadRequest', message: 'Invalid filter clause.' } };
		server.answer({
			body: {
				responses: [1, 2, 3, 4, 5].map((id) =>
					member(id, id === 4 ? 400 : 200, id === 4 ? other : { value: [] }),
				),
			},
		});
		const outcome = await runStep(removeAdminRoles, context(), {});
		expect(outcome.status).toBe('failed');
		expect(outcome.items).toMatchObject([{ target: 'Eligible places in groups (PIM)' }]);
	});
});

describe('what PIM shows at the person although a group holds it', () => {
	it('is named and left, never sent to PIM', async () => {
		const withGroup = {
			...{ id: 'x', principalId: LEAVER, roleDefinitionId: 'r', directoryScopeId: '/' },
			...{ memberType: 'Group', roleDefinition: { displayName: 'User Administrator' } },
		};
		server.answer({
			body: {
				responses: [1, 2, 3, 4, 5].map((id) =>
					member(id, 200, { value: id === 2 ? [withGroup] : [] }),
				),
			},
		});
		const outcome = await runStep(removeAdminRoles, context(), {});
		expect(outcome).toMatchObject({
			status: 'skipped',
			items: [{ target: 'User Administrator, eligible', targetId: 'x' }],
		});
		expect(outcome.summary).toContain('Left to step 8: User Administrator, eligible');
		expect(writesOf(server.requests)).toEqual([]);
	});
});

describe('an assignment that stays although PIM said it ended', () => {
	it('is deleted itself, and the activation is not called verified', async () => {
		const grant = { principalId: LEAVER, roleDefinitionId: 'r', directoryScopeId: '/' };
		const gone = { active: false, direct: false };
		const answerTo = ({ url, method }: { url: string; method: string }) => {
			if (method === 'POST') gone.active = true;
			if (method === 'DELETE') gone.direct = true;
			if (method !== 'GET') return { status: method === 'POST' ? 201 : 204, body: {} };
			const active = { ...grant, id: 'active', assignmentType: 'Activated' };
			if (url.includes('roleAssignmentSch'))
				return { body: { value: gone.active ? [] : [active] } };
			const direct = url.includes('roleAssignments?') && !gone.direct;
			return { body: { value: direct ? [{ ...grant, id: 'direct' }] : [] } };
		};
		const serve = (request: SeenRequest) => {
			if (!request.url.includes('$batch')) return answerTo(request);
			const responses = membersOf(request).map(({ url, method }, index) => {
				const answer = answerTo({ url: String(url), method: String(method) });
				return member(index + 1, answer.status ?? 200, answer.body);
			});
			return { body: { responses } };
		};
		server.answer(...Array<typeof serve>(40).fill(serve));
		const outcome = await runStep(removeAdminRoles, context(), {});
		expect(gone).toEqual({ active: true, direct: true });
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		expect(outcome.items).toMatchObject([
			{ targetId: 'active', status: 'done', verified: false },
			{ targetId: 'direct', status: 'done', verified: true },
		]);
		expect(outcome.summary).toContain('not yet seen gone');
	});
});
