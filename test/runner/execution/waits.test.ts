import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph';
import { openRunner, type RunProgress } from '../../../runner';
import { startSandbox } from '../../../runner/sandbox';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = resolve(__dirname, '..', '..', '..');
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
	for (const close of closing.splice(0).reverse()) await close();
});

it('tells a wait that Microsoft asks for as it begins, once, and writes it down', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-waits-'));
	const fault = '429 retry-after=3 on GET */mailFolders/inbox/messageRules* times=1';
	const sandbox = await startSandbox({ port: 0, fault });
	const runner = await openRunner({
		dataFolder: folder,
		packFolder: ROOT,
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	closing.push(() => rmSync(folder, { recursive: true, force: true }));
	closing.push(() => sandbox.close());
	closing.push(() => runner.close());
	const told: Extract<RunProgress, { type: 'waiting' }>['wait'][] = [];
	const request = {
		connection: parseConnection(sandbox.connection),
		user: 'adele.vance@rehearsal.example',
		...{ manager: null, dryRun: false, breakGlass: [], requestedBy: null, ticket: null },
		reportFolder: folder,
	};
	let leftMs = 0;
	const run = await runner.offboard(request, (progress) => {
		if (progress.type !== 'waiting') return;
		told.push(progress.wait);
		leftMs = Date.parse(progress.wait.untilIso) - Date.now();
	});
	expect(run.status).toBe('completed');
	expect(told).toEqual([
		{
			...{ key: 'forwardEmail', service: 'outlook', why: 'Microsoft asked to wait' },
			untilIso: expect.any(String),
		},
	]);
	expect(leftMs).toBeGreaterThan(1_000);
	const events = await runner.events(run.id, 0);
	expect(events.filter(({ type }) => type === 'waiting').map(({ data }) => data)).toEqual(told);
});
