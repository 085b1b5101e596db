import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConnection, type Schedule } from '../../../runner';
import { claimDue } from '../../../runner/schedule/claim';
import { findUser } from '../../../runner/sandbox';
import { BOTH_KINDS } from '../database/engines';
import { HOUR, openScene, type Scene } from './scene';

vi.setConfig({ testTimeout: 120_000 });

let scene: Scene;
/** Ordinary people, whom nothing waits for. */
let crowd: readonly string[];

async function listOf(users: readonly string[], inMs = HOUR): Promise<Schedule> {
	const { sandbox, runner } = scene;
	const dueAt = new Date(Date.now() + inMs).toISOString();
	const time = { wallTime: dueAt.slice(0, 19), zone: 'UTC', dueAt, offset: '+00:00' };
	return await runner.scheduleList({
		...{ connection: parseConnection(sandbox.connection), tenantId: sandbox.tenant.tenantId },
		members: users.map((user) => ({ user, manager: null })),
		...{ simulated: true, time: { ...time, resolution: 'exact' }, breakGlass: [] },
		...{ requestedBy: 'first', reportFolder: null, ticket: 'HR-1' },
		caseFacts: { requesterRole: 'owner', approvedBy: 'second', policy: 'Leavers' },
		choices: { devicePolicy: 'leave' },
	});
}

const add = (list: Schedule, users: readonly string[], by = 'third') =>
	scene.runner.scheduledLists.add(list, {
		members: users.map((user) => ({ user, manager: null, caseFacts: { requesterRole: 'admin' } })),
		requestedBy: by,
	});
const on = async (id: string) =>
	(await scene.runner.schedules.people(id)).map(({ employee }) => employee.id);
const upnOf = (id: string) => findUser(scene.sandbox.tenant, id)?.profile.userPrincipalName ?? '';
const typesOf = async (id: string) =>
	(await scene.runner.audit.entries({ limit: 200 }))
		.filter(({ run }) => run === id)
		.map(({ type, actor }) => `${type} ${actor}`);

/** Claims what is due as a runner does, and works it off. */
async function workOff(id: string): Promise<Schedule> {
	const scheduler = await scene.scheduler();
	await expect
		.poll(
			async () => {
				await scheduler.tick();
				return (await scene.state(id)).state;
			},
			{ timeout: 90_000, interval: 100 },
		)
		.toBe('finished');
	return await scene.state(id);
}

const makeDue = (id: string) =>
	scene.db
		.updateTable('schedule')
		.set({ due_at: new Date(Date.now() - 1_000).toISOString() })
		.where('id', '=', id)
		.execute();

describe.each(BOTH_KINDS)('who is on a list that is scheduled, on %s,', (_name, create) => {
	beforeEach(async () => {
		scene = await openScene({ users: 80 }, await create());
		crowd = scene.sandbox.tenant.users.slice(60, 70).map(({ profile }) => profile.id);
	}, 60_000);

	afterEach(() => scene.close());

	it('may be more until it starts, and each run says who asked for that one', async () => {
		const [a = '', b = '', c = '', d = ''] = crowd;
		const list = await listOf([a, b]);
		const grown = await add(list, [upnOf(c), d, c]);
		expect([grown.schedule.people, grown.schedule.employee.displayName]).toEqual([4, '4 people']);
		expect(grown.added.map(({ id }) => id).sort()).toEqual([c, d].sort());
		// Whoever is taken off leaves a gap, and nobody becomes somebody else by it.
		await scene.runner.scheduledLists.takeOff(list.id, upnOf(a), { requestedBy: 'fourth' });
		expect(await on(list.id)).toEqual([b, c, d]);
		await makeDue(list.id);
		const { bulkId } = await workOff(list.id);
		const runs = await scene.runner.runs();
		const facts = new Map(runs.map(({ request }) => [request.user, request]));
		expect([...facts.keys()].sort()).toEqual([b, c, d].sort());
		expect(runs.map(({ status }) => status)).not.toContain('refused');
		expect(facts.get(b)).toMatchObject({ requestedBy: 'first', ticket: 'HR-1' });
		expect(facts.get(b)?.caseFacts).toMatchObject({ approvedBy: 'second', requesterRole: 'owner' });
		expect(facts.get(c)).toMatchObject({ requestedBy: 'third', ticket: 'HR-1' });
		expect(facts.get(c)?.caseFacts).toMatchObject({ requesterRole: 'admin', policy: 'Leavers' });
		expect(facts.get(c)?.caseFacts?.approvedBy).toBeUndefined();
		expect(findUser(scene.sandbox.tenant, a)?.profile.accountEnabled).toBe(true);
		expect((await scene.runner.bulkOf(bulkId ?? ''))?.members.length).toBe(3);
		const types = await typesOf(list.id);
		expect(types).toContain('schedule.peopleAdded third');
		expect(types).toContain('schedule.personRemoved fourth');
	});

	it('is each person once, whoever adds them at the same moment, and nobody is lost', async () => {
		const [a = '', b = '', c = '', d = '', e = ''] = crowd;
		const list = await listOf([a]);
		const both = await Promise.all([add(list, [b, c]), add(list, [c, d], 'other')]);
		expect((await on(list.id)).sort()).toEqual([a, b, c, d].sort());
		expect(both.map(({ added }) => added.length).sort()).toEqual([1, 2]);
		expect((await scene.state(list.id)).people).toBe(4);
		const other = await listOf([e]);
		const same = await Promise.allSettled([
			add(list, [crowd[6] ?? '']),
			add(other, [crowd[6] ?? '']),
		]);
		expect(same.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		await expect(add(other, [a, crowd[7] ?? ''])).rejects.toThrow(`(${list.id})`);
		expect(await on(other.id)).not.toContain(crowd[7]);
	});

	it('at the very second of the start each is on the list that starts, or told that it has', async () => {
		const [a = '', ...others] = crowd;
		const list = await listOf([a], -1_000);
		const [{ id: connectionId = '' } = {}] = await scene.runner.connections.list();
		const claim = claimDue({
			db: scene.db,
			reportFolder: scene.folder,
			connectionIds: [connectionId],
		});
		const adds = await Promise.allSettled(others.map((user) => add(list, [user])));
		await claim;
		const through = others.filter((_, at) => adds[at]?.status === 'fulfilled');
		const { bulkId } = await scene.state(list.id);
		const bulk = await scene.runner.bulkOf(bulkId ?? '');
		expect(bulk?.members.map(({ user }) => user).sort()).toEqual([a, ...through].sort());
		await expect(add(list, [others[0] ?? ''])).rejects.toThrow(`has started, as ${bulkId}`);
		await expect(
			scene.runner.scheduledLists.takeOff(list.id, a, { requestedBy: null }),
		).rejects.toThrow(`has started, as ${bulkId}`);
		for (const one of adds) {
			if (one.status === 'rejected') expect(String(one.reason)).toContain('has started, as BULK-');
		}
	});

	it('is nobody who is being offboarded, is not there, or is no list', async () => {
		const [a = '', b = '', c = ''] = crowd;
		const list = await listOf([a, b]);
		await expect(add(list, [c, 'nobody@rehearsal.example'])).rejects.toThrow(
			'Not in the tenant any more: nobody@rehearsal.example. Nobody was added.',
		);
		const alone = await scene.schedule(upnOf(c), HOUR);
		await expect(add(list, [c])).rejects.toThrow(`(${alone.id})`);
		await expect(add(alone, [b])).rejects.toThrow('no list');
		expect(await scene.runner.scheduledLists.taken(list.tenantId, [a, c])).toEqual(
			new Map([
				[a, list.id],
				[c, alone.id],
			]),
		);
		await makeDue(alone.id);
		const [{ id: connectionId = '' } = {}] = await scene.runner.connections.list();
		const options = { reportFolder: scene.folder, connectionIds: [connectionId] };
		await claimDue({ ...options, db: scene.db });
		await scene.db.updateTable('schedule').set({ active: 0 }).where('id', '=', alone.id).execute();
		await expect(add(list, [c])).rejects.toThrow('Being offboarded already:');
		const { takeOff } = scene.runner.scheduledLists;
		await takeOff(list.id, a, { requestedBy: null });
		await expect(takeOff(list.id, a, { requestedBy: null })).rejects.toThrow('is not on');
		await expect(takeOff(list.id, b, { requestedBy: null })).rejects.toThrow('last one');
		// Back again, as if they had never been away.
		await add(list, [a]);
		expect((await on(list.id)).sort()).toEqual([a, b].sort());
	});
});
