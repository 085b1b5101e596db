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

it('a run whose database is away for longer than its lease is not over, and goes on', async () => {
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
		const run = await runner.offboard(
			{
				...{ connection, user: sandbox.leaver ?? '', manager: null, dryRun: false },
				...{ requestedBy: null, ticket: null, reportFolder: place.folder },
			},
			(progress) => {
				if (progress.type !== 'stepStarted' || progress.key !== 'forwardEmail') return;
				// The answer comes when the database is there again, and nobody has taken the run meanwhile.
				sandbox.setLatency(LEASE_MS + 4_000);
				closed.push(closeFor(place.environment.DATABASE_URL ?? '', LEASE_MS + 1_000));
			},
		);
		expect([run.status, run.finishedAt]).toEqual(['running', null]);
		sandbox.setLatency(0);
		const [found] = await runner.interruptedIn(connection);
		expect(found?.id).toBe(run.id);
		const after = await runner.resume(run.id, { connection, listener: () => undefined });
		expect(after?.status).toBe('completed');
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
	} finally {
		await Promise.all(closed);
		await runner.close();
		await sandbox.close();
		await place.remove();
	}
}, 120_000);
