import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunJson } from '../../../runner/run-json';
import { findUser, startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, startCommand } from '../../harness/command';

const LEAVER = 'adele.vance@rehearsal.example';
const folder = mkdtempSync(join(tmpdir(), 'oiq-commands-'));
const data = join(folder, 'data');
const out = join(folder, 'out');
const connection = join(folder, 'connection.json');

// Each test is several processes, and each of them loads n8n-core.
vi.setConfig({ testTimeout: 90_000 });

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ port: 0 });
	writeFileSync(connection, JSON.stringify(sandbox.connection));
});

afterAll(() => sandbox.close());

const run = (user: string, ...more: string[]) =>
	command(['run', user, '--connection', connection, '--data', data, '--out', out, ...more]);

/** What changed something in the tenant, or tried to; a `$batch` of reads is a POST that does not. */
const writes = () =>
	sandbox.log.filter(
		({ method, url }) => method !== 'GET' && url.includes('/v1.0/') && !url.endsWith('/$batch'),
	);

const isEnabled = () => findUser(sandbox.tenant, LEAVER)?.profile.accountEnabled;

describe('offboardiq run', () => {
	it('--dry-run reads only, writes no file, and ends with 0', async () => {
		const { code, stdout, stderr } = await run(LEAVER, '--dry-run', '--json');
		const json = JSON.parse(stdout) as RunJson;
		expect({ code, stderr, report: json.report, status: json.status }).toEqual({
			code: 0,
			stderr: '',
			report: null,
			status: 'completed',
		});
		expect(json.steps.map(({ status }) => status)).toEqual(Array(10).fill('pending'));
		expect(writes()).toEqual([]);
		expect(isEnabled()).toBe(true);
	});

	it('--json prints exactly one object, leaves a PDF, and ends with 0', async () => {
		const { code, stdout, stderr } = await run(LEAVER, '--json');
		expect(stderr).toBe('');
		expect(stdout.trimEnd().split('\n')).toHaveLength(1);
		const json = JSON.parse(stdout) as RunJson;
		expect(json).toMatchObject({ status: 'completed', employee: { userPrincipalName: LEAVER } });
		expect(json.steps.map(({ status }) => status)).not.toContain('pending');
		expect(
			readFileSync(json.report ?? '')
				.subarray(0, 5)
				.toString('latin1'),
		).toBe('%PDF-');
		expect(isEnabled()).toBe(false);
		expect(code).toBe(0);
	});

	it('shows a person the steps, the nine and where the record is', async () => {
		const { code, stdout, stderr } = await run(LEAVER);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toContain('Simulated tenant. Nothing here touches Microsoft 365.');
		expect(stdout).toMatch(/\d ◍ Revoke sessions +Done, simulated +\d+\.\d s/);
		expect(stdout).toContain('nothing open.');
		const [, path = ''] = /^Record: (.+)$/m.exec(stdout) ?? [];
		expect(existsSync(path)).toBe(true);
	});

	it('ends with 2 when a person has to look at something, and says at what', async () => {
		const fault = '403 code=ErrorAccessDenied on PATCH */mailboxSettings*';
		const faulty = await startSandbox({ port: 0, fault });
		const other = join(folder, 'faulty.json');
		writeFileSync(other, JSON.stringify(faulty.connection));
		const args = ['run', LEAVER, '--connection', other, '--data', data, '--out', out];
		const { code, stdout, stderr } = await command(args);
		await faulty.close();
		expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
		expect(stdout).toMatch(
			/Open, for a person:\n {2}7 . Set out-of-office: (Blocked|Failed)\n {6}\S/,
		);
		expect(stdout).toContain('; 1 open.');
	});

	it('ends with 1 and one line when nobody is found, and still prints the object', async () => {
		const { code, stdout, stderr } = await run('nobody@rehearsal.example', '--json');
		expect(code).toBe(1);
		expect(stderr).toMatch(/^SIM-\d{4}-\d{6} refused: [^\n]+\n$/);
		expect(JSON.parse(stdout)).toMatchObject({
			status: 'refused',
			employee: { id: null, userPrincipalName: null, displayName: null },
			report: null,
		});
	});

	it('ends with 1 and one line when nobody answers, or the secret is wrong', async () => {
		const bad = join(folder, 'bad.json');
		const ask = () => command(['run', LEAVER, '--connection', bad, '--data', data, '--out', out]);
		writeFileSync(bad, JSON.stringify({ ...sandbox.connection, clientSecret: 'wrong-secret' }));
		const wrong = await ask();
		expect(wrong.code).toBe(1);
		expect(wrong.stderr).toMatch(/^[^\n]+\n$/);
		expect(wrong.stderr).not.toContain('wrong-secret');
		const nowhere = { graphBaseUrl: 'http://127.0.0.1:9', loginBaseUrl: 'http://127.0.0.1:9' };
		writeFileSync(bad, JSON.stringify({ ...sandbox.connection, ...nowhere }));
		const silent = await ask();
		expect(silent.code).toBe(1);
		expect(silent.stderr).toMatch(/^[^\n]+\n$/);
	});

	it('sends nothing more after SIGINT, writes down what was done, and ends with 1', async () => {
		sandbox.setLatency(150);
		const args = [
			'run',
			LEAVER,
			'--connection',
			connection,
			'--data',
			data,
			'--out',
			out,
			'--json',
		];
		const { child, ended } = startCommand(args, {});
		const seen = sandbox.log.length;
		while (sandbox.log.length < seen + 4) await new Promise((wake) => setTimeout(wake, 20));
		child.kill('SIGINT');
		const { code, stdout, stderr } = await ended;
		sandbox.setLatency(0);
		expect(code).toBe(1);
		expect(stderr).toMatch(/^SIM-\d{4}-\d{6} cancelled: [^\n]+\n$/);
		expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled' });
	});
});

describe('offboardiq runs', () => {
	it('lists what run printed, the newest first, and shows one', async () => {
		const { stdout } = await run(LEAVER, '--dry-run', '--json');
		const json = JSON.parse(stdout) as RunJson;
		const list = await command(['runs', '--data', data, '--json']);
		expect(list).toMatchObject({ code: 0, stderr: '' });
		expect((JSON.parse(list.stdout) as RunJson[])[0]).toEqual(json);
		const one = await command(['runs', 'show', json.id, '--data', data, '--json']);
		expect(JSON.parse(one.stdout)).toEqual(json);
		const shown = await command(['runs', 'show', json.id, '--data', data]);
		expect(shown).toMatchObject({ code: 0, stderr: '' });
		expect(shown.stdout).toMatch(/\d+ would run, nothing open\./);
		expect((await command(['runs', '--data', data])).stdout).toContain(json.id);
	});

	it('ends with 1 for a run that is not there', async () => {
		const { code, stdout, stderr } = await command([
			'runs',
			'show',
			'OFF-1999-000001',
			'--data',
			data,
		]);
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toMatch(/^There is no run OFF-1999-000001 in [^\n]+\n$/);
	});
});

describe('offboardiq sandbox', () => {
	it.each(['SIGINT', 'SIGTERM'] as const)(
		'prints its connection file and ends on %s with 0',
		async (signal) => {
			const { child, ended, line } = startCommand(['sandbox', '--port', '0']);
			const printed = JSON.parse(await line()) as Record<string, string>;
			expect(Object.keys(printed).sort()).toEqual([
				'clientId',
				'clientSecret',
				'cloud',
				'graphBaseUrl',
				'loginBaseUrl',
				'tenantId',
			]);
			expect((await fetch(`${printed.graphBaseUrl}/v1.0/users`)).status).toBe(401);
			child.kill(signal);
			const { code, stdout, stderr } = await ended;
			expect({ code, stderr, lines: stdout.trimEnd().split('\n').length }).toEqual({
				code: 0,
				stderr: '',
				lines: 1,
			});
		},
	);
});

describe('offboardiq demo', () => {
	it('offboards somebody from nothing, and says what to try next', async () => {
		const { code, stdout, stderr } = await command(['demo'], {
			cwd: mkdtempSync(join(tmpdir(), 'oiq-demo-')),
		});
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(stdout).toContain('Adele Vance');
		const [, path = ''] = /^Record: (.+)$/m.exec(stdout) ?? [];
		expect(readFileSync(path).subarray(0, 5).toString('latin1')).toBe('%PDF-');
		expect(stdout).toContain('What to try next');
	});
});

describe('under an old Node', () => {
	const pretend = join(folder, 'pretend.cjs');
	const nodeArgs = ['--require', pretend];
	beforeAll(() => {
		const versions = "{ ...process.versions, node: '18.20.0' }";
		writeFileSync(pretend, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
	});

	it('the command runs itself again under Node 24: same output, same exit code', async () => {
		const help = await command(['runs', '--data', data, '--json'], { nodeArgs });
		expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' });
		expect(Array.isArray(JSON.parse(help.stdout))).toBe(true);
		const bad = await command(['frob'], { nodeArgs });
		expect(bad).toEqual({ code: 1, stdout: '', stderr: "Unknown command 'frob'\n" });
	});

	it('hands signals on', async () => {
		const { child, ended, line } = startCommand(['sandbox', '--port', '0'], { nodeArgs });
		await line();
		child.kill('SIGTERM');
		expect(await ended).toMatchObject({ code: 0, stderr: '' });
	});

	it('never starts itself a second time, but says what is needed', async () => {
		const env = { OFFBOARDIQ_STARTED_AGAIN: '1' };
		const { code, stderr } = await command(['runs'], { nodeArgs, env });
		expect(code).toBe(1);
		expect(stderr).toMatch(/^Node 24 is needed, this is [^\n]+\n$/);
	});
});
