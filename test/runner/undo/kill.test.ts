import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRunner, openRuns, parseConnection, type KeptUndo } from '../../../runner';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { command, startCommand } from '../../harness/command';
import { personIn, upn } from '../../harness/people';
import type { Db } from '../../../runner/database/db';
import { checkPdf } from '../../../runner/verify/pdf';
import { linesOf, writesIn } from '../../harness/requests';
import { mailboxIn, placesOf, sha256Of } from './scene';

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

/** In the middle, where something may have been sent, and right before the end. */
const BY_ITSELF = ['after undo intent POST', 'before undo finish'];

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
	await runner.connections.keep(parseConnection(tenant.connection), tenant.tenant.tenantId);
	await runner.close();
	const args = ['undo', run.id, '--connection', file, '--data', folder, '--yes', '--json'];
	const undo = (env: Record<string, string> = {}) =>
		command([...args, '--reason', 'The wrong one'], { env });
	const interrupted = () => startCommand([...args, '--reason', 'The wrong one']);
	const written = () =>
		linesOf(writesIn(tenant.log).filter(({ status }) => status !== null && status < 300));
	const start = (env: Record<string, string> = {}) =>
		startCommand(['start', '--role', 'runner', '--json', '--data', folder], { env });
	return { tenant, id, before, run: run.id, undo, written, start, interrupted };
}

/** The undos of a run, as they stand in the folder. */
async function undosIn(run: string): Promise<readonly KeptUndo[]> {
	const runs = await openRuns(folder);
	return await runs.undos([run]).finally(() => runs.close());
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

	it.each(BY_ITSELF)(
		'%s is gone on with by a runner, without a press and without anything twice, and has its record',
		async (kind) => {
			const { tenant, id, before, run, undo, written, start } = await scene();
			const sent = written().length;
			expect((await undo({ OFFBOARDIQ_DIE_AT: placeOf(kind) })).code).toBeNull();
			const runner = start();
			const made = await vi.waitFor(
				async () => {
					const [one] = await undosIn(run);
					expect(one?.endedAt).not.toBeNull();
					return one;
				},
				{ timeout: 60_000, interval: 100 },
			);
			runner.child.kill('SIGTERM');
			await runner.ended;
			expect(made).toMatchObject({ id: `${run}-U1`, verdict: 'undone', reason: 'The wrong one' });
			expect(made?.report?.sha256).toBe(sha256Of(made?.report?.path ?? ''));
			expect(made?.items.filter(({ status }) => status === 'alreadySo')).toEqual([]);
			expect(personIn(tenant, 'lastOwner').profile.accountEnabled).toBe(true);
			expect(placesOf(tenant, id)).toEqual(before);
			const added = written()
				.slice(sent)
				.filter((line) => !line.startsWith('PATCH '));
			expect(added.toSorted()).toEqual([...new Set(added)].toSorted());
		},
		120_000,
	);

	it('again and again is set aside and says so; whoever presses goes on at once', async () => {
		const { run, undo, written, start } = await scene();
		const sent = written().length;
		expect((await undo({ OFFBOARDIQ_DIE_AT: placeOf('after undo begin') })).code).toBeNull();
		// As soon as they have it.
		for (let times = 0; times < 2; times++) {
			expect((await start({ OFFBOARDIQ_DIE_AT: '2' }).ended).code).toBeNull();
		}
		const last = start();
		let said = '';
		last.child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
		await vi.waitFor(
			() => expect(said).toContain(`${run}-U1: 3 times in a row the process ended`),
			{ timeout: 60_000, interval: 50 },
		);
		const [aside] = await undosIn(run);
		expect(aside).toMatchObject({ endedAt: null, owner: null, setAside: { crashes: 3 } });
		expect(written().slice(sent)).toEqual([]);
		const pressed = await undo();
		last.child.kill('SIGTERM');
		await last.ended;
		expect(pressed.stderr).toBe('');
		expect(JSON.parse(pressed.stdout)).toMatchObject({ id: `${run}-U1`, verdict: 'undone' });
		expect((await undosIn(run)).map(({ setAside }) => setAside)).toEqual([null]);
	}, 120_000);
});

describe('an undo that was interrupted and asked for days ago', () => {
	/** Days go by, as far as the journal knows. */
	async function asked(run: string, hoursAgo: number): Promise<void> {
		const runs = await openRuns(folder);
		const begun_at = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
		const { db } = runs as unknown as { readonly db: Db };
		await db.updateTable('undo').set({ begun_at }).where('run_id', '=', run).execute();
		await runs.close();
	}

	async function ended(run: string): Promise<KeptUndo | undefined> {
		return await vi.waitFor(
			async () => {
				const [one] = await undosIn(run);
				expect(one?.endedAt).not.toBeNull();
				return one;
			},
			{ timeout: 60_000, interval: 100 },
		);
	}

	it('sends nothing more: it is ended with a record that says so, and whoever asks again gets another', async () => {
		const { tenant, id, before, run, undo, written, start } = await scene();
		// Right before sign-in is turned on.
		expect(
			(await undo({ OFFBOARDIQ_DIE_AT: placeOf('before undo intent PATCH') })).code,
		).toBeNull();
		const sent = written().length;
		await asked(run, 25);
		const runner = start();
		let said = '';
		runner.child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
		const made = await ended(run);
		await vi.waitFor(() => expect(said).toContain('it is ended, not gone on with'), {
			...{ timeout: 20_000, interval: 50 },
		});
		runner.child.kill('SIGTERM');
		await runner.ended;
		expect(written().slice(sent)).toEqual([]);
		expect(personIn(tenant, 'lastOwner').profile.accountEnabled).toBe(false);
		expect(made).toMatchObject({ id: `${run}-U1`, verdict: 'open', reason: 'The wrong one' });
		const signIn = made?.items.find(({ step }) => step === 'disableAccount');
		expect(signIn).toMatchObject({ status: 'failed' });
		expect(signIn?.says).toMatch(
			/^Interrupted on [-0-9]{10}, not gone on with: ask again to go on/,
		);
		expect(made?.undo?.interruptedAt).toBeTruthy();
		expect(made?.report?.sha256).toBe(sha256Of(made?.report?.path ?? ''));
		const { findings } = await checkPdf(readFileSync(made?.report?.path ?? ''));
		expect(findings.filter(({ holds }) => !holds)).toEqual([]);
		const again = JSON.parse((await undo()).stdout) as Said;
		expect(again).toMatchObject({ id: `${run}-U2`, verdict: 'undone' });
		expect(personIn(tenant, 'lastOwner').profile.accountEnabled).toBe(true);
		expect(placesOf(tenant, id)).toEqual(before);
	}, 120_000);

	it('says of what may have been sent that nobody has looked at it, also where a person ends it by asking again', async () => {
		const { run, undo, tenant } = await scene();
		expect((await undo({ OFFBOARDIQ_DIE_AT: placeOf('after undo intent PATCH') })).code).toBeNull();
		await asked(run, 25);
		const again = await undo();
		expect(again.stderr).toContain(
			`${run}-U1 was interrupted, and asked for more than 24 hours ago.`,
		);
		const [left, made] = await undosIn(run);
		expect(left?.items.find(({ step }) => step === 'disableAccount')).toMatchObject({
			status: 'unknown',
			says: expect.stringContaining('look at the account') as string,
		});
		expect(made).toMatchObject({ id: `${run}-U2`, verdict: 'undone' });
		expect(personIn(tenant, 'lastOwner').profile.accountEnabled).toBe(true);
	}, 120_000);

	it('within a day is gone on with', async () => {
		const { run, undo, start } = await scene();
		expect((await undo({ OFFBOARDIQ_DIE_AT: placeOf('after undo begin') })).code).toBeNull();
		await asked(run, 23);
		const runner = start();
		const made = await ended(run);
		runner.child.kill('SIGTERM');
		await runner.ended;
		expect(made).toMatchObject({ id: `${run}-U1`, verdict: 'undone' });
	}, 120_000);
});

it('Ctrl-C stops an undo before its next request, and says that a runner goes on with it', async () => {
	const { tenant, run, interrupted } = await scene();
	tenant.setLatency(150);
	const { child, ended } = interrupted();
	await vi.waitFor(async () => expect(await undosIn(run)).toHaveLength(1), {
		...{ timeout: 60_000, interval: 20 },
	});
	child.kill('SIGINT');
	const { code, stdout, stderr } = await ended;
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toContain('Not ended, and not called off: a runner');
	expect(stderr).toContain(`offboardiq undo ${run} goes on`);
	const [open] = await undosIn(run);
	expect([open?.endedAt, open?.owner]).toEqual([null, null]);
}, 120_000);
