import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { openRunner, parseConnection, startSandbox } from '../../../runner';
import { LEASE_MS } from '../../../runner/journal/leases';
import { ENGINES } from '../database/engines';
import { databaseUrl } from '../../harness/postgres';

const ROOT = resolve(__dirname, '..', '..', '..');

/** Lets nobody into a database for a while, and throws out whoever is in it. */
async function closeFor(url: string, milliseconds: number): Promise<void> {
	const name = new URL(url).pathname.slice(1);
	const admin = new Client({ connectionString: databaseUrl(url, 'postgres') });
	await admin.connect();
	await admin.query(`alter database ${name} allow_connections false`);
	await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
		name,
	]);
	await delay(milliseconds);
	await admin.query(`alter database ${name} allow_connections true`);
	await admin.end();
}

it('a run whose database is away for longer than its lease is not over, and goes on by itself', async () => {
	const [, create] = ENGINES.find(([name]) => name === 'Postgres') ?? ENGINES[0]!;
	const place = await create();
	const sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
	const connection = parseConnection(sandbox.connection);
	const runner = await openRunner({
		...{ dataFolder: place.folder, packFolder: ROOT, environment: place.environment },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	const closed: Promise<void>[] = [];
	try {
		const heard: string[] = [];
		const run = await runner.offboard(
			{
				...{ connection, user: sandbox.leaver ?? '', manager: null, dryRun: false },
				...{ requestedBy: null, ticket: null, reportFolder: place.folder },
			},
			(progress) => {
				heard.push(progress.type);
				if (progress.type === 'resumed') sandbox.setLatency(0);
				if (progress.type !== 'stepStarted' || progress.key !== 'forwardEmail') return;
				if (closed.length > 0) return;
				// The answer comes when the database is there again, and nobody has taken the run meanwhile.
				sandbox.setLatency(LEASE_MS + 4_000);
				closed.push(closeFor(place.environment.DATABASE_URL ?? '', LEASE_MS + 1_000));
			},
		);
		expect(heard).toContain('resumed');
		expect([run.status, run.message]).toEqual(['completed', null]);
		expect(run.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('done'));
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
	} finally {
		await Promise.all(closed);
		await runner.close();
		await sandbox.close();
		await place.remove();
	}
}, 120_000);
