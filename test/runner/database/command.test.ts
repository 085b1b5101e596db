import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunJson } from '../../../runner/run-json';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command } from '../../harness/command';
import { ENGINES, type Place } from './engines';

// Each test is several processes, and each of them loads n8n-core.
vi.setConfig({ testTimeout: 120_000 });

const LEAVERS = ['adele.vance@rehearsal.example', 'alex.wilber@rehearsal.example'] as const;

describe.each(ENGINES)('the command line on %s', (name, create) => {
	let place: Place;
	let sandbox: Sandbox;
	let connection: string;

	beforeAll(async () => {
		place = await create();
		sandbox = await startSandbox({ port: 0 });
		connection = join(place.folder, 'connection.json');
		writeFileSync(connection, JSON.stringify(sandbox.connection));
	});

	afterAll(async () => {
		await sandbox.close();
		await place.remove();
	});

	const say = (...args: string[]) =>
		command([...args, '--data', place.folder], { env: place.environment });

	it('keeps the runs of two processes at once there, and nowhere else', async () => {
		const files = ['--connection', connection, '--out', place.folder, '--json'];
		const ended = await Promise.all(LEAVERS.map((user) => say('run', user, ...files)));
		expect(ended.map(({ stderr }) => stderr)).toEqual(['', '']);
		const runs = ended.map(({ stdout }) => JSON.parse(stdout) as RunJson);
		expect(new Set(runs.map(({ id }) => id)).size).toBe(2);
		for (const run of runs) expect(run.steps.map(({ status }) => status)).not.toContain('unknown');

		const listed = await say('runs', '--json');
		expect({ code: listed.code, stderr: listed.stderr }).toEqual({ code: 0, stderr: '' });
		const byId = (a: RunJson, b: RunJson) => (a.id < b.id ? -1 : 1);
		expect((JSON.parse(listed.stdout) as RunJson[]).sort(byId)).toEqual(runs.sort(byId));
		expect(existsSync(join(place.folder, 'offboardiq.sqlite'))).toBe(name !== 'Postgres');
	});

	it('says in one line that there is no such run', async () => {
		const { code, stderr } = await say('runs', 'show', 'OFF-1999-000001');
		expect(code).toBe(1);
		expect(stderr).toMatch(/^There is no run OFF-1999-000001 in [^\n]+\.\n$/);
	});
});

it('a database that cannot be reached is one line, without its password', async () => {
	const { code, stdout, stderr } = await command(['runs', '--data', '.'], {
		env: { DATABASE_URL: 'postgres://me:hunter2-geheim@127.0.0.1:1/x', OFFBOARDIQ_DEBUG: '1' },
	});
	expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
	expect(stderr.split('\n')[0]).toBe(
		'The database server 127.0.0.1:1 cannot be reached. Check that Postgres runs there and that DATABASE_URL names it.',
	);
	expect(stderr).not.toContain('hunter2');
});
