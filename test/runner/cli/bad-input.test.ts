import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../../runner/cli';
import { command } from '../../harness/command';

const folder = mkdtempSync(join(tmpdir(), 'oiq-cli-'));
const data = join(folder, 'data');
const out = join(folder, 'out');
const SECRET = 'super-secret-value';

/** A connection nobody answers on: a command that asks anything would end differently. */
const good = {
	tenantId: 'contoso.com',
	clientId: 'c',
	clientSecret: SECRET,
	graphBaseUrl: 'http://127.0.0.1:1',
};

function file(name: string, content: unknown): string {
	const path = join(folder, name);
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}

/** Runs a command in this process and gives back what it wrote on stderr, and its code. */
async function fails(args: string[]): Promise<string> {
	const written: string[] = [];
	const stderr = vi
		.spyOn(process.stderr, 'write')
		.mockImplementation((chunk) => written.push(String(chunk)) > 0);
	try {
		expect(await main(['node', 'offboardiq', ...args])).toBe(1);
	} finally {
		stderr.mockRestore();
	}
	const text = written.join('');
	expect(text).toMatch(/^[^\n]+\n$/);
	expect(text).not.toContain(SECRET);
	expect(text).not.toMatch(/\bat .*:\d+:\d+/);
	return text;
}

// The last one starts processes of its own.
vi.setConfig({ testTimeout: 60_000 });

let connection: string;
beforeAll(() => {
	connection = file('good.json', good);
});

const run = (...args: string[]) => [
	'run',
	'ada@contoso.com',
	'--data',
	data,
	'--out',
	out,
	...args,
];

describe('a connection file', () => {
	it.each([
		['is missing', () => join(folder, 'nowhere.json'), 'there is no such file'],
		['is a folder', () => folder, 'cannot be read'],
		['is no JSON', () => file('bad.json', `{"clientSecret":"${SECRET}",}`), 'not JSON'],
		['is empty', () => file('empty.json', ''), 'not JSON'],
		['is a list', () => file('list.json', []), 'not a JSON object'],
		[
			'lacks a field',
			() => file('a.json', { ...good, clientId: undefined }),
			'clientId is missing',
		],
		['has a wrong field', () => file('b.json', { ...good, cloud: 'mars' }), 'cloud is not one of'],
		[
			'has no secret',
			() => file('c.json', { ...good, clientSecret: '' }),
			'clientSecret is missing',
		],
		[
			'goes over a network in the clear',
			() => file('d.json', { ...good, graphBaseUrl: 'http://graph.example.com' }),
			'plain http',
		],
	])('that %s', async (_what, path, expected) => {
		expect(await fails(run('--connection', path()))).toContain(expected);
	});
});

describe('what is said of the leaving', () => {
	it.each([
		[['--effective-end', '2026-11-27T18:00'], '--effective-end needs --zone'],
		[['--effective-end', 'tomorrow', '--zone', 'UTC'], '--effective-end tomorrow is no time.'],
		[['--effective-end', '2026-02-30T18:00', '--zone', 'UTC'], 'does not exist in any calendar'],
		[['--effective-end', '2026-11-27T18:00', '--zone', 'Mars/Base'], '--zone Mars/Base is no time'],
		[['--approved-at', '2026-11-27T18:00+01:00', '--zone', 'UTC'], '--approved-at 2026-11-27T18'],
		[['--due', '2026-13-01'], '--due 2026-13-01 is no date. Write it as 2026-12-04.'],
		[['--forward-until', ''], '--forward-until (empty) is no date.'],
		[['--reason', ' '], '--reason is empty.'],
		[['--policy', 'x'.repeat(301)], '--policy is longer than 300 characters.'],
		[['--lockout-target', '1.5'], '--lockout-target takes a whole number'],
		[['--worker-type', 'robot'], 'It is employee or contractor.'],
		[['--litigation-hold', 'maybe'], 'It is on or off.'],
	])('%j', async (args, expected) => {
		expect(await fails(run('--connection', connection, ...args))).toContain(expected);
	});

	it('with a schedule', async () => {
		const at = ['--at', '2036-01-01T00:00', '--zone', 'UTC', '--connection', connection];
		const schedule = ['schedule', 'ada@contoso.com', '--data', data, ...at];
		expect(await fails([...schedule, '--effective-end', 'soon'])).toContain(
			'--effective-end soon is no time.',
		);
	});

	it('of a check later on', async () => {
		const recheck = ['recheck', 'OFF-2026-000001', '--data', data, '--connection', connection];
		expect(await fails(recheck)).toContain('There is no run OFF-2026-000001.');
		const start = ['start', '--role', 'runner', '--data', data, '--recheck-after', 'never'];
		expect(await fails(start)).toBe('--recheck-after takes whole hours from 1 to 744, or off.\n');
	});
});

describe('a folder', () => {
	it.each(['--data', '--out'])('%s that is a file', async (option) => {
		const taken = file('taken', 'x');
		const args = run('--connection', connection, option, taken);
		expect(await fails(args)).toBe(
			`${option} ${taken} cannot be used: it is, or lies below, a file.\n`,
		);
	});

	it.each(['--data', '--out'])('%s below a file', async (option) => {
		const taken = join(file('taken', 'x'), 'deeper');
		expect(await fails(run('--connection', connection, option, taken))).toContain(
			'lies below, a file',
		);
	});

	it('whose database is damaged', async () => {
		const broken = mkdtempSync(join(tmpdir(), 'oiq-cli-'));
		writeFileSync(join(broken, 'offboardiq.sqlite'), 'no database '.repeat(500));
		expect(await fails(run('--connection', connection, '--data', broken))).toContain(
			'is not a database file',
		);
	});
});

describe('the command itself', () => {
	it.each([
		['nothing', [], 'A command is missing'],
		['an unknown command', ['offbaord'], "Unknown command 'offbaord'"],
		['no user', ['run', '--connection', 'x', '--data', 'd', '--out', 'o'], 'Nobody was named'],
		['no connection', ['run', 'a', '--data', 'd', '--out', 'o'], '--connection <file>'],
		['no data', ['run', 'a', '--connection', 'c', '--out', 'o'], '--data <dir>'],
		['no out', ['run', 'a', '--connection', 'c', '--data', 'd'], '--out <dir>'],
		['an unknown option', [...run('--connection', 'c'), '--jsno'], '--jsno'],
		['an option without its value', [...run('--connection', 'c'), '--manager'], 'argument missing'],
		['users and a list', [...run('--connection', 'c'), '--list', 'x'], 'not both'],
		[
			'a list that is not there',
			['run', '--list', 'nowhere.csv', '--connection', 'c', '--data', 'd', '--out', 'o'],
			'there is no such file',
		],
		[
			'a blank user',
			['run', ' ', '--connection', 'c', '--data', 'd', '--out', 'o'],
			'USER is empty',
		],
		['a blank manager', [...run('--connection', 'c'), '--manager', ''], '--manager is empty'],
		['a port that is none', ['sandbox', '--port', '70000'], 'whole number from 0 to 65535'],
		['a latency that is none', ['sandbox', '--latency', '-1'], 'whole number'],
		['a fault nobody understands', ['sandbox', '--port', '0', '--fault', 'often'], 'often'],
		['runs of nowhere', ['runs', '--data', join(folder, 'nowhere')], 'holds no runs'],
	])('%s', async (_what, args, expected) => {
		expect(await fails(args)).toContain(expected);
	});
});

it('shows the stacks to whoever asks for them, and only then', async () => {
	const args = ['run', 'a', '--connection', folder, '--data', data, '--out', out];
	const quiet = await command(args);
	expect(quiet).toMatchObject({ code: 1, stdout: '' });
	expect(quiet.stderr.trim().split('\n')).toHaveLength(1);
	const loud = await command(args, { env: { OFFBOARDIQ_DEBUG: '1' } });
	expect(loud.code).toBe(1);
	expect(loud.stderr).toContain('caused by: Error: EISDIR');
});
