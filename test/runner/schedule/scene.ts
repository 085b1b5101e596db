import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../../../nodes/shared/graph';
import { createGraphClient, parseConnection } from '../../../nodes/shared/graph';
import { openRunner, type Runner } from '../../../runner';
import { openDatabase } from '../../../runner/database/open';
import type { Db } from '../../../runner/database/db';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../runner/sandbox';
import { identityOf } from '../../../runner/schedule/identity';
import type { Schedule } from '../../../runner/schedule/schedule-record';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import type { Scheduler, SchedulerOptions } from '../../../runner/schedule/scheduler';

const ROOT = resolve(__dirname, '..', '..', '..');
export const LEAVER = 'adele.vance@rehearsal.example';
export const HOUR = 3_600_000;

/** A sandbox tenant, a runner on a scratch folder, and a second door to its database. */
export interface Scene {
	readonly folder: string;
	readonly sandbox: Sandbox;
	readonly runner: Runner;
	readonly db: Db;
	readonly events: ScheduleEvent[];
	/** Schedules somebody, due so many milliseconds from now. */
	schedule(user: string, inMs: number): Promise<Schedule>;
	scheduler(options?: Partial<SchedulerOptions>): Scheduler;
	/** Ticks until nothing is under way any more. */
	workOff(scheduler: Scheduler): Promise<void>;
	state(id: string): Promise<Schedule>;
	close(): Promise<void>;
}

export async function openScene(options: SandboxOptions = {}): Promise<Scene> {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-schedule-'));
	const sandbox = await startSandbox({ port: 0, ...options });
	const runner = await openRunner({
		dataFolder: folder,
		packFolder: ROOT,
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	const db = await openDatabase(folder);
	const events: ScheduleEvent[] = [];
	const connection = parseConnection(sandbox.connection);
	return {
		...{ folder, sandbox, runner, db, events },
		schedule: async (user, inMs) => {
			const identity = await identityOf(createGraphClient(connection), user);
			const dueAt = new Date(Date.now() + inMs).toISOString();
			return await runner.schedules.create({
				connectionId: await runner.connections.keep(connection, sandbox.tenant.tenantId),
				tenantId: sandbox.tenant.tenantId,
				simulated: true,
				employee: identity,
				time: {
					wallTime: dueAt.slice(0, 19),
					zone: 'UTC',
					dueAt,
					offset: '+00:00',
					resolution: 'exact',
				},
				...{ manager: null, breakGlass: [], requestedBy: 'a test', reportFolder: null },
			});
		},
		scheduler: (more = {}) =>
			runner.scheduler({ reportFolder: folder, listener: (event) => events.push(event), ...more }),
		workOff: async (scheduler) => {
			do {
				await scheduler.tick();
				await systemClock.sleep(50);
			} while (scheduler.underWay > 0);
		},
		state: (id) => runner.schedules.get(id),
		close: async () => {
			await db.destroy();
			await runner.close();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
