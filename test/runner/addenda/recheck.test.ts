import { createHash } from 'node:crypto';
import {
	copyFileSync,
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	openRunner,
	parseConnection,
	startSandbox,
	type Runner,
	type Sandbox,
} from '../../../runner';
import { scheduledRechecks } from '../../../runner/addenda/due';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import { checkPdf } from '../../../runner/verify/pdf';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { squeezed, textOf } from '../../harness/readPdf';

const ROOT = resolve(__dirname, '..', '..', '..');
const LEAVER = 'adele.vance@rehearsal.example';
const HOUR = 3_600_000;

let sandbox: Sandbox;
let folder: string;
let runner: Runner;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-recheck-'));
	sandbox = await startSandbox({ port: 0 });
	runner = await openRunner({
		...{ dataFolder: folder, packFolder: ROOT },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
});
afterEach(async () => {
	await runner.close();
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

const connection = () => parseConnection(sandbox.connection);
const sha256Of = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const leaver = () => {
	const user = sandbox.tenant.users.find(({ profile }) => profile.userPrincipalName === LEAVER);
	if (!user) throw new Error('The leaver is not in the tenant.');
	return user;
};

const offboard = (dryRun = false) =>
	runner.offboard({
		...{ connection: connection(), user: LEAVER, manager: null, dryRun },
		...{ requestedBy: 'a test', ticket: null, reportFolder: folder },
	});

const recheck = (id: string) =>
	runner.recheck(id, { connection: connection(), askedBy: '=cmd|a <b>' });

const pathOf = ({ report }: Awaited<ReturnType<typeof recheck>>) => report?.path ?? '';

describe('a later check', () => {
	it('is an addendum with a signature of its own, which names the record that stays as it was', async () => {
		const run = await offboard();
		const [record, before] = [run.report?.path ?? '', run.report?.sha256 ?? ''];
		const made = await recheck(run.id);
		expect(sha256Of(record)).toBe(before);
		expect(made.addendum).toMatchObject({
			...{ id: `${run.id}-A1`, verdict: 'open', previous: null },
			record: { id: run.id, sha256: before },
		});
		const statuses = made.addendum?.checks.map(({ claim, status }) => `${claim}: ${status}`);
		expect(statuses?.slice(0, 5)).toEqual([
			'Sign-in is off: confirmed',
			'Sessions from before are refused: confirmed',
			'No sign-in since the lock-out: confirmed',
			'No sign-in methods are registered: confirmed',
			'No directory roles are held: confirmed',
		]);
		expect(statuses?.[5]).toMatch(/^Left Intune: .*: notYet$/);
		const pdf = readFileSync(pathOf(made));
		const { pem } = await runner.evidence.certificate();
		const verdict = await checkPdf(pdf, { trustedCa: pem, recordSha256: before });
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(verdict.record).toEqual(made.addendum);
		const text = await textOf(pdf);
		expect(text).toContain(squeezed('Asked by =cmd|a <b>.'));
		expect(text).toContain(squeezed('SIMULATED. Not evidence of anything.'));
		expect(pdf.length).toBeLessThan(200 * 1024);
	});

	it('is written down with the audit log, and the next one follows on it', async () => {
		const { id } = await offboard();
		const first = await recheck(id);
		const second = await recheck(id);
		expect(second.addendum?.previous).toEqual({ id: first.id, sha256: first.report?.sha256 });
		expect(await runner.addenda(id)).toEqual([first, second]);
		const entries = await runner.audit.entries({ limit: 50, run: id });
		const checks = entries.filter(({ type }) => type === 'offboarding.rechecked');
		expect(checks.map(({ facts }) => facts['pdf'])).toEqual([
			second.report?.sha256,
			first.report?.sha256,
		]);
		expect((await runner.run(id))?.status).toBe('completed');
	});

	it('is in the bundle of the log beside its record, and is told from another file', async () => {
		const { id } = await offboard();
		await recheck(id);
		await recheck(id);
		const bundle = join(folder, 'bundle');
		const asked = { folder: bundle, from: null, personal: true, actor: 'ben' };
		const { reports, missing } = await runner.audit.exportBundle(asked);
		expect({ reports, missing }).toEqual({ reports: 3, missing: [] });
		const bad = async () =>
			(await verifyBundle(bundle)).findings.filter(({ holds }) => !holds).map(({ says }) => says);
		expect(await bad()).toEqual([]);
		const [first, second] = [1, 2].map((number) => join(bundle, 'reports', `${id}-A${number}.pdf`));
		copyFileSync(second ?? '', first ?? '');
		expect(await bad()).toEqual([
			`The record of ${id}-A1 is not the PDF that was made: its hash is another.`,
		]);
		rmSync(first ?? '');
		expect(await bad()).toEqual([`The record of ${id}-A1 is missing.`]);
	});

	it('sees what is not so any more', async () => {
		const { id } = await offboard();
		const { profile } = leaver();
		profile.accountEnabled = true;
		profile.signInActivity = {
			lastSignInDateTime: new Date(Date.now() + HOUR).toISOString(),
			lastSuccessfulSignInDateTime: new Date(Date.now() + HOUR).toISOString(),
		};
		const { addendum } = await recheck(id);
		expect(addendum?.verdict).toBe('broken');
		const not = addendum?.checks.filter(({ status }) => status === 'contradicted');
		expect(not?.map(({ claim }) => claim)).toEqual([
			'Sign-in is off',
			'No sign-in since the lock-out',
		]);
	});

	it('says not known of what it may not read, and never takes it for confirmed', async () => {
		const { id } = await offboard();
		const { app } = sandbox.tenant;
		app.permissions = app.permissions.filter((name) => name !== 'AuditLog.Read.All');
		const { addendum } = await recheck(id);
		const signIns = addendum?.checks.find(({ claim }) => claim.startsWith('No sign-in since'));
		expect(signIns).toMatchObject({ status: 'notKnown' });
		expect(signIns?.says).toContain('AuditLog.Read.All');
		expect(addendum?.checks[0]?.status).toBe('confirmed');
	});

	it('calls a device gone only once Intune has it no more', async () => {
		const { id } = await offboard();
		sandbox.tenant.managedDevices = [];
		const { addendum } = await recheck(id);
		expect(addendum?.verdict).toBe('holds');
		expect(addendum?.checks.at(-1)?.says).toMatch(/deleted by hand looks the same/);
	});

	it('refuses in one line what it can not check', async () => {
		const { id } = await offboard(true);
		await expect(recheck(id)).rejects.toThrow(/^SIM-\d{4}-\d{6} has no record/);
		await expect(recheck('OFF-1')).rejects.toThrow('There is no run OFF-1.');
		const run = await offboard();
		const other = await startSandbox({ port: 0, tenant: 'ordinary' });
		try {
			const request = { connection: parseConnection(other.connection), askedBy: null };
			const tenant: { tenantId: string } = other.tenant;
			tenant.tenantId = '11111111-2222-4333-8444-555555555555';
			await expect(runner.recheck(run.id, request)).rejects.toThrow(/leads to the tenant|tenant/);
		} finally {
			await other.close();
		}
		writeFileSync(run.report?.path ?? '', 'another');
		await expect(recheck(run.id)).rejects.toThrow('is not the record that was made');
		expect(await runner.addenda(run.id)).toEqual([]);
	});

	it('goes with the person when they are erased', async () => {
		const { id } = await offboard();
		const made = await recheck(id);
		await runner.audit.erase(await runner.audit.erasable(LEAVER), 'ben');
		expect(existsSync(pathOf(made))).toBe(false);
		expect(await runner.addenda(id)).toMatchObject([{ addendum: null, report: null }]);
	});
});

describe('the check that a started runner makes by itself', () => {
	const chore = (events: ScheduleEvent[], afterMs: number, afterHours = 24) =>
		scheduledRechecks({
			...{ db: runner.db, evidence: runner.evidence, connections: runner.connections },
			...{ afterHours, spareFolder: folder, tell: (event) => events.push(event) },
			now: () => new Date(Date.now() + afterMs),
		});
	const turn = async (events: ScheduleEvent[], afterMs: number) =>
		chore(events, afterMs)(new AbortController().signal);

	it('comes once, a day after the end, where the connection is kept', async () => {
		const { id } = await offboard();
		const events: ScheduleEvent[] = [];
		await turn(events, 25 * HOUR);
		expect(events).toEqual([]);
		await runner.connections.keep(connection(), sandbox.tenant.tenantId);
		await turn(events, 23 * HOUR);
		await turn(events, 100 * HOUR);
		expect(events).toEqual([]);
		await turn(events, 25 * HOUR);
		await turn(events, 26 * HOUR);
		expect(events.map(({ type }) => type)).toEqual(['rechecked']);
		expect(await runner.addenda(id)).toMatchObject([
			{ isScheduled: true, addendum: { askedBy: null } },
		]);
	});

	it('tells what fails, and tries again', async () => {
		const { report } = await offboard();
		await runner.connections.keep(connection(), sandbox.tenant.tenantId);
		const path = report?.path ?? '';
		const record = readFileSync(path);
		writeFileSync(path, 'another');
		const events: ScheduleEvent[] = [];
		await turn(events, 25 * HOUR);
		expect(events.map(({ type }) => type)).toEqual(['trouble']);
		writeFileSync(path, record);
		await turn(events, 25 * HOUR);
		expect(events.map(({ type }) => type)).toEqual(['trouble', 'rechecked']);
	});
});

describe('the check of an addendum', () => {
	it('finds that it adds to another record, or is none', async () => {
		const run = await offboard();
		const made = await recheck(run.id);
		const pdf = readFileSync(pathOf(made));
		const wrong = await checkPdf(pdf, { recordSha256: '0'.repeat(64) });
		expect(wrong.findings.filter(({ holds }) => !holds).map(({ check }) => check)).toEqual([
			'first record',
		]);
		const record = readFileSync(run.report?.path ?? '');
		const none = await checkPdf(record, { recordSha256: run.report?.sha256 ?? '' });
		expect(none.holds).toBe(false);
	});
});
