import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../../../nodes/shared/graph';
import { createGraphClient, parseConnection } from '../../../nodes/shared/graph';
import { openRunner, type Runner } from '../../../runner';
import { openDatabase } from '../../../runner/database/open';
import { isPostgres, type Db } from '../../../runner/database/db';
import { SCHEMA } from '../../../runner/delivery/queue-settings';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../runner/sandbox';
import { identityOf } from '../../../runner/schedule/identity';
import type { Schedule } from '../../../runner/schedule/schedule-record';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import type { Scheduler, SchedulerOptions } from '../../../runner/schedule/scheduler';
import { ENGINES, type Place } from '../database/engines';

const ROOT = resolve(__dirname, '..', '..', '..');
const [[, sqliteFile]] = ENGINES as [(typeof ENGINES)[number]];
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
	/** A scheduler of a runner of its own, as after a start; the one before has stopped. */
	scheduler(options?: Partial<SchedulerOptions>): Promise<Scheduler>;
	/** Ticks until nothing is under way any more. */
	workOff(scheduler: Scheduler): Promise<void>;
	state(id: string): Promise<Schedule>;
	close(): Promise<void>;
}

/** @param at where the data is, removed with the scene; a SQLite file when left out */
export async function openScene(options: SandboxOptions = {}, at?: Place): Promise<Scene> {
	const place = at ?? (await sqliteFile());
	const { folder, environment } = place;
	const sandbox = await startSandbox({ port: 0, ...options });
	const open = () =>
		openRunner({
			...{ dataFolder: folder, packFolder: ROOT, environment },
			workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
		});
	const runner = await open();
	const db = await openDatabase(folder, environment);
	const events: ScheduleEvent[] = [];
	const connection = parseConnection(sandbox.connection);
	let stopBefore: () => Promise<void> = async () => undefined;
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
		scheduler: async (more = {}) => {
			await stopBefore();
			const started = await open();
			const listener = (event: ScheduleEvent) => events.push(event);
			const scheduler = started.scheduler({ reportFolder: folder, listener, ...more });
			stopBefore = async () => {
				await scheduler.stop();
				await started.close();
			};
			return scheduler;
		},
		workOff: async (scheduler) => {
			do {
				await scheduler.tick();
				await systemClock.sleep(50);
			} while (scheduler.underWay > 0 || (await isOnItsWay(db)));
		},
		state: (id) => runner.schedules.get(id),
		close: async () => {
			await stopBefore();
			await db.destroy();
			await runner.close();
			await sandbox.close();
			await place.remove();
		},
	};
}

/** Whether a run was announced and has not come to anybody. */
async function isOnItsWay(db: Db): Promise<boolean> {
	if (!isPostgres(db)) return false;
	const job = `${SCHEMA}.job`;
	const made = await sql<{ name: string | null }>`select to_regclass(${job}) as name`.execute(db);
	if (made.rows[0]?.name === null) return false;
	const { rows } = await sql`
		select 1 from ${sql.table(job)} where state < 'completed'
	`.execute(db);
	return rows.length > 0;
}
