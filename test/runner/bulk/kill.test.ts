import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunJson } from '../../../runner';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command } from '../../harness/command';
import { BOTH_KINDS, type Place } from '../database/engines';

let sandbox: Sandbox | null = null;
let place: Place | null = null;

afterEach(async () => {
	await sandbox?.close();
	sandbox = null;
	await place?.remove();
	place = null;
});

describe.each(BOTH_KINDS)('a list that is killed in the middle, on %s,', (_name, create) => {
	// In the lock-out, between the lock-out and the rest, and in the rest.
	it.each([15, 60, 150, 260])(
		'at place %i is gone on with, those included who had not begun',
		async (boundary) => {
			place = await create();
			const { folder, environment: env } = place;
			sandbox = await startSandbox({ port: 0, users: 60 });
			const { tenant } = sandbox;
			const connection = join(folder, 'connection.json');
			writeFileSync(connection, JSON.stringify(sandbox.connection));
			const users = tenant.users.slice(48, 54).map(({ profile }) => profile.userPrincipalName);
			const list = join(folder, 'list.csv');
			writeFileSync(list, `user\n${users.join('\n')}\n`);
			const common = ['--connection', connection, '--data', folder, '--json'];
			const killed = await command(['run', '--list', list, '--out', folder, ...common], {
				env: { ...env, OFFBOARDIQ_DIE_AT: String(boundary) },
			});
			expect(killed.code).toBeNull();
			const resumed = await command(['resume', ...common], { env });
			const runs = JSON.parse(resumed.stdout) as RunJson[];
			const shown = await command(['runs', '--data', folder, '--json'], { env });
			const all = JSON.parse(shown.stdout) as RunJson[];
			expect(all).toHaveLength(6);
			expect(new Set(all.map(({ employee }) => employee.userPrincipalName))).toEqual(
				new Set(users),
			);
			for (const { status, steps } of all) {
				expect(['completed', 'completed_with_exceptions']).toContain(status);
				const open = steps.filter((step) => step.status !== 'done' && step.status !== 'skipped');
				// Only a wipe whose answer was lost with the process is a person's to look at.
				expect(open.map(({ key }) => key).filter((key) => key !== 'wipeDevices')).toEqual([]);
			}
			expect(runs.length).toBeGreaterThan(0);
			const wiped = tenant.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
			expect(new Set(wiped).size).toBe(wiped.length);
			for (const user of users) {
				const person = tenant.users.find(({ profile }) => profile.userPrincipalName === user);
				expect(person?.profile.accountEnabled).toBe(false);
			}
			expect((await command(['resume', ...common], { env })).stdout).toBe('[]\n');
		},
		180_000,
	);
});
