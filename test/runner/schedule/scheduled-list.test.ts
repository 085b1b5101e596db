import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConnection, type Schedule } from '../../../runner';
import { claimDue } from '../../../runner/schedule/claim';
import { findUser } from '../../../runner/sandbox';
import { wave } from '../../harness/lock-outs';
import { requestsIn } from '../../harness/requests';
import { BOTH_KINDS } from '../database/engines';
import { HOUR, openScene, type Scene } from './scene';

vi.setConfig({ testTimeout: 120_000 });

let scene: Scene;
/** Ordinary people, whom nothing waits for. */
let crowd: readonly { readonly id: string; readonly upn: string }[];

const isEnabled = (upn: string) => findUser(scene.sandbox.tenant, upn)?.profile.accountEnabled;
const enabled = () => crowd.map(({ upn }) => isEnabled(upn));

async function scheduleList(inMs: number, users = crowd.map(({ id }) => id)): Promise<Schedule> {
	const { sandbox, runner } = scene;
	const dueAt = new Date(Date.now() + inMs).toISOString();
	const time = { wallTime: dueAt.slice(0, 19), zone: 'UTC', dueAt, offset: '+00:00' };
	return await runner.scheduleList({
		...{ connection: parseConnection(sandbox.connection), tenantId: sandbox.tenant.tenantId },
		members: users.map((user) => ({ user, manager: null, ticket: `T-${user.slice(0, 4)}` })),
		...{ simulated: true, time: { ...time, resolution: 'exact' }, breakGlass: [] },
		...{ requestedBy: 'a test', reportFolder: null, ticket: 'HR-1' },
		choices: { devicePolicy: 'leave' },
	});
}

/** Ticks until the list has ended and its schedule with it. */
async function workOff(scheduler: Awaited<ReturnType<Scene['scheduler']>>, id: string) {
	await expect
		.poll(
			async () => {
				await scheduler.tick();
				return (await scene.state(id)).state;
			},
			{ timeout: 90_000, interval: 100 },
		)
		.not.toBe('started');
	return await scene.state(id);
}

const bulks = () => scene.runner.bulksOf([scene.sandbox.tenant.tenantId], 10);
const typesOf = async (id: string) => {
	const entries = await scene.runner.audit.entries({ limit: 200 });
	return entries
		.filter(({ run }) => run === id)
		.map(({ type }) => type)
		.sort();
};

describe.each(BOTH_KINDS)('a list that is scheduled, on %s,', (_name, create) => {
	beforeEach(async () => {
		scene = await openScene({ users: 80 }, await create());
		crowd = scene.sandbox.tenant.users
			.slice(60, 63)
			.map(({ profile }) => ({ id: profile.id, upn: profile.userPrincipalName }));
	}, 60_000);

	afterEach(() => scene.close());

	it('is not fired as one person by a version that knows no lists, and holds up none of its others', async () => {
		const made = await scheduleList(0);
		// Just what such a version sent: it can't be changed any more.
		const taken = await scene.db
			.updateTable('schedule')
			.set((eb) => ({ state: 'started', reason: null, occurrence: eb('occurrence', '+', 1) }))
			.where('state', '=', 'pending')
			.returning('id')
			.execute();
		expect(taken).toEqual([]);
		expect((await scene.state(made.id)).state).toBe('pending');
		const after = await workOff(await scene.scheduler(), made.id);
		expect([after.state, enabled()]).toEqual(['finished', [false, false, false]]);
	});

	it('changes nothing before its time, and then is one list, all locked out before the rest', async () => {
		const made = await scheduleList(HOUR);
		expect([made.people, made.employee.displayName, made.bulkId]).toEqual([3, '3 people', null]);
		const scheduler = await scene.scheduler();
		await scene.workOff(scheduler);
		expect([await bulks(), enabled()]).toEqual([[], [true, true, true]]);
		const dueAt = new Date(Date.now() - 1_000).toISOString();
		await scene.db
			.updateTable('schedule')
			.set({ due_at: dueAt })
			.where('id', '=', made.id)
			.execute();
		const after = await workOff(scheduler, made.id);
		expect([after.state, enabled()]).toEqual(['finished', [false, false, false]]);
		expect((await bulks()).map(({ id, people, completed }) => [id, people, completed])).toEqual([
			[after.bulkId, 3, 3],
		]);
		const runs = await scene.runner.runs();
		expect(runs.map(({ request }) => [request.requestedBy, request.ticket?.slice(0, 2)])).toEqual(
			Array.from({ length: 3 }, () => ['a test', 'T-']),
		);
		expect(runs[0]?.request.caseFacts).toMatchObject({ scheduledFor: dueAt });
		const { last, first } = wave(requestsIn(scene.sandbox.log));
		expect(first).toBeGreaterThan(last);
		expect(last).toBe(3 * 3 - 1);
		expect(await typesOf(made.id)).toEqual(['schedule.ended', 'schedule.fired', 'schedule.made']);
		expect(await typesOf(after.bulkId ?? '')).toEqual(['bulk.begun', 'bulk.ended']);
	});

	it('fires once, whoever looks at the same moment', async () => {
		const { id } = await scheduleList(-1_000);
		const [{ id: connectionId = '' } = {}] = await scene.runner.connections.list();
		const options = { reportFolder: scene.folder, connectionIds: [connectionId] };
		const claims = await Promise.all(
			[scene.db, scene.runner.db, scene.db].map((db) => claimDue({ ...options, db })),
		);
		expect(claims.flatMap(({ fired }) => fired.map((one) => one.id))).toEqual([id]);
		expect(await bulks()).toHaveLength(1);
		// Whoever fired it is gone: it has nobody, and is taken up.
		const after = await workOff(await scene.scheduler(), id);
		expect([after.state, await scene.runner.runs()]).toMatchObject(['finished', { length: 3 }]);
	});

	it('late by 25 hours asks a person, who may say yes, and may be cancelled or moved before', async () => {
		const { id } = await scheduleList(-25 * HOUR);
		const scheduler = await scene.scheduler();
		await scene.workOff(scheduler);
		expect([(await scene.state(id)).state, enabled()]).toEqual([
			'needs_confirmation',
			[true, true, true],
		]);
		await scene.runner.schedules.confirm(id);
		expect((await workOff(scheduler, id)).state).toMatch(/pending|finished/);
		expect((await workOff(scheduler, id)).state).toBe('finished');
		await expect(scene.runner.schedules.cancel(id)).rejects.toThrow('finished');
	});

	it('is cancelled as a whole, and then nobody of it is touched', async () => {
		const { id } = await scheduleList(HOUR);
		await scene.runner.schedules.cancel(id);
		const dueAt = new Date(Date.now() - 1_000).toISOString();
		await scene.db.updateTable('schedule').set({ due_at: dueAt }).where('id', '=', id).execute();
		await scene.workOff(await scene.scheduler());
		expect([(await scene.state(id)).state, await bulks(), enabled()]).toEqual([
			'cancelled',
			[],
			[true, true, true],
		]);
	});

	it('leaves out who is somebody else on the day, and only them', async () => {
		const { id } = await scheduleList(-1_000);
		const [first] = crowd;
		const user = findUser(scene.sandbox.tenant, first?.upn ?? '');
		if (!user) throw new Error('Nobody is there.');
		Object.assign(user.profile, { employeeId: 'another number' });
		await scene.db
			.updateTable('schedule_person')
			.set({
				employee_json: JSON.stringify({
					...{ id: first?.id, userPrincipalName: first?.upn, displayName: 'X' },
					...{ employeeId: 'the number then', createdAt: null },
				}),
			})
			.where('employee_id', '=', first?.id ?? '')
			.execute();
		await workOff(await scene.scheduler(), id);
		expect(enabled()).toEqual([true, false, false]);
		const runs = await scene.runner.runs();
		const refused = runs.find(({ status }) => status === 'refused');
		expect(refused?.message).toContain('Somebody may have been hired again. Nothing was changed.');
		expect(runs.filter(({ status }) => status === 'completed')).toHaveLength(2);
	});

	it('is refused where somebody on it is scheduled, is on another one, or is not there', async () => {
		const [first, second] = crowd;
		const alone = await scene.schedule(first?.upn ?? '', HOUR);
		await expect(scheduleList(HOUR)).rejects.toThrow(`(${alone.id}). Cancel that first`);
		await scene.runner.schedules.cancel(alone.id);
		const { id } = await scheduleList(HOUR);
		await expect(scheduleList(2 * HOUR, [second?.id ?? ''])).rejects.toThrow(`(${id})`);
		await expect(scene.schedule(second?.upn ?? '', HOUR)).rejects.toThrow(`(${id})`);
		const nobody = '00000000-0000-4000-8000-000000000000';
		await expect(scheduleList(HOUR, [nobody])).rejects.toThrow(
			`Not in the tenant any more: ${nobody}`,
		);
		expect(await scene.runner.schedules.list()).toHaveLength(2);
	});

	it('is found by whoever is on it, and forgets a person who is erased', async () => {
		const { id } = await scheduleList(HOUR);
		const [first, second] = crowd;
		const find = async (search = '') =>
			(
				await scene.runner.schedules.find({
					...{ tenantIds: [scene.sandbox.tenant.tenantId], search, order: 'soonest', limit: 5 },
				})
			).map((one) => one.id);
		expect(await find(first?.upn.toUpperCase())).toEqual([id]);
		expect(await find('displayName')).toEqual([]);
		await expect(scene.runner.audit.erasable(first?.upn ?? '')).rejects.toThrow(
			`${id} is about them`,
		);
		await scene.runner.schedules.cancel(id);
		const person = await scene.runner.audit.erasable(first?.upn ?? '');
		await scene.runner.audit.erase(person, null);
		expect([await find(first?.upn), await find(second?.upn)]).toEqual([[], [id]]);
		const rows = await scene.db.selectFrom('schedule_person').selectAll().execute();
		expect(JSON.stringify(rows)).not.toContain(first?.id);
		const [erased] = await scene.runner.audit.entries({ limit: 1, type: 'audit' });
		expect(erased).toMatchObject({ type: 'audit.erased', facts: { schedules: [id] } });
	});
});
