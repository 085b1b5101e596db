import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command } from '../../harness/command';
import { personIn, upn } from '../../harness/people';

let sandbox: Sandbox;
let folder: string;
let common: readonly string[];
let run: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-undo-cli-'));
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
	const connection = join(folder, 'connection.json');
	writeFileSync(connection, JSON.stringify(sandbox.connection));
	common = ['--connection', connection, '--data', folder];
	const ran = await command(['run', upn('ordinary'), ...common, '--out', folder, '--json']);
	run = (JSON.parse(ran.stdout) as { id: string }).id;
}, 120_000);

afterAll(async () => {
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('offboardiq undo', () => {
	it('says what would be undone, and changes nothing', async () => {
		const { code, stdout, stderr } = await command(['undo', run, ...common, '--dry-run']);
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toContain(`What can be undone of ${run}: ${upn('ordinary')}, simulated.`);
		expect(stdout).toContain('1 Would be undone: Sign-in. Sign-in would be turned on.');
		expect(stdout).toContain('2 Cannot be undone: Password.');
		expect(personIn(sandbox, 'ordinary').profile.accountEnabled).toBe(false);
	}, 60_000);

	it('wants a reason, a word from whoever can be asked, and a run that is there', async () => {
		const bad = [
			[['undo', run, ...common, '--yes'], '--reason is missing: say why it is undone.'],
			[['undo', run, ...common, '--reason', 'Wrong'], 'Say --yes where nobody can be asked.'],
			[['undo', 'OFF-1', ...common, '--dry-run'], 'There is no offboarding OFF-1.'],
		] as const;
		for (const [args, says] of bad) {
			const { code, stdout, stderr } = await command(args);
			expect([code, stdout]).toEqual([1, '']);
			expect(stderr.trim().split('\n')).toHaveLength(1);
			expect(stderr).toContain(says);
		}
		expect(personIn(sandbox, 'ordinary').profile.accountEnabled).toBe(false);
	}, 60_000);

	it('undoes it with a record that verify knows, and prints one object for scripts', async () => {
		const made = await command([
			...['undo', run, ...common, '--yes', '--reason', 'The wrong one', '--json'],
		]);
		expect([made.code, made.stderr]).toEqual([0, '']);
		const said = JSON.parse(made.stdout) as { id: string; verdict: string; report: string };
		expect(said).toMatchObject({ id: `${run}-U1`, run, verdict: 'undone', simulated: true });
		expect(personIn(sandbox, 'ordinary').profile.accountEnabled).toBe(true);
		const record = join(folder, `${run}.pdf`);
		const checked = await command(['verify', said.report, '--record', record]);
		expect(checked.stdout).toContain(`It is about the record that was given, ${run}.`);
		expect(checked.code).toBe(0);
	}, 60_000);
});
