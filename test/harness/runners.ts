import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, vi } from 'vitest';
import { createGraphClient, parseConnection } from '../../nodes/shared/graph';
import { openRunner, type Runner } from '../../runner';
import { openDatabase } from '../../runner/database/open';
import type { Db } from '../../runner/database/db';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../runner/sandbox';
import { identityOf } from '../../runner/schedule/identity';
import { startCommand } from './command';

const ROOT = resolve(__dirname, '..', '..');

/** A `start --role runner` in a process of its own, with a data folder of its own, as on a machine of its own. */
export interface RunnerProcess extends ReturnType<typeof startCommand> {
	/** Its data folder, with the PDFs it wrote. */
	readonly data: string;
	/** Everything it has said, one JSON object a line. */
	said(): string;
	/** Waits until it has said an event so many times. */
	hears(event: string, times?: number): Promise<void>;
}

/** Several runners on one Postgres, and a sandbox tenant to work in. */
export interface RunnersScene {
	readonly sandbox: Sandbox;
	readonly db: Db;
	/** For looking: it works on nothing. */
	readonly runner: Runner;
	readonly folder: string;
	/** What a process needs to belong to them. */
	readonly environment: Record<string, string>;
	start(env?: Record<string, string>): RunnerProcess;
	/** Offboards people at once: they were due a second ago. @returns the ids of their schedules */
	fire(users: readonly string[]): Promise<readonly string[]>;
	/** Waits until these have ended. @returns their runs */
	ended(schedules: readonly string[]): ReturnType<Runner['runs']>;
	close(): Promise<void>;
}

/** @param url of an empty database */
export async function openRunners(
	url: string,
	options: SandboxOptions = {},
): Promise<RunnersScene> {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-runners-'));
	const sandbox = await startSandbox({ port: 0, ...options });
	const environment = {
		DATABASE_URL: url,
		OFFBOARDIQ_KEY_FILE: join(folder, 'connections.key'),
	};
	const runner = await openRunner({
		...{ dataFolder: folder, packFolder: ROOT, environment },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	const db = await openDatabase(folder, environment);
	writeFileSync(join(folder, 'connection.json'), JSON.stringify(sandbox.connection));
	const started: RunnerProcess[] = [];
	return {
		...{ sandbox, db, runner, folder, environment },
		start: (env = {}) => {
			const data = join(folder, `machine-${started.length + 1}`);
			const process = startProcess(data, { ...environment, ...env });
			started.push(process);
			return process;
		},
		fire: (users) => fire(runner, sandbox, users),
		ended: (schedules) => ended(runner, schedules),
		close: async () => {
			for (const { child, ended: over } of started) {
				child.kill('SIGKILL');
				await over;
			}
			await db.destroy();
			await runner.close();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function startProcess(data: string, env: Record<string, string>): RunnerProcess {
	const args = ['start', '--role', 'runner', '--json', '--data', data];
	const process = startCommand(args, { env });
	let said = '';
	process.child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
	const hears = async (event: string, times = 1) => {
		await vi.waitFor(
			() => expect(said.split(`"event":"${event}"`).length - 1).toBeGreaterThanOrEqual(times),
			{ timeout: 90_000, interval: 25 },
		);
	};
	return { ...process, data, hears, said: () => said };
}

async function fire(
	runner: Runner,
	sandbox: Sandbox,
	users: readonly string[],
): Promise<readonly string[]> {
	const connection = parseConnection(sandbox.connection);
	const { tenantId } = sandbox.tenant;
	const connectionId = await runner.connections.keep(connection, tenantId);
	const graph = createGraphClient(connection);
	const people = await Promise.all(users.map((user) => identityOf(graph, user)));
	const dueAt = new Date(Date.now() - 1_000).toISOString();
	const ids: string[] = [];
	for (const employee of people) {
		const { id } = await runner.schedules.create({
			...{ connectionId, tenantId, simulated: true, employee },
			time: {
				...{ wallTime: dueAt.slice(0, 19), zone: 'UTC', dueAt },
				...{ offset: '+00:00', resolution: 'exact' },
			},
			...{ manager: null, breakGlass: [], requestedBy: 'a test', reportFolder: null },
		});
		ids.push(id);
	}
	return ids;
}

async function ended(runner: Runner, ids: readonly string[]): ReturnType<Runner['runs']> {
	return await vi.waitFor(
		async () => {
			const schedules = await Promise.all(ids.map((id) => runner.schedules.get(id)));
			expect(schedules.map(({ state }) => state)).toEqual(ids.map(() => 'finished'));
			const runs = await Promise.all(schedules.map(({ runId }) => runner.run(runId ?? '')));
			return runs.filter((run) => run !== null);
		},
		{ timeout: 90_000, interval: 100 },
	);
}
