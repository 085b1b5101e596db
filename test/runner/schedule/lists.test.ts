import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBulk } from '../../../runner/bulk/bulk-journal';
import { parseConnection } from '../../../runner';
import { writesIn } from '../../harness/requests';
import { ENGINES } from '../database/engines';
import { openScene, type Scene } from './scene';

/** A list of two whose process died before anybody was begun: another machine that has been silent since. */
async function abandonedList({ db, sandbox, folder, runner }: Scene): Promise<string> {
	const members = sandbox.tenant.users.slice(60, 62).map(({ profile }) => ({
		...{ user: profile.userPrincipalName, manager: null },
	}));
	await runner.connections.keep(parseConnection(sandbox.connection), sandbox.tenant.tenantId);
	const { tenantId } = sandbox.tenant;
	const asked = {
		...{ tenantId, cloud: 'global', dryRun: false, requestedBy: 'a test', ticket: null },
		...{ caseFacts: null, choices: null, reportFolder: folder, breakGlass: [] },
	};
	return (await createBulk(db, asked, members, 'elsewhere/1/x')).id;
}

describe.each(ENGINES)('a list whose process died, on %s,', (_name, create) => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await openScene({ users: 80 }, await create());
	}, 60_000);

	afterEach(() => scene.close());

	it('is gone on with by a runner, with those whose turn had not come', async () => {
		const { db, sandbox } = scene;
		const id = await abandonedList(scene);
		const scheduler = await scene.scheduler();
		await scheduler.tick();
		expect((await scene.runner.bulkOf(id))?.members.map(({ runId }) => runId)).toEqual([
			null,
			null,
		]);
		await db
			.updateTable('bulk')
			.set({ lease_until: '2026-01-01T00:00:00.000Z' })
			.where('id', '=', id)
			.execute();
		await expect
			.poll(
				async () => {
					await scheduler.tick();
					return (await scene.runner.bulkOf(id))?.finishedAt ?? null;
				},
				{ timeout: 60_000, interval: 200 },
			)
			.not.toBeNull();
		const runs = await scene.runner.runs();
		expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
		const wiped = sandbox.tenant.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
		expect(new Set(wiped).size).toBe(wiped.length);
	}, 120_000);

	it('begins nobody whom nobody began for a day, says so in their run, and ends', async () => {
		const { db, sandbox } = scene;
		const id = await abandonedList(scene);
		const at = new Date(Date.now() - 25 * 3_600_000).toISOString();
		await db.updateTable('bulk').set({ requested_at: at, lease_until: at }).execute();
		const scheduler = await scene.scheduler();
		await expect
			.poll(
				async () => {
					await scheduler.tick();
					return (await scene.runner.bulkOf(id))?.finishedAt ?? null;
				},
				{ timeout: 60_000, interval: 200 },
			)
			.not.toBeNull();
		const runs = await scene.runner.runs();
		expect(runs.map(({ status }) => status)).toEqual(['refused', 'refused']);
		expect(runs[0]?.message).toContain('asked for more than 24 hours ago');
		expect(writesIn(sandbox.log)).toEqual([]);
	}, 120_000);
});
