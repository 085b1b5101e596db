import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph/connection';
import type { StepKey } from '../../../nodes/shared/step/vocabulary';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { createEngine } from '../../../runner/engine/engine';
import type { ExecutionParts } from '../../../runner/execution/execute';
import { NO_LIMITS } from '../../../runner/execution/limiter';
import { LiveRuns } from '../../../runner/execution/live-runs';
import { offboard, resume } from '../../../runner/execution/offboard';
import { Journal } from '../../../runner/journal/journal';
import { readRuns } from '../../../runner/journal/read-runs';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { ENGINES, type Place } from '../database/engines';

const ROOT = resolve(__dirname, '..', '..', '..');
const LEAVER = 'adele.vance@rehearsal.example';
const STEP: StepKey = 'setOutOfOffice';

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-journal-'));
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
});

afterEach(async () => {
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

describe.each(ENGINES)('a journal that fails in the middle of a step, on %s', (_name, create) => {
	let place: Place;
	let db: Db;
	/** Whoever breaks it. */
	let other: Db;
	let parts: ExecutionParts;

	beforeEach(async () => {
		place = await create();
		[db, other] = [place.open(), place.open()];
		await migrate(db, 'journal', MIGRATIONS);
		const engine = await createEngine({
			packFolder: ROOT,
			workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
			dataFolder: folder,
		});
		const journal = new Journal(db);
		const live = new LiveRuns();
		parts = { db, engine, journal, limiter: NO_LIMITS, gate: async () => null, live };
	});

	afterEach(async () => {
		await Promise.all([db.destroy(), other.destroy()]);
		await place.remove();
	});

	const rename = (from: string, to: string) => other.schema.alterTable(from).renameTo(to).execute();

	/** Takes the record of writes away, at once or as soon as the step has written down what it is about to send. */
	async function breakIt(when: 'intend' | 'settle'): Promise<void> {
		const intent = other
			.selectFrom('effect')
			.select('sequence')
			.where('step_key', '=', STEP)
			.where('state', '=', 'intent');
		while (when === 'settle' && !(await intent.executeTakeFirst())) await delay(20);
		await rename('effect', 'effect_away');
	}

	it.each(['intend', 'settle'] as const)(
		'at %s, leaves no outcome behind',
		async (when) => {
			const connection = parseConnection(sandbox.connection);
			const breaking: Promise<void>[] = [];
			const broken = offboard(
				parts,
				{
					...{ connection, user: LEAVER, manager: null, dryRun: false },
					...{ requestedBy: null, ticket: null, reportFolder: folder },
				},
				(progress) => {
					if (progress.type !== 'stepStarted' || progress.key !== STEP) return;
					sandbox.setLatency(1_000);
					breaking.push(breakIt(when));
				},
			);
			await expect(broken).rejects.toThrow(/effect/);
			await Promise.all(breaking);
			sandbox.setLatency(0);
			await rename('effect_away', 'effect');
			const [run] = await readRuns(db);
			expect(run?.status).toBe('running');
			const outcomes = run?.steps.flatMap(({ outcome }) => outcome ?? []) ?? [];
			expect(outcomes.map(({ status }) => status)).toEqual(Array(6).fill('done'));
			expect(run?.offboarding?.steps.map(({ status }) => status)).toEqual(Array(6).fill('done'));
			expect(sandbox.tenant.deviceActions).toEqual([]);
			const after = await resume(parts, run?.id ?? '', { connection, listener: () => undefined });
			expect(after?.status).toBe('completed');
			expect(after?.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('done'));
			expect(sandbox.tenant.deviceActions).toHaveLength(1);
		},
		60_000,
	);
});
