import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph/connection';
import { openDatabase } from '../../../runner/database/open';
import { seriesOf, type OffboardRequest } from '../../../runner/execution/offboard';
import type { RunProgress } from '../../../runner/execution/progress';
import { openRunner, type Runner } from '../../../runner';
import { FIXTURE_PACK, fixtureWorkflow, writeWorkflow } from '../../harness/fixture-workflow';

const folder = () => mkdtempSync(join(tmpdir(), 'oiq-offboard-'));
const SECRET = 'a-secret-nobody-may-find';
const connection = parseConnection({
	tenantId: 'contoso.com',
	clientId: 'client',
	clientSecret: SECRET,
});

let runner: Runner;
let dataFolder: string;
let reportFolder: string;

beforeAll(async () => {
	dataFolder = folder();
	reportFolder = folder();
	const workflowFile = writeWorkflow(fixtureWorkflow());
	runner = await openRunner({ dataFolder, packFolder: FIXTURE_PACK, workflowFile });
});

afterAll(() => runner.close());

const requestFor = (user: string, more: Partial<OffboardRequest> = {}): OffboardRequest => ({
	connection,
	user,
	manager: null,
	dryRun: false,
	requestedBy: 'ben',
	ticket: null,
	reportFolder,
	...more,
});

describe('an offboarding', () => {
	it('ends with a record that was read back, and only then says that step 9 is seen', async () => {
		const told: RunProgress[] = [];
		const run = await runner.offboard(requestFor('ada'), (progress) => told.push(progress));
		expect(run.status).toBe('completed');
		expect(run.id).toMatch(/^OFF-\d{4}-\d{6}$/);
		expect(run.report?.path).toBe(join(reportFolder, `${run.id}.pdf`));
		expect(readFileSync(run.report?.path ?? '', 'utf8')).toContain(`%PDF-1.7 ${run.id}`);
		expect(run.steps[9]?.outcome).toMatchObject({ status: 'done', verified: true });
		expect(run.offboarding?.steps.at(-1)).toMatchObject({ verified: true });
		const last = told.at(-1);
		expect(last?.type === 'stepFinished' && last.outcome.verified).toBe(true);
		expect(readdirSync(reportFolder).filter((name) => name.endsWith('.part'))).toEqual([]);
	});

	it('is completed with exceptions when a step failed, and when one broke off', async () => {
		const failed = await runner.offboard(requestFor('ada+fail:wipeDevices'));
		expect(failed.status).toBe('completed_with_exceptions');
		const broken = await runner.offboard(requestFor('ada+throw:forwardEmail'));
		expect(broken.status).toBe('completed_with_exceptions');
		expect(broken.steps[5]?.outcome?.status).toBe('unknown');
		expect(broken.report).not.toBeNull();
	});

	it('fails step 9 when the node handed on no PDF', async () => {
		const run = await runner.offboard(requestFor('ada+nodocument'));
		expect(run).toMatchObject({ status: 'completed_with_exceptions', report: null });
		expect(run.steps[9]?.outcome).toMatchObject({
			status: 'failed',
			reason: 'The step handed on no PDF.',
		});
	});

	it('fails step 9 when the folder for the PDF went away meanwhile', async () => {
		const gone = folder();
		rmSync(gone, { recursive: true });
		const run = await runner.offboard(requestFor('ada', { reportFolder: gone }));
		expect(run).toMatchObject({ status: 'completed_with_exceptions', report: null });
		expect(run.steps[9]?.outcome?.reason).toContain('the folder is gone');
		expect(run.steps[8]?.outcome?.status).toBe('done');
	});

	it('of nobody is refused, and on record', async () => {
		const run = await runner.offboard(requestFor('nobody'));
		expect(run).toMatchObject({
			status: 'refused',
			message: 'No employee is called nobody.',
			offboarding: null,
			report: null,
		});
		expect(await runner.run(run.id)).toEqual(run);
	});

	it('that is only tried writes no file and is completed', async () => {
		const empty = folder();
		const run = await runner.offboard(requestFor('ada', { dryRun: true, reportFolder: empty }));
		expect(run).toMatchObject({ status: 'completed', report: null });
		expect(run.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('pending'));
		expect(readdirSync(empty)).toEqual([]);
	});

	it('goes on when whoever watches it breaks', async () => {
		const run = await runner.offboard(requestFor('ada'), () => {
			throw new Error('the terminal is gone');
		});
		expect(run.status).toBe('completed');
	});

	it('keeps no credential', async () => {
		await runner.offboard(requestFor('ada'));
		const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true });
		const texts = files
			.filter((entry) => entry.isFile())
			.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
		expect(texts.length).toBeGreaterThan(0);
		expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
	});
});

it('runs many at once, each with its own number, journal and record', async () => {
	const users = Array.from({ length: 12 }, (_, index) => `user${index}`);
	const runs = await Promise.all(users.map((user) => runner.offboard(requestFor(user))));
	expect(new Set(runs.map(({ id }) => id)).size).toBe(12);
	for (const [index, run] of runs.entries()) {
		expect(run.status).toBe('completed');
		expect(run.offboarding?.employee.userPrincipalName).toBe(users[index]);
		expect(readFileSync(run.report?.path ?? '', 'utf8')).toContain(run.id);
		const events = await runner.events(run.id, 0);
		expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
		expect(events).toHaveLength(23);
	}
});

it('overwrites nothing when the record cannot be renamed into place', async () => {
	const taken = folder();
	const before = await runner.offboard(requestFor('ada', { reportFolder: taken }));
	const next = before.id.replace(/\d+$/, (digits) => String(Number(digits) + 1).padStart(6, '0'));
	// A folder of that name: rename refuses it on every system.
	const inTheWay = join(taken, `${next}.pdf`);
	await import('node:fs/promises').then(({ mkdir }) => mkdir(inTheWay));
	writeFileSync(join(inTheWay, 'keep'), 'me');
	const run = await runner.offboard(requestFor('ada', { reportFolder: taken }));
	expect(run.steps[9]?.outcome?.status).toBe('failed');
	expect(existsSync(join(inTheWay, 'keep'))).toBe(true);
	expect(readdirSync(taken).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('starts no step that it cannot write down, and goes on once it can', async () => {
	const own = folder();
	const workflowFile = writeWorkflow(fixtureWorkflow());
	const fragile = await openRunner({ dataFolder: own, packFolder: FIXTURE_PACK, workflowFile });
	const other = await openDatabase(own);
	let breaking = Promise.resolve();
	const begun: string[] = [];
	const ran = fragile.offboard(requestFor('ada+slow:resetPassword'), (progress) => {
		if (progress.type !== 'stepStarted') return;
		begun.push(progress.key);
		if (progress.key !== 'resetPassword') return;
		breaking = other.schema.alterTable('step').renameTo('gone').execute();
	});
	await expect(ran).rejects.toThrow('no such table: step');
	await breaking;
	expect(begun).toEqual(['disableAccount', 'resetPassword']);
	await other.schema.alterTable('gone').renameTo('step').execute();
	const [run] = await fragile.runs();
	expect(run?.status).toBe('running');
	// Nobody holds it any more: whoever goes on with it finds it where it stopped.
	const resumed = await fragile.resume(run?.id ?? '', { connection, listener: () => undefined });
	expect(resumed).toMatchObject({ id: run?.id, status: 'completed' });
	await Promise.all([other.destroy(), fragile.close()]);
});

it('of somebody who is being offboarded already is refused, and nothing is doubled', async () => {
	const slow = runner.offboard(requestFor('twice+slow:resetPassword'), (progress) => {
		if (progress.type === 'stepStarted' && progress.key === 'resetPassword') begun();
	});
	let begun = (): void => undefined;
	await new Promise<void>((resolve) => (begun = resolve));
	const second = await runner.offboard(requestFor('twice+slow:resetPassword'));
	const first = await slow;
	expect(first.status).toBe('completed');
	expect(second.status).toBe('refused');
	expect(second.message).toContain(`being offboarded already, in ${first.id}`);
});

describe('the series of a number', () => {
	it('is SIM for what answers in plain http on this machine, OFF for everything else', () => {
		const graph = (graphBaseUrl: string) => seriesOf({ ...connection, graphBaseUrl });
		expect(graph('http://127.0.0.1:4010')).toBe('SIM');
		expect(graph('https://graph.microsoft.com')).toBe('OFF');
		expect(graph('https://localhost:8443')).toBe('OFF');
	});
});
