import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph';
import { keyFileOf } from '../../../runner/connections/connection-key';
import { KeptConnections } from '../../../runner/connections/kept-connections';
import { OwnNights } from '../../../runner/connections/own-nights';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { directoryIn, type Directory } from '../../../runner/directory/directory';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { nightlySync, ownNights } from '../../../runner/schedule/nightly-sync';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import { fastClock } from '../../harness/rehearsal';
import { ENGINES, type Place } from '../database/engines';

vi.setConfig({ testTimeout: 60_000 });

describe.each(ENGINES)('a night of a connection’s own on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	let connections: KeptConnections;
	let directory: Directory;
	let nights: OwnNights;
	let sandbox: Sandbox;
	let id: string;
	let now: Date;
	const events: ScheduleEvent[] = [];

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
		connections = new KeptConnections(db, keyFileOf(place.folder));
		directory = directoryIn(db);
		nights = new OwnNights(db, async () => now);
		now = new Date('2026-11-25T12:00:00Z');
		events.length = 0;
		sandbox = await startSandbox({ port: 0, users: 40 });
		id = await connections.keep(parseConnection(sandbox.connection), sandbox.tenant.tenantId);
	});

	afterEach(async () => {
		await sandbox.close();
		await db.destroy();
		await place.remove();
	});

	const parts = () => {
		const tell = (event: ScheduleEvent) => void events.push(event);
		return { connections, nights, directory, tell, clock: fastClock() };
	};
	const run = () => ownNights(parts())(new AbortController().signal);
	const set = (at: string | null, zone = 'Europe/Berlin') =>
		db.transaction().execute((tx) => nights.setIn(tx, id, { at, zone }));
	const dueAt = async () => (await nights.of(id))?.dueAt;

	it('comes at that time on the clocks of its zone, and then the next night', async () => {
		await set('03:30');
		expect(await dueAt()).toBe('2026-11-26T02:30:00.000Z');
		now = new Date('2026-11-26T02:29:59Z');
		await run();
		expect(events).toEqual([]);
		now = new Date('2026-11-26T02:30:00Z');
		await run();
		await run();
		expect(events).toMatchObject([{ type: 'synced', result: { status: 'completed' } }]);
		expect(await dueAt()).toBe('2026-11-27T02:30:00.000Z');
	});

	it('is not synced with all others, and is again when nothing is chosen any more', async () => {
		await set('23:00');
		await nightlySync(parts())(new AbortController().signal);
		await set(null);
		await nightlySync(parts())(new AbortController().signal);
		now = new Date('2027-11-26T02:30:00Z');
		await run();
		expect(events).toEqual([]);
		await db.transaction().execute((tx) => nights.setIn(tx, id, null));
		expect(await nights.of(id)).toBeNull();
		await nightlySync(parts())(new AbortController().signal);
		expect(events).toMatchObject([{ type: 'synced' }]);
	});

	it('is taken by one of many, and once for all nights that were missed', async () => {
		await set('03:30');
		now = new Date('2026-12-24T12:00:00Z');
		const taken = await Promise.all(Array.from({ length: 6 }, () => nights.takeDue()));
		expect(taken.flat()).toMatchObject([{ connectionId: id, group: null }]);
		await nights.done(id);
		expect(await dueAt()).toBe('2026-12-25T02:30:00.000Z');
	});

	it('is tried again twice after it failed or its process died, then the next night', async () => {
		await set('03:30');
		await sandbox.close();
		const waits: (number | null | undefined)[] = [];
		now = new Date('2026-11-26T02:30:00Z');
		for (let tries = 0; tries < 3; tries++) {
			await run();
			const told = events.at(-1);
			waits.push(told?.type === 'notSynced' ? told.again : undefined);
			now = new Date((await dueAt()) ?? 0);
		}
		expect(waits).toEqual([600_000, 3_000_000, null]);
		expect(now.toISOString()).toBe('2026-11-27T02:30:00.000Z');
	});

	it('goes with the connection, and to the one that replaces it', async () => {
		await set('03:30');
		await db.transaction().execute((tx) => nights.moveIn(tx, id, 'another'));
		expect([await nights.of(id), (await nights.of('another'))?.at]).toEqual([null, '03:30']);
		await db.transaction().execute((tx) => nights.moveIn(tx, 'another', id));
		await connections.remove(id);
		expect(await nights.of(id)).toBeNull();
	});

	it('is refused for what is no time or no zone', async () => {
		await expect(set('25:00')).rejects.toThrow('no time of day');
		await expect(set('03:30', 'Mars/Olympus')).rejects.toThrow('no time zone');
		expect(await nights.of(id)).toBeNull();
	});
});
