import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph';
import { keyFileOf } from '../../../runner/connections/connection-key';
import { KeptConnections } from '../../../runner/connections/kept-connections';
import { OwnNights } from '../../../runner/connections/own-nights';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { directoryIn, type Directory } from '../../../runner/directory/directory';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../runner/sandbox';
import { nightlySync } from '../../../runner/schedule/nightly-sync';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import { Slots } from '../../../runner/schedule/slots';
import { fastClock, type FastClock } from '../../harness/rehearsal';
import { ENGINES, type Place } from '../database/engines';

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const OTHER = '11111111-1111-4111-8111-111111111111';

describe.each(ENGINES)('the sync of a night on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	let connections: KeptConnections;
	let directory: Directory;
	let clock: FastClock;
	const events: ScheduleEvent[] = [];
	const tenants: Sandbox[] = [];
	const tell = (event: ScheduleEvent) => void events.push(event);

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
		connections = new KeptConnections(db, keyFileOf(place.folder));
		directory = directoryIn(db);
		clock = fastClock();
		events.length = 0;
	});

	afterEach(async () => {
		await Promise.all(tenants.splice(0).map((sandbox) => sandbox.close()));
		await db.destroy();
		await place.remove();
	});

	/** A tenant whose connection is kept. */
	async function tenant(options: SandboxOptions = {}): Promise<Sandbox & { readonly id: string }> {
		const sandbox = await startSandbox({ port: 0, users: 40, ...options });
		tenants.push(sandbox);
		const connection = parseConnection(sandbox.connection);
		const id = await connections.keep(connection, sandbox.tenant.tenantId);
		return { ...sandbox, id };
	}

	const chore = () =>
		nightlySync({ connections, nights: new OwnNights(db), directory, tell, clock });
	const run = () => chore()(new AbortController().signal);
	const count = (sandbox: Sandbox, group: string | null = null) =>
		directory.counts({ tenantId: sandbox.tenant.tenantId, group }).then(({ total }) => total);

	it('reads the whole tenant of every kept connection, and what changed the next time', async () => {
		const one = await tenant();
		await run();
		expect(await count(one)).toBe(one.tenant.users.length);
		await run();
		expect(events).toMatchObject([
			{ type: 'synced', result: { status: 'completed', full: true, group: null } },
			{ type: 'synced', result: { status: 'completed', full: false, added: 0 } },
		]);
		expect(clock.waits).toEqual([]);
	});

	it('reads the group that a connection is kept for, and keeps to it with a newer secret', async () => {
		const one = await tenant();
		const group = one.tenant.groups.find(
			({ profile }) => profile.displayName === 'Retail systems access',
		);
		const id = group?.profile.id ?? '';
		await connections.setDirectory(one.id, id);
		await connections.keep(parseConnection(one.connection), one.tenant.tenantId);
		expect(await connections.list()).toMatchObject([{ id: one.id, directoryGroup: id }]);
		await run();
		expect(events).toMatchObject([{ type: 'synced', result: { scope: 'group', group: id } }]);
		expect([await count(one), (await count(one, id)) > 0]).toEqual([0, true]);
	});

	it('reads a list once, however many apps may', async () => {
		const one = await tenant();
		const second = { ...one.connection, clientId: '99999999-9999-4999-8999-999999999999' };
		await connections.keep(parseConnection(second), one.tenant.tenantId);
		await run();
		// The one that was given last can not sign in, so the other one is taken.
		expect(events).toMatchObject([{ type: 'synced', result: { status: 'completed' } }]);
	});

	it('tells a tenant that fails, tries it again twice, and stops for none of them', async () => {
		const good = await tenant();
		const other = parseConnection({ ...good.connection, tenantId: OTHER });
		await connections.keep(other, OTHER);
		await run();
		expect(await count(good)).toBe(good.tenant.users.length);
		const told = events.map((event) => [
			event.type,
			event.type === 'notSynced' ? [event.tenantId, event.again] : null,
		]);
		const failed = (again: number | null) => ['notSynced', [OTHER, again]];
		expect(told).toHaveLength(4);
		expect(told).toEqual(
			expect.arrayContaining([
				['synced', null],
				failed(10 * MINUTE),
				failed(50 * MINUTE),
				failed(null),
			]),
		);
		expect(clock.waits.filter((wait) => wait >= 10 * MINUTE)).toEqual([10 * MINUTE, 50 * MINUTE]);
	});

	it('says that too many are missing, removes nobody, and does not try that again', async () => {
		const one = await tenant();
		await run();
		one.tenant.users = one.tenant.users.slice(0, 5);
		await run();
		const message = expect.stringContaining('too many to believe. Nobody was removed.');
		expect(events.slice(1)).toMatchObject([
			{ type: 'synced', result: { status: 'stopped', message, removed: 0 } },
		]);
		expect(clock.waits).toEqual([]);
	});

	it('that was missed is done once at the start, by one of two processes', async () => {
		const one = await tenant();
		let now = new Date('2026-11-25T12:00:00Z');
		const many = [1, 2].map(() => new Slots(db, { directorySync: chore() }, async () => now, tell));
		const tick = () => Promise.all(many.map((slots) => slots.runDue()));
		await tick();
		expect(events).toEqual([]);
		now = new Date('2026-12-01T09:00:00Z');
		await tick();
		await tick();
		await Promise.all(many.map((slots) => slots.idle()));
		await tick();
		expect(events).toMatchObject([{ type: 'synced', result: { full: true } }]);
		expect(await count(one)).toBe(one.tenant.users.length);
	});

	it('stops with the process in the middle of a tenant that does not answer, and goes on later', async () => {
		const one = await tenant({ latencyMs: 30_000 });
		const now = new Date('2026-11-26T12:00:00Z');
		await db
			.insertInto('slot')
			.values({ name: 'directorySync', due_at: '2026-11-26T02:00:00.000Z' })
			.execute();
		const slots = new Slots(db, { directorySync: chore() }, async () => now, tell);
		await slots.runDue();
		const since = performance.now();
		await slots.stop();
		expect(performance.now() - since).toBeLessThan(5_000);
		expect(events).toEqual([]);
		one.setLatency(0);
		const next = new Slots(db, { directorySync: chore() }, async () => now, tell);
		await next.runDue();
		await next.idle();
		expect(events).toMatchObject([{ type: 'synced', result: { status: 'completed' } }]);
	});
});
