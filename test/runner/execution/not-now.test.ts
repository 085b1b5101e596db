import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
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
	folder = mkdtempSync(join(tmpdir(), 'oiq-not-now-'));
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
	runner = await openRunner({ dataFolder: folder, packFolder: ROOT, workflowFile: WORKFLOW });
	// Not a 503: MSAL would not ask again for a minute.
	sandbox.faults.add('reset on POST */oauth2/v2.0/token');
});

afterEach(async () => {
	await runner.close();
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

const request = () => ({
	...{ connection: parseConnection(sandbox.connection), user: sandbox.leaver ?? '' },
	...{ manager: null, dryRun: false, requestedBy: null, ticket: null, reportFolder: folder },
});

it('nobody can sign in to the tenant: a run that may wait waits, and goes on when somebody can', async () => {
	const run = await runner.offboard({ ...request(), mayWait: true });
	expect([run.status, run.message]).toEqual([
		'waiting',
		expect.stringMatching(/^Not started: 127\.0\.0\.1:\d+ can not be reached for sign-in\./),
	]);
	const again = await runner.resume(run.id, {
		connection: request().connection,
		listener: () => undefined,
	});
	expect(again?.status).toBe('waiting');
	sandbox.faults.clear();
	const end = await runner.resume(run.id, {
		connection: request().connection,
		listener: () => undefined,
	});
	expect([end?.status, end?.message]).toEqual(['completed', null]);
	expect(sandbox.tenant.deviceActions).toHaveLength(1);
}, 60_000);

it.each([
	['that somebody waits for', {}],
	['of a dry run', { dryRun: true, mayWait: true }],
])(
	'a run %s is refused instead',
	async (_what, extra) => {
		const run = await runner.offboard({ ...request(), ...extra });
		expect([run.status, run.message]).toEqual([
			'refused',
			expect.stringMatching(/^127\.0\.0\.1:\d+ can not be reached for sign-in\./),
		]);
	},
	60_000,
);

it('a person who is not there is refused, however long it may wait', async () => {
	sandbox.faults.clear();
	const run = await runner.offboard({ ...request(), user: 'nobody@x.example', mayWait: true });
	expect(run.status).toBe('refused');
}, 60_000);
