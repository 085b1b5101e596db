import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openRunner, parseConnection } from '../../../runner';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command } from '../../harness/command';
import { personIn, upn } from '../../harness/people';
import { linesOf, writesIn } from '../../harness/requests';
import { mailboxIn, placesOf } from './scene';

const ROOT = resolve(__dirname, '..', '..', '..');

/** Places right before or after something is written down or sent; some of every kind. */
const KINDS = [
	'after undo begin',
	'after undo intent PATCH',
	'before undo settle',
	'after undo intent POST',
	'after undo intent DELETE',
	'before undo settled forwardEmail',
	'after undo finish',
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

interface Said {
	readonly id: string;
	readonly verdict: string;
	readonly items: readonly { readonly status: string }[];
}

/** A person who was offboarded, and how to undo that from the command line. */
async function scene() {
	folder = mkdtempSync(join(tmpdir(), 'oiq-undo-kill-'));
	const tenant = await startSandbox({ port: 0 });
	sandbox = tenant;
	const file = join(folder, 'connection.json');
	writeFileSync(file, JSON.stringify(tenant.connection));
	const { id } = personIn(tenant, 'lastOwner').profile;
	const before = placesOf(tenant, id);
	const runner = await openRunner({
		...{ dataFolder: folder, packFolder: ROOT },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	const run = await runner.offboard({
		...{ connection: parseConnection(tenant.connection), user: upn('lastOwner') },
		...{ manager: null, dryRun: false, requestedBy: 'a test', ticket: null, reportFolder: folder },
	});
	await runner.close();
	const args = ['undo', run.id, '--connection', file, '--data', folder, '--yes', '--json'];
	const undo = (env: Record<string, string> = {}) =>
		command([...args, '--reason', 'The wrong one'], { env });
	const written = () =>
		linesOf(writesIn(tenant.log).filter(({ status }) => status !== null && status < 300));
	return { tenant, id, before, run: run.id, undo, written };
}

beforeAll(async () => {
	const { undo } = await scene();
	const file = join(folder, 'places');
	const ended = await undo({ OFFBOARDIQ_PLACES: file });
	expect(ended.stderr).toBe('');
	places = readFileSync(file, 'utf8').split('\n');
	await tidy();
}, 120_000);

const placeOf = (kind: string): string =>
	places.find((line) => line.replace(/^\d+ /, '').startsWith(kind))?.split(' ')[0] ?? 'none';

describe('an undo that is killed', () => {
	it.each(KINDS)(
		'%s is gone on with by whoever presses again: nothing is added twice, nothing is lost',
		async (kind) => {
			const { tenant, id, before, run, undo, written } = await scene();
			const start = written().length;
			const killed = await undo({ OFFBOARDIQ_DIE_AT: placeOf(kind) });
			expect([kind, killed.code]).toEqual([kind, null]);
			const again = await undo();
			expect(again.stderr).toBe('');
			const said = JSON.parse(again.stdout) as Said;
			const isOver = kind === 'after undo finish';
			// Only where its end was written already is there nothing to go on with.
			expect(said.id).toBe(isOver ? `${run}-U2` : `${run}-U1`);
			expect(said.verdict).toBe('undone');
			expect(personIn(tenant, 'lastOwner').profile.accountEnabled).toBe(true);
			expect(placesOf(tenant, id)).toEqual(before);
			expect(mailboxIn(tenant, 'lastOwner').rules).toEqual([]);
			const added = written()
				.slice(start)
				.filter((line) => !line.startsWith('PATCH '));
			expect(added.toSorted()).toEqual([...new Set(added)].toSorted());
			if (isOver) return;
			// What was done before the crash is told as done, and not as found.
			expect(said.items.filter(({ status }) => status === 'alreadySo')).toEqual([]);
		},
		120_000,
	);
});
