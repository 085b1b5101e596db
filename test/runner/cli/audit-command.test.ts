import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startSandbox } from '../../../runner/sandbox';
import { command } from '../../harness/command';
import { scratch } from '../audit/scene';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const LEAVER = 'adele.vance@rehearsal.example';
let folder: string;
let data: string;

/** One real offboarding of the rehearsal tenant, through the command line. */
beforeAll(async () => {
	folder = scratch();
	data = join(folder, 'data');
	const sandbox = await startSandbox({ port: 0 });
	const file = join(folder, 'connection.json');
	writeFileSync(file, JSON.stringify(sandbox.connection));
	const out = join(folder, 'out');
	mkdirSync(out);
	const place = ['--connection', file, '--data', data, '--out', out, '--json'];
	const run = await command(['run', LEAVER, ...place]);
	await sandbox.close();
	expect(run.stderr).toBe('');
	// A copy: one of the tests below erases the person, record included.
	copyFileSync((JSON.parse(run.stdout) as { report: string }).report, record());
});

const record = () => join(folder, 'record.pdf');

const audit = (...args: string[]) => command(['audit', ...args, '--data', data]);

describe('offboardiq audit', () => {
	it('shows what was done, for people and for scripts', async () => {
		const shown = await audit();
		expect(shown.stdout).toContain(`Offboarding requested, by `);
		expect(shown.stdout).toContain(`For ${LEAVER}.`);
		const { stdout } = await audit('list', '--json');
		const entries = JSON.parse(stdout) as { type: string; facts: Record<string, unknown> }[];
		const types = entries.map(({ type }) => type);
		expect([types[0], types[1], ...types.slice(-3)]).toEqual([
			'offboarding.requested',
			'offboarding.begun',
			'offboarding.results',
			'offboarding.recorded',
			'offboarding.ended',
		]);
		expect(types.filter((type) => type === 'device.sending').length).toBe(
			types.filter((type) => type === 'device.requested').length,
		);
		expect((entries.at(-3)?.facts['steps'] as unknown[]).length).toBe(9);
		expect((entries.at(-1)?.facts['steps'] as unknown[]).length).toBe(10);
	});

	it('exports a bundle that verify finds whole, and no more once a byte of it is another', async () => {
		const bundle = join(folder, 'bundle');
		const exported = await audit('export', '--out', bundle, '--json');
		expect(JSON.parse(exported.stdout)).toMatchObject({ reports: 1, missing: [] });
		const whole = await command(['verify', bundle]);
		expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code: 0, stderr: '' });
		expect(whole.stdout).toMatch(/^It holds: /);
		const [note = ''] = readFileSync(join(bundle, 'checkpoints.jsonl'), 'utf8').split('\n');
		const checkpoint = join(folder, 'checkpoint.txt');
		writeFileSync(checkpoint, JSON.parse(note) as string);
		const against = await command(['verify', bundle, '--checkpoint', checkpoint, '--json']);
		expect(JSON.parse(against.stdout)).toMatchObject({ holds: true });
		const file = join(bundle, 'entries.jsonl');
		writeFileSync(file, readFileSync(file, 'utf8').replace('"actor":"system"', '"actor":"sYstem"'));
		const bad = await command(['verify', bundle]);
		expect(bad.code).toBe(1);
		expect(bad.stdout).toMatch(/^It does not hold\. Entries: Entry 2 was changed/);
	});

	it('says in one line what it can not do', async () => {
		const lines = await Promise.all([
			command(['verify', join(folder, 'nothing')]),
			command(['verify', folder]),
			command(['audit', '--data', join(folder, 'nothing')]),
			audit('erase', '--subject', LEAVER),
			audit('export', '--out', folder),
			audit('settings', '--retention-days', 'ever'),
		]);
		for (const { code, stdout, stderr } of lines) {
			expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
			expect(stderr.trimEnd().split('\n').length).toBe(1);
		}
	});

	it('erases a person, and the log says so', async () => {
		const { stdout, code } = await audit('erase', '--subject', LEAVER, '--yes', '--json');
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ reports: 1, isClean: true });
		const shown = await audit();
		expect(shown.stdout).not.toContain(LEAVER);
		expect(shown.stdout).toContain('Personal data erased: request, by ');
		const runs = await command(['runs', '--data', data]);
		expect({ code: runs.code, stdout: runs.stdout.includes('(erased)') }).toEqual({
			code: 0,
			stdout: true,
		});
	});
});

describe('offboardiq verify, of a record', () => {
	it('says that it holds, under the certificate of the installation', async () => {
		const ca = join(folder, 'ca.pem');
		writeFileSync(ca, (await command(['evidence', '--data', data])).stdout);
		const { code, stdout } = await command(['verify', record(), '--ca', ca]);
		expect(stdout).toContain('It holds');
		expect(code).toBe(0);
	});

	it('says what does not hold when a byte was changed, and ends with 1', async () => {
		const bytes = readFileSync(record());
		const at = bytes.indexOf('/Title');
		bytes[at + 8] = (bytes[at + 8] ?? 0) ^ 1;
		const changed = join(folder, 'changed.pdf');
		writeFileSync(changed, bytes);
		const { code, stdout } = await command(['verify', changed, '--json']);
		const verdict = JSON.parse(stdout) as {
			holds: boolean;
			findings: { check: string; holds: boolean }[];
		};
		expect(verdict.findings.filter(({ holds }) => !holds).map(({ check }) => check)).toContain(
			'signature',
		);
		expect(verdict.holds).toBe(false);
		expect(code).toBe(1);
	});

	it("refuses another installation's certificate", async () => {
		const ca = join(folder, 'other.pem');
		writeFileSync(ca, (await command(['evidence', '--data', join(folder, 'elsewhere')])).stdout);
		const { code, stdout } = await command(['verify', record(), '--ca', ca]);
		expect(stdout).toContain('It does not hold');
		expect(code).toBe(1);
	});
});
