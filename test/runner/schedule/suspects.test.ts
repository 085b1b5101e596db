import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../runner';
import { Journal } from '../../../runner/journal/journal';
import { ENGINES } from '../database/engines';
import { openScene, type Scene } from './scene';

describe.each(ENGINES)('runs whose processes died twice, on %s,', (_name, create) => {
	let scene: Scene;

	beforeEach(async () => {
		// Slow enough that one of them is still under way when the other one's turn comes.
		scene = await openScene({ users: 80, latencyMs: 600 }, await create());
	}, 60_000);

	afterEach(() => scene.close());

	/** A run that a machine has left behind that is silent since. */
	async function leftBehind(user: string): Promise<string> {
		const { db, sandbox, folder } = scene;
		const { id } = await new Journal(db).start(
			{
				...{ user, manager: null, requestedBy: null, ticket: null, dryRun: false },
				...{ requestedAt: new Date().toISOString(), tenantId: sandbox.tenant.tenantId },
				...{ cloud: 'global', reportFolder: folder, breakGlass: [], caseFacts: null },
			},
			'SIM',
			'elsewhere/1/x',
		);
		await db
			.updateTable('run')
			.set({ crash_count: 1, lease_until: '2026-01-01T00:00:00.000Z' })
			.where('id', '=', id)
			.execute();
		return id;
	}

	it('do not wait for one another’s end', async () => {
		const { sandbox, runner, db } = scene;
		await runner.connections.keep(parseConnection(sandbox.connection), sandbox.tenant.tenantId);
		const people = sandbox.tenant.users.slice(60, 62);
		const ids: string[] = [];
		for (const { profile } of people) ids.push(await leftBehind(profile.userPrincipalName));
		await scene.workOff(await scene.scheduler());
		const events = await db
			.selectFrom('run_event')
			.select(['run_id', 'type', 'at'])
			.where('run_id', 'in', ids)
			.where('type', 'in', ['runResumed', 'runFinished'])
			.orderBy('at')
			.execute();
		expect(events.map(({ type }) => type)).toEqual([
			...['runResumed', 'runResumed'],
			...['runFinished', 'runFinished'],
		]);
		expect((await runner.runs()).map(({ status }) => status)).toEqual(['completed', 'completed']);
	}, 120_000);
});
