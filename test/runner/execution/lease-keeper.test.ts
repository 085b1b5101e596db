import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { LeaseKeeper } from '../../../runner/execution/lease-keeper';
import { PROCESS_OWNER } from '../../../runner/execution/process-owner';
import { Journal } from '../../../runner/journal/journal';
import { LEASE_MS } from '../../../runner/journal/leases';
import { runRecord } from '../../harness/outcomes';
import { ENGINES, type Place } from '../database/engines';

/** Where everybody waits in line for one writer. On Postgres nobody does. */
const IN_LINE = ENGINES.filter(([name]) => name !== 'Postgres');

describe.each(IN_LINE)('a lease, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	/** Whoever it is that the heartbeat waits for. */
	let other: Db;

	beforeEach(async () => {
		place = await create();
		[db, other] = [place.open(), place.open()];
		await migrate(db, 'journal', MIGRATIONS);
	});

	afterEach(async () => {
		await Promise.all([db.destroy(), other.destroy()]);
		await place.remove();
	});

	it('is held when its heartbeat got through in the end, however long that took', async () => {
		const { request } = runRecord([]);
		const held = await new Journal(db).start(request, 'SIM', PROCESS_OWNER);
		const lost = vi.fn();
		const keeper = new LeaseKeeper(db, held, { lost, cancelRequested: () => undefined });
		const occupied = other.transaction().execute(async () => await delay(LEASE_MS + 1_500));
		// By then the heartbeat waits for the database, and what is left of the lease is too little to send anything.
		await delay(LEASE_MS - 1_000);
		expect(await keeper.isHeld()).toBe(true);
		expect(lost).not.toHaveBeenCalled();
		keeper.stop();
		await occupied;
	}, 90_000);
});
