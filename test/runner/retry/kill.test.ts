import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunJson } from '../../../runner';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, type Ended } from '../../harness/command';
import { personIn, upn } from '../../harness/people';
import { linesOf, writesIn } from '../../harness/requests';

/** Places right before or after something is written down or sent; some of every kind. */
const KINDS = [
	'after start',
	'after intent removeMfaMethods',
	'before settle removeMfaMethods',
	'after stepFinished removeMfaMethods',
	'after finish',
];

let sandbox: Sandbox | null = null;
let folder = '';
let places: readonly string[] = [];

async function tidy(): Promise<void> {
	await sandbox?.close();
	sandbox = null;
	rmSync(folder, { recursive: true, force: true });
}

afterEach(tidy);

const runOf = ({ stdout }: Ended): RunJson => JSON.parse(stdout) as RunJson;

/** A person whose sign-in methods could not be removed, the cause mended, and how to try that again from the command line. */
async function scene() {
	folder = mkdtempSync(join(tmpdir(), 'oiq-retry-kill-'));
	const tenant = await startSandbox({ port: 0, tenant: 'ordinary' });
	sandbox = tenant;
	const file = join(folder, 'connection.json');
	writeFileSync(file, JSON.stringify(tenant.connection));
	const common = ['--connection', file, '--data', folder];
	tenant.faults.add('403 on DELETE */authentication/*');
	const first = await command(['run', upn('ordinary'), ...common, '--out', folder, '--json']);
	tenant.faults.clear();
	const { id } = runOf(first);
	const start = tenant.log.length;
	const args = ['retry', id, '--step', '4', ...common, '--out', folder];
	const retry = (env: Record<string, string> = {}, more: readonly string[] = ['--json']) =>
		command([...args, ...more], { env });
	const resume = () => command(['resume', ...common, '--json']);
	const sent = () => linesOf(writesIn(tenant.log.slice(start)));
	return { tenant, first, id, common, retry, resume, sent };
}

beforeAll(async () => {
	const { retry } = await scene();
	const file = join(folder, 'places');
	const ended = await retry({ OFFBOARDIQ_PLACES: file });
	expect([ended.stderr, ended.code]).toEqual(['', 0]);
	places = readFileSync(file, 'utf8').split('\n');
	await tidy();
}, 120_000);

const placeOf = (kind: string): string =>
	places.find((line) => line.replace(/^\d+ /, '').startsWith(kind))?.split(' ')[0] ?? 'none';

describe('a try of one step that is killed', () => {
	it.each(KINDS)(
		'%s goes on as that and nothing more: no other step, nothing twice',
		async (kind) => {
			const { tenant, id, retry, resume, sent } = await scene();
			const killed = await retry({ OFFBOARDIQ_DIE_AT: placeOf(kind) });
			expect([kind, killed.code]).toEqual([kind, null]);
			const resumed = await resume();
			expect(resumed.stderr).toBe('');
			const [run] = JSON.parse(resumed.stdout) as RunJson[];
			if (kind !== 'after finish') {
				expect(run).toMatchObject({
					status: 'completed',
					tryOf: { run: id, number: 2, steps: ['removeMfaMethods'] },
				});
				const own = run?.steps.filter(({ reason }) => !reason?.startsWith('Not part of this try'));
				expect(own?.map(({ key }) => key)).toEqual(['removeMfaMethods', 'compliancePdf']);
				const checked = await command(['verify', run?.report ?? 'none']);
				expect([checked.code, checked.stdout]).toEqual([
					0,
					expect.stringContaining(`Second try of step 4 of ${id}.`),
				]);
			}
			const user = personIn(tenant, 'ordinary').profile.id;
			const own = `DELETE /users/${user}/authentication/`;
			expect(sent().filter((line) => !line.startsWith(own))).toEqual([]);
			expect(personIn(tenant, 'ordinary').methods).toEqual([]);
			// What has been done is not open any more, by whatever process.
			const again = await retry();
			expect([again.code, again.stdout]).toEqual([1, '']);
			expect(again.stderr.trim()).toMatch(
				/^Step 4, Remove MFA methods, is not open: .* left it (?:done|skipped)\./,
			);
		},
		120_000,
	);
});

describe('offboardiq retry', () => {
	it('says what is wrong in one line, reads only in a dry run, and prints as run does', async () => {
		const { id, common, first, retry, sent } = await scene();
		expect(first.code).toBe(2);
		const bad = [
			[
				['retry', id, '--step', '8'],
				'Step 8 has two halves. Give --step wipeDevices or removeFromTeams.',
			],
			[['retry', id, '--step', 'mail'], 'There is no step mail.'],
			[['retry', 'OFF-1', '--step', '4'], 'There is no offboarding OFF-1.'],
			[['retry', id, '--step', 'resetPassword'], 'Step 2, Reset password, is not open'],
		] as const;
		for (const [args, says] of bad) {
			const { code, stdout, stderr } = await command([...args, ...common, '--out', folder]);
			expect([code, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1]);
			expect(stderr).toContain(says);
		}
		const dry = await retry({}, ['--dry-run', '--json']);
		expect(runOf(dry).steps.filter(({ status }) => status === 'pending')).toHaveLength(2);
		expect(sent()).toEqual([]);
		const told = await retry({}, []);
		expect([told.code, told.stderr]).toEqual([0, '']);
		expect(told.stdout).toContain(`Second try of step 4 of ${id}.`);
		expect(told.stdout).toContain('2 done, 8 not part of this try, nothing open.');
		expect(told.stdout).not.toMatch(/locked out/i);
		const listed = await command(['runs', '--data', folder]);
		expect(listed.stdout).toContain(`, Second try of step 4 of ${id}`);
	}, 120_000);
});
