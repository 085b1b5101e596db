import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBulk } from '../../../runner/bulk/bulk-journal';
import { parseConnection } from '../../../runner';
import { ENGINES } from '../database/engines';
import { openScene, type Scene } from './scene';

describe.each(ENGINES)('a list whose process died, on %s,', (_name, create) => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await openScene({ users: 80 }, await create());
	}, 60_000);

	afterEach(() => scene.close());

	it('is gone on with by a runner, with those whose turn had not come', async () => {
		const { db, sandbox, folder } = scene;
		// Whoever wrote it down is another machine that has been silent since.
		const ordinary = sandbox.tenant.users.slice(60, 62);
		const members = ordinary.map(({ profile }) => ({
			...{ user: profile.userPrincipalName, manager: null },
		}));
		await scene.runner.connections.keep(
			parseConnection(sandbox.connection),
			sandbox.tenant.tenantId,
		);
		const { id } = await createBulk(
			db,
			{
				...{ tenantId: sandbox.tenant.tenantId, cloud: 'global', dryRun: false },
				...{
					requestedBy: 'a test',
					ticket: null,
					caseFacts: null,
					choices: null,
					reportFolder: folder,
					breakGlass: [],
				},
			},
			members,
			'elsewhere/1/x',
		);
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
});
