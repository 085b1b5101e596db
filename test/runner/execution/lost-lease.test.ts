import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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

describe.each(ENGINES)('a run that loses its lease, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	/** Whoever else there is on this database. */
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

	/** As if the lease had run out and somebody had begun to take it. */
	const loseLease = async () => {
		await other.updateTable('run').set({ lease_owner: 'elsewhere/1/x' }).execute();
	};

	it('takes itself up again when nobody else has', async () => {
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
		const heard: string[] = [];
		const lost: Promise<void>[] = [];
		const record = await offboard(
			{ ...parts, gate: async () => null, live: new LiveRuns() },
			request,
			(progress) => {
				heard.push(progress.type);
				if (progress.type === 'resumed') sandbox.setLatency(0);
				if (progress.type !== 'stepStarted' || progress.key !== 'setOutOfOffice') return;
				if (lost.length > 0) return;
				// Long enough for a heartbeat.
				sandbox.setLatency(4_000);
				lost.push(loseLease());
			},
		);
		await Promise.all(lost);
		expect([record.status, record.message]).toEqual(['completed', null]);
		expect(record.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('done'));
		expect(heard).toContain('resumed');
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
	}, 90_000);
});
