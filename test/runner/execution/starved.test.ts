import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph/connection';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { createEngine } from '../../../runner/engine/engine';
import { NO_LIMITS } from '../../../runner/execution/limiter';
import { LiveRuns } from '../../../runner/execution/live-runs';
import { offboard } from '../../../runner/execution/offboard';
import { Journal } from '../../../runner/journal/journal';
import { LEASE_MS } from '../../../runner/journal/leases';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { ENGINES, type Place } from '../database/engines';

const ROOT = resolve(__dirname, '..', '..', '..');
const LEAVER = 'adele.vance@rehearsal.example';

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-starved-'));
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
});

afterEach(async () => {
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

describe.each(ENGINES)('a run whose heartbeat does not get through, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	/** Whoever it is that the heartbeat waits for. */
	let other: Db;

	beforeEach(async () => {
		place = await create();
		other = place.open();
	});

	afterEach(async () => {
		await Promise.all([db.destroy(), other.destroy()]);
		await place.remove();
	});

	/** Holds what every heartbeat needs. */
	const occupy = (milliseconds: number) =>
		other.transaction().execute(async (tx) => {
			await tx
				.updateTable('run')
				.set((eb) => ({ tenant_id: eb.ref('tenant_id') }))
				.execute();
			await delay(milliseconds);
		});

	/** Runs the leaver; in the middle of it the tenant is slow and the database is somebody else's. */
	async function run({ busyMs, latencyMs }: { busyMs: number; latencyMs: number }) {
		await migrate(db, 'journal', MIGRATIONS);
		const engine = await createEngine({
			packFolder: ROOT,
			workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
			dataFolder: folder,
		});
		const parts = { db, engine, journal: new Journal(db), limiter: NO_LIMITS };
		const request = {
			connection: parseConnection(sandbox.connection),
			...{ user: LEAVER, manager: null, dryRun: false, requestedBy: null, ticket: null },
			reportFolder: folder,
		};
		let occupied: Promise<void> | null = null;
		const heard: string[] = [];
		const record = await offboard(
			{ ...parts, gate: async () => null, live: new LiveRuns() },
			request,
			(progress) => {
				heard.push(progress.type);
				if (progress.type !== 'stepStarted' || progress.key !== 'setOutOfOffice') return;
				if (occupied !== null) return;
				sandbox.setLatency(latencyMs);
				occupied = occupy(busyMs).then(() => sandbox.setLatency(0));
			},
		);
		await occupied;
		return { record, heard };
	}

	it('takes itself up again when nobody else has', async () => {
		db = place.open({ lockTimeoutMs: 4_500 });
		const { record, heard } = await run({ busyMs: LEASE_MS + 2_500, latencyMs: LEASE_MS + 3_000 });
		expect([record.status, record.message]).toEqual(['completed', null]);
		expect(record.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('done'));
		expect(heard).toContain('resumed');
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
	}, 90_000);
});
