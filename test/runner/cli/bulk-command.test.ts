import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunJson } from '../../../runner/run-json';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, startCommand } from '../../harness/command';
import { requestsIn } from '../../harness/requests';

const folder = mkdtempSync(join(tmpdir(), 'oiq-bulk-command-'));
const connection = join(folder, 'connection.json');
const common = ['--connection', connection, '--data', folder, '--out', folder];

// Each test is several processes, and each of them loads n8n-core.
vi.setConfig({ testTimeout: 120_000 });

let sandbox: Sandbox;
let crowd: readonly string[];

beforeAll(async () => {
	sandbox = await startSandbox({ port: 0, users: 80 });
	writeFileSync(connection, JSON.stringify(sandbox.connection));
	crowd = sandbox.tenant.users.slice(45).map(({ profile }) => profile.userPrincipalName);
});

afterAll(() => sandbox.close());

describe('offboardiq run for several people', () => {
	it('prints an array in the order of the list, and ends with the worst', async () => {
		const list = join(folder, 'list.csv');
		const [one = '', two = ''] = crowd;
		const users = [two, 'nobody@rehearsal.example', one];
		writeFileSync(list, `\uFEFFUser;Team\r\n${users.map((user) => `${user};x`).join('\r\n')}\r\n`);
		const { code, stdout, stderr } = await command(['run', '--list', list, ...common, '--json']);
		const runs = JSON.parse(stdout) as RunJson[];
		expect(runs.map(({ employee }) => employee.userPrincipalName)).toEqual([two, null, one]);
		expect(runs.map(({ status }) => status)).toEqual(['completed', 'refused', 'completed']);
		expect(code).toBe(1);
		expect(stderr).toBe('Columns not used: "Team".\n');
	});

	it('prints an array for two users too, and lines for a person, without a question', async () => {
		const json = await command(['run', ...crowd.slice(2, 4), ...common, '--json']);
		expect(JSON.parse(json.stdout)).toHaveLength(2);
		const lines = await command(['run', ...crowd.slice(4, 11), ...common]);
		expect({ code: lines.code, stderr: lines.stderr }).toEqual({ code: 0, stderr: '' });
		expect(lines.stdout).toMatch(/^Locked out in the simulation 7 of 7, \d+ s\.$/m);
		expect(lines.stdout).toContain('7 people: 7 completed.');
	});

	it('asks the tenant nothing when a line of the list is bad', async () => {
		const list = join(folder, 'bad.csv');
		writeFileSync(list, `user\n${crowd[12] ?? ''}\nsomebody\n`);
		const before = sandbox.log.length;
		const { code, stdout, stderr } = await command(['run', '--list', list, ...common]);
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toMatch(/^--list .*: line 3: user "somebody" is no .*\n$/);
		expect(sandbox.log).toHaveLength(before);
	});

	it('stops everybody at the first Ctrl-C, and says what was done', async () => {
		const users = crowd.slice(14, 24);
		sandbox.setLatency(150);
		const { child, ended } = startCommand(['run', ...users, ...common, '--json']);
		const from = sandbox.log.length;
		while (requestsIn(sandbox.log.slice(from)).length < 5) {
			await new Promise((wake) => setTimeout(wake, 50));
		}
		child.kill('SIGINT');
		const { code, stdout } = await ended;
		sandbox.setLatency(0);
		const runs = JSON.parse(stdout) as RunJson[];
		expect(code).toBe(1);
		expect(runs).toHaveLength(10);
		expect(runs.map(({ status }) => status)).toEqual(Array(10).fill('cancelled'));
		const done = runs.flatMap(({ steps }) => steps).filter(({ status }) => status === 'done');
		expect(done.every(({ number }) => number <= 3 || number === 9)).toBe(true);
	});
});
