import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openRuns, type RunJson } from '../../../runner';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, type Ended } from '../../harness/command';
import { harmIn } from '../../harness/harm';
import { openAfterKill } from '../../harness/interrupted';
import { liesIn } from '../../harness/truth';

/**
 * The places at which a run is killed: right before and right after the journal is written, in turn. `npm run bench`
 * goes through all of them; here are some of every step, and more around the roles, the rule and the wipe.
 */
const PLACES = [1, 9, 15, 22, 31, 38, 42, 47, 53, 56, 58, 61, 67, 68, 79, 85, 88];
/** Where the answer of the last write before it was lost, too, and its repetition found it done. */
const LOST = 'reset-after on DELETE /v1.0/roleManagement/directory/roleAssignments/* times=1';
const CASES = [...PLACES.map((place) => [place, null] as const), [43, LOST] as const];
const LEAVER = 'adele.vance@rehearsal.example';

let sandbox: Sandbox | null = null;
const folders: string[] = [];

afterEach(async () => {
	await sandbox?.close();
	sandbox = null;
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A sandbox tenant, its connection file and a data folder. */
async function scene() {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-kill-'));
	folders.push(folder);
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
	const connection = join(folder, 'connection.json');
	writeFileSync(connection, JSON.stringify(sandbox.connection));
	const common = ['--connection', connection, '--data', folder];
	const run = (env: Record<string, string>) =>
		command(['run', LEAVER, ...common, '--out', folder, '--json'], { env });
	const resume = () => command(['resume', ...common, '--json']);
	const list = () => command(['runs', '--data', folder, '--json']);
	const { tenant, faults } = sandbox;
	return { folder, faults, tenant, run, resume, list };
}

const runsOf = ({ stdout }: Ended): RunJson[] => JSON.parse(stdout) as RunJson[];

describe('a run that is killed', () => {
	it.each(CASES)(
		'at place %i is gone on with: nothing is lost, doubled or claimed, with %s',
		async (place, fault) => {
			const { folder, faults, tenant, run, resume, list } = await scene();
			if (fault !== null) faults.add(fault);
			const before = structuredClone(tenant);
			const killed = await run({ OFFBOARDIQ_DIE_AT: String(place) });
			if (killed.code !== null) expect(killed.code).toBe(0);
			const resumed = await resume();
			// At the last place the end is written already: there is nothing to go on with, and the record stands.
			const wentOn = killed.code === 0 ? [JSON.parse(killed.stdout) as RunJson] : runsOf(resumed);
			const [after] = [...wentOn, ...runsOf(await list())];
			const wipeIsOpen = after?.steps[7]?.status === 'unknown';
			expect(after?.status).toBe(wipeIsOpen ? 'completed_with_exceptions' : 'completed');
			expect(after && openAfterKill(after)).toEqual([]);
			const runs = await openRuns(folder);
			const record = await runs.run(after?.id ?? '');
			await runs.close();
			const offboarding = record?.offboarding;
			if (!offboarding) throw new Error('There is no record.');
			const leaverId = offboarding.employee.id;
			const evidence = { before, after: structuredClone(tenant), leaverId, offboarding };
			expect({ lies: liesIn(evidence), harm: harmIn(evidence) }).toEqual({ lies: [], harm: [] });
			expect(tenant.deviceActions.length).toBeLessThanOrEqual(1);
			expect(runsOf(await resume())).toEqual([]);
		},
		180_000,
	);
});
