import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command } from '../../harness/command';
import { personIn, upn } from '../../harness/people';
import { mailboxIn, placesOf } from './scene';

/** Something is written down or sent right before or after each of them; some of every kind. */
const KINDS = [
	'after undo begin',
	'before undo intent PATCH',
	'after undo intent PATCH',
	'before undo settle',
	'after undo intent POST',
	'after undo settled removeFromTeams',
	'after undo intent DELETE',
	'before undo settled forwardEmail',
	'before undo finish',
	'after undo finish',
];

let sandbox: Sandbox | null = null;
let folder = '';

afterEach(async () => {
	await sandbox?.close();
	sandbox = null;
	rmSync(folder, { recursive: true, force: true });
});

interface Said {
	readonly id: string;
	readonly verdict: string;
	readonly items: readonly { readonly status: string; readonly step: string }[];
}

/** A person who was offboarded, and how to undo that from the command line. */
async function scene() {
	folder = mkdtempSync(join(tmpdir(), 'oiq-undo-kill-'));
	const log = join(folder, 'log.jsonl');
	const tenant = await startSandbox({ port: 0, log });
	sandbox = tenant;
	const connection = join(folder, 'connection.json');
	writeFileSync(connection, JSON.stringify(tenant.connection));
	const common = ['--connection', connection, '--data', folder];
	const { id } = personIn(tenant, 'lastOwner').profile;
	const before = placesOf(tenant, id);
	const ran = await command(['run', upn('lastOwner'), ...common, '--out', folder, '--json']);
	const run = (JSON.parse(ran.stdout) as { id: string }).id;
	const undo = (env: Record<string, string> = {}) =>
		command(['undo', run, ...common, '--yes', '--reason', 'Wrong', '--json'], { env });
	/** What changed something, as the tenant answered it. */
	const written = () =>
		readFileSync(log, 'utf8')
			.split('\n')
			.filter((line) => /"method":"(POST|PATCH|DELETE)"/.test(line))
			.map((line) => JSON.parse(line) as { method: string; path: string; status: number })
			.filter(({ path, status }) => !path.includes('$batch') && status < 300);
	return { tenant, id, before, run, undo, written };
}

async function placeOf(kind: string): Promise<number> {
	const { undo } = await scene();
	const places = join(folder, 'places');
	const ended = await undo({ OFFBOARDIQ_PLACES: places });
	expect(ended.stderr).toBe('');
	const lines = readFileSync(places, 'utf8').split('\n');
	const line = lines.find((one) => one.replace(/^\d+ /, '').startsWith(kind));
	await sandbox?.close();
	rmSync(folder, { recursive: true, force: true });
	return Number(line?.split(' ')[0] ?? Number.NaN);
}

describe('an undo that is killed', () => {
	it.each(KINDS)(
		'%s is gone on with by whoever presses again: nothing is added twice, nothing is lost',
		async (kind) => {
			const place = await placeOf(kind);
			expect(place).toBeGreaterThan(0);
			const { tenant, id, before, run, undo, written } = await scene();
			const start = written().length;
			const killed = await undo({ OFFBOARDIQ_DIE_AT: String(place) });
			expect(killed.code).toBe(null);
			const again = await undo();
			expect(again.stderr).toBe('');
			const said = JSON.parse(again.stdout) as Said;
			// Only where its end was written already is there nothing to go on with.
			expect(said.id).toBe(kind === 'after undo finish' ? `${run}-U2` : `${run}-U1`);
			expect(said.verdict).toBe('undone');
			const person = personIn(tenant, 'lastOwner');
			expect(person.profile.accountEnabled).toBe(true);
			expect(placesOf(tenant, id)).toEqual(before);
			expect(mailboxIn(tenant, 'lastOwner').rules).toEqual([]);
			const writes = written().slice(start).map(({ method, path }) => `${method} ${path}`);
			const added = writes.filter((line) => /^(POST|DELETE) /.test(line));
			expect(added.toSorted()).toEqual([...new Set(added)].toSorted());
			if (kind === 'after undo finish') return;
			// What was done before the crash is told as done, and not as found.
			const found = said.items.filter(({ status }) => status === 'alreadySo');
			expect(found).toEqual([]);
		},
		120_000,
	);
});
