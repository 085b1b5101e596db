import { afterEach, expect, it, vi } from 'vitest';
import type { RunJson } from '../../../runner';
import { command } from '../../harness/command';
import { freshDatabase, type FreshDatabase } from '../../harness/postgres';
import { openRunners, type RunnersScene } from '../../harness/runners';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const LEAVER = 'adele.vance@rehearsal.example';

let scene: RunnersScene | null = null;
let database: FreshDatabase | null = null;

afterEach(async () => {
	await scene?.close();
	await database?.drop();
	[scene, database] = [null, null];
});

it('a run that kills every process it is given to is set aside, and goes on when a person says so', async () => {
	database = await freshDatabase();
	scene = await openRunners(database.url);
	const { sandbox, folder, environment, runner } = scene;
	const [scheduled = ''] = await scene.fire([LEAVER]);
	// While the look-up is written down, each time.
	for (let times = 0; times < 3; times += 1) {
		expect((await scene.start({ OFFBOARDIQ_DIE_AT: '4' }).ended).code).toBeNull();
	}
	const { runId } = await runner.schedules.get(scheduled);
	const id = runId ?? '';
	const sent = sandbox.log.length;
	const next = scene.start();
	await next.hears('ended');
	expect(next.said()).toContain(`offboardiq resume ${id} goes on with it at once`);
	const offboardiq = (...args: string[]) =>
		command([...args, '--data', folder], { env: environment });
	const shown = await offboardiq('runs', 'show', id);
	expect(shown.stdout).toContain(`offboardiq resume ${id} goes on with it at once`);
	const connection = ['--connection', `${folder}/connection.json`, '--json'];
	const all = await offboardiq('resume', ...connection);
	expect([all.code, (JSON.parse(all.stdout) as RunJson[]).map(({ status }) => status)]).toEqual([
		2,
		['waiting'],
	]);
	expect(all.stderr).toMatch(new RegExp(`^${id} waiting: 3 times in a row [^\\n]*\\n$`));
	const writes = sandbox.log
		.slice(sent)
		.filter(({ method, url }) => method !== 'GET' && !url.includes('/oauth2/'));
	expect(writes).toEqual([]);
	const wrong = await offboardiq('resume', 'SIM-2026-999999', ...connection);
	expect([wrong.code, wrong.stderr]).toEqual([
		1,
		"There is no interrupted run SIM-2026-999999 in this tenant: it has ended, somebody works on it, or it is another tenant's. offboardiq runs lists them.\n",
	]);
	const named = await offboardiq('resume', id, ...connection);
	expect(named.stderr).toBe('');
	expect((JSON.parse(named.stdout) as RunJson[]).map((run) => [run.id, run.status])).toEqual([
		[id, 'completed'],
	]);
	await scene.ended([scheduled]);
});
