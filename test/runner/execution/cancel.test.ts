import { mkdtempSync } from 'node:fs';
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

const ROOT = resolve(__dirname, '..', '..', '..');
const WORKFLOW = join(ROOT, 'dist', 'workflows', 'offboarding.json');

let sandbox: Sandbox;
let runner: Runner;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-cancel-'));
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
	runner = await openRunner({ dataFolder: folder, packFolder: ROOT, workflowFile: WORKFLOW });
});

afterEach(async () => {
	await runner.close();
	await sandbox.close();
});

const request = () => ({
	connection: parseConnection(sandbox.connection),
	user: sandbox.leaver ?? '',
	manager: null,
	dryRun: false,
	requestedBy: null,
	ticket: null,
	reportFolder: folder,
});

const writesOf = () =>
	sandbox.log.filter(({ method, url }) => method !== 'GET' && !url.includes('$batch')).length;

describe('a run that is cancelled', () => {
	it('sends nothing more, says what is done and what is not, and leaves its record', async () => {
		const cancel = new AbortController();
		let sentByThen = 0;
		const run = await runner.offboard({ ...request(), signal: cancel.signal }, (progress) => {
			if (progress.type !== 'stepFinished' || progress.outcome.key !== 'revokeSessions') return;
			cancel.abort();
			sentByThen = writesOf();
		});
		expect(run.status).toBe('cancelled');
		expect(writesOf()).toBe(sentByThen);
		expect(run.steps.map(({ outcome }) => outcome?.status)).toEqual([
			...['done', 'done', 'done'],
			...Array<string>(6).fill('pending'),
			'done',
		]);
		expect(run.steps[3]?.outcome?.reason).toBe('Not started. The offboarding was cancelled.');
		expect(sandbox.tenant.deviceActions).toEqual([]);
		expect(run.report).not.toBeNull();
	});

	it('too late for anything to be left out ends as what it came to', async () => {
		const cancel = new AbortController();
		const run = await runner.offboard({ ...request(), signal: cancel.signal }, (progress) => {
			if (progress.type === 'stepStarted' && progress.key === 'compliancePdf') cancel.abort();
		});
		expect(run).toMatchObject({ status: 'completed', message: null });
	});

	it('can be cancelled from another process, which waits for it', async () => {
		let asked: Promise<unknown> = Promise.resolve();
		const run = await runner.offboard(request(), (progress) => {
			if (progress.type === 'started') asked = runner.cancel(progress.id);
		});
		expect(await asked).toBe('asked');
		expect(['cancelled', 'completed']).toContain(run.status);
		expect(await runner.cancel(run.id)).toBe('over');
		expect(await runner.cancel('SIM-2026-999999')).toBe('none');
	});
});
