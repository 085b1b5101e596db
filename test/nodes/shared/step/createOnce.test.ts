import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	fieldsOf,
	graphPath,
	listOf,
	textOf,
	type GraphRequest,
} from '../../../../nodes/shared/graph';
import { createOnce } from '../../../../nodes/shared/step/createOnce';
import {
	member,
	membersOf,
	startScriptedGraph,
	type ScriptedGraph,
	type SeenRequest,
} from '../../../harness/scriptedGraph';
import { startRehearsal, type Rehearsal } from '../../../harness/rehearsal';

const NAME = 'OffboardIQ OFF-1';

function rulesOf(userId: string): { read: GraphRequest; create: GraphRequest } {
	const path = graphPath`/users/${userId}/mailFolders/inbox/messageRules`;
	return {
		read: { method: 'GET', path, effect: 'read', permissions: [] },
		create: {
			method: 'POST',
			path,
			body: {
				displayName: NAME,
				sequence: 1,
				isEnabled: true,
				actions: { redirectTo: [{ emailAddress: { address: 'x@rehearsal.example' } }] },
			},
			expects: 'created',
			effect: 'createOnce',
			permissions: [],
		},
	};
}

const pick = (body: unknown) =>
	listOf(fieldsOf(body), 'value').find((rule) => textOf(rule, 'displayName') === NAME) ?? null;

describe('in the sandbox’s mailbox', () => {
	let run: Rehearsal;
	let id: string;
	beforeEach(async () => {
		run = await startRehearsal({ users: 20 });
		id = (await run.lookUp('adele.vance@rehearsal.example')).employee.id;
	});
	afterEach(async () => {
		await run.close();
	});

	const make = async () => {
		const { read, create } = rulesOf(id);
		return await createOnce(run.graph, read, pick, create);
	};

	async function ruleCount(): Promise<number> {
		run.sandbox.faults.clear();
		const { body } = await run.graph.send(rulesOf(id).read);
		return listOf(fieldsOf(body), 'value').filter((rule) => rule['displayName'] === NAME).length;
	}

	/** Requests that make a rule, the members of batches included. */
	function posts(): number {
		return run.sandbox.log.flatMap((entry) => {
			const { requests } = fieldsOf(entry.body);
			const members = Array.isArray(requests) ? requests.map(fieldsOf) : [entry];
			return members.filter(
				(sent) => sent['method'] === 'POST' && String(sent['url']).endsWith('/messageRules'),
			);
		}).length;
	}

	test('it is made, and seen in the same round trip', async () => {
		const made = await make();
		expect(made).toMatchObject({ kind: 'created', found: { displayName: NAME } });
		expect(made.kind === 'created' && made.seenAt).toEqual(expect.any(String));
		expect([posts(), await ruleCount()]).toEqual([1, 1]);
	});

	test('what exists is not made again', async () => {
		await make();
		expect(await make()).toMatchObject({ kind: 'existed', found: { displayName: NAME } });
		expect([posts(), await ruleCount()]).toEqual([1, 1]);
	});

	test.each(['504-after', 'reset-after', '500-after'])(
		'%s: the work was done, so it is found and not made a second time',
		async (fault) => {
			run.sandbox.faults.add(`${fault} on POST */messageRules times=1`);
			const made = await make();
			expect(made).toMatchObject({ kind: 'created', found: { displayName: NAME } });
			expect([posts(), await ruleCount()]).toEqual([1, 1]);
		},
	);

	test.each(['504', 'reset', '503'])(
		'%s: the work was not done, so it is sent again after a look',
		async (fault) => {
			run.sandbox.faults.add(`${fault} on POST */messageRules times=1`);
			const before = run.sandbox.log.length;
			expect(await make()).toMatchObject({ kind: 'created' });
			expect([posts(), await ruleCount()]).toEqual([2, 1]);
			const asked = run.sandbox.log.slice(before).map((entry) => entry.method);
			// Look, send, look, send: the POSTs are batches of the rule and its read-back.
			expect(asked.filter((method) => method !== 'GET').length).toBe(2);
			expect(asked.lastIndexOf('POST') - asked.indexOf('POST')).toBeGreaterThan(1);
		},
	);

	test('429: it waits as long as it was told, looks, and sends again', async () => {
		run.sandbox.faults.add('429 retry-after=40 on POST */messageRules times=2');
		expect(await make()).toMatchObject({ kind: 'created' });
		expect(run.clock.waits).toEqual([40_000, 40_000]);
		expect([posts(), await ruleCount()]).toEqual([3, 1]);
	});

	test('a refusal is final', async () => {
		run.sandbox.faults.add('400 on POST */messageRules');
		expect(await make()).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
		expect(posts()).toBe(1);
	});

	test('a service that only throttles is given up on', async () => {
		run.sandbox.faults.add('429 retry-after=1 on POST */messageRules');
		expect(await make()).toMatchObject({ kind: 'failed', failure: { kind: 'throttled' } });
		expect(posts()).toBe(5);
	});

	test('without the first look nothing is sent', async () => {
		run.sandbox.faults.add('403 on GET */messageRules');
		await expect(make()).rejects.toMatchObject({ kind: 'forbidden' });
		expect(posts()).toBe(0);
	});
});

describe('at a service that says odd things', () => {
	let server: ScriptedGraph;
	beforeEach(async () => {
		server = await startScriptedGraph();
	});
	afterEach(async () => {
		await server.close();
	});

	const { read, create } = rulesOf('someone');
	const make = async () => await createOnce(server.graph, read, pick, create);
	const none = { body: { value: [] } };
	const there = { value: [{ displayName: NAME }] };
	const rulePosts = () =>
		server.requests.filter((request: SeenRequest) => request.url.endsWith('/$batch')).length;

	test('it waits no day, even when asked to', async () => {
		const wait = { 'Retry-After': '86400' };
		server.answer(none, { body: { responses: [member(1, 429, {}, wait)] } });
		expect(await make()).toMatchObject({ kind: 'failed', failure: { kind: 'throttled' } });
		expect(server.clock.waits).toEqual([]);
		expect(rulePosts()).toBe(1);
	});

	test.each([409, 423])('%d is a no for now: it looks, and sends again', async (status) => {
		const busy = { body: { responses: [member(1, status, {}), member(2, 424, {})] } };
		const made = [member(1, 201, { id: 'AQAAAJ5dZp8=' }), member(2, 200, there)];
		server.answer(none, busy, none, busy, none, { body: { responses: made } });
		expect(await make()).toMatchObject({ kind: 'created', lost: 0 });
		expect(rulePosts()).toBe(3);
		const waited = server.clock.waits.reduce((sum, wait) => sum + wait, 0);
		expect(waited).toBeLessThan(30_000);
	});

	test('a 409 without end is given up on, as what it is', async () => {
		const busy = { responses: [member(1, 409, {}), member(2, 424, {})] };
		const reply = ({ url }: SeenRequest) => (url.endsWith('/$batch') ? { body: busy } : none);
		server.answer(...Array.from({ length: 40 }, () => reply));
		expect(await make()).toMatchObject({
			kind: 'failed',
			failure: { kind: 'refused', status: 409 },
		});
		expect(rulePosts()).toBe(5);
	});

	test('a lost answer gives the service time to finish before it is looked at', async () => {
		server.answer(none, { status: 504 }, { body: there });
		expect(await make()).toMatchObject({ kind: 'created' });
		expect(server.clock.waits[0]).toBeGreaterThanOrEqual(5_000);
	});

	test('a look that fails after a lost answer leaves it open and sends nothing', async () => {
		server.answer(none, 'reset', { status: 403 }, { status: 403 });
		const made = await make();
		if (made.kind !== 'failed') throw new Error('a success was made up');
		expect(made.failure.mayHaveHappened).toBe(true);
		expect(rulePosts()).toBe(1);
	});

	test('an unreadable batch answer is looked at, not repeated', async () => {
		server.answer(none, { body: {} }, { body: there });
		expect(await make()).toMatchObject({ kind: 'created', found: { displayName: NAME } });
		expect(rulePosts()).toBe(1);
		expect(membersOf(server.requests[1])).toHaveLength(2);
	});

	test('made and not shown is accepted, not seen', async () => {
		const responses = [member(1, 201, { id: 'AQAAAJ5dZp8=' }), member(2, 200, { value: [] })];
		server.answer(none, { body: { responses } });
		expect(await make()).toMatchObject({ kind: 'created', found: null, seenAt: null });
	});
});
