import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RunJson } from '../../../runner';
import { LEASE_MS } from '../../../runner/journal/leases';
import { startSandbox } from '../../../runner/sandbox';
import { command, startCommand } from '../../harness/command';

const LEAVER = 'adele.vance@rehearsal.example';

it('a runner that was frozen, and taken over meanwhile, wakes and sends and writes nothing', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-zombie-'));
	// Slow enough to be caught while it waits for an answer: frozen in the middle of a transaction it would hold
	// SQLite's file, and nobody could write before it is ended.
	const sandbox = await startSandbox({ port: 0, tenant: 'ordinary', latencyMs: 2_000 });
	const connection = join(folder, 'connection.json');
	writeFileSync(connection, JSON.stringify(sandbox.connection));
	const common = ['--connection', connection, '--data', folder, '--json'];
	const frozen = startCommand(['run', LEAVER, ...common, '--out', folder]);
	try {
		const user = sandbox.tenant.users.find(({ profile }) => profile.userPrincipalName === LEAVER);
		while (user?.profile.accountEnabled !== false) await delay(50);
		await delay(1_000);
		frozen.child.kill('SIGSTOP');
		await delay(LEASE_MS + 1_000);
		sandbox.setLatency(0);
		const taken = await command(['resume', ...common]);
		expect(taken.stderr).toBe('');
		const [run] = JSON.parse(taken.stdout) as RunJson[];
		expect(run?.status).toBe('completed');
		const sentByThen = sandbox.log.length;
		frozen.child.kill('SIGCONT');
		const { code, stderr } = await frozen.ended;
		expect(code).toBe(1);
		expect(stderr).toMatch(/^The run SIM-\d{4}-\d{6} was taken over by another runner\.\n$/);
		expect(sandbox.log.length).toBe(sentByThen);
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
		const shown = await command(['runs', 'show', run?.id ?? '', '--data', folder, '--json']);
		expect(JSON.parse(shown.stdout)).toEqual(run);
	} finally {
		frozen.child.kill('SIGKILL');
		await sandbox.close();
		rmSync(folder, { recursive: true, force: true });
	}
}, 120_000);
