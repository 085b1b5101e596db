import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../runner';
import { createBulk } from '../../../runner/bulk/bulk-journal';
import { ENGINES } from '../database/engines';
import { openScene, type Scene } from '../schedule/scene';

describe.each(ENGINES)('a list that is stopped, on %s,', (_name, create) => {
	let scene: Scene;

	beforeEach(async () => {
		scene = await openScene({ users: 80, latencyMs: 100 }, await create());
	}, 60_000);

	afterEach(() => scene.close());

	const people = () =>
		scene.sandbox.tenant.users
			.slice(60, 63)
			.map(({ profile }) => ({ user: profile.userPrincipalName, manager: null }));

	const statuses = async () => (await scene.runner.runs()).map(({ status }) => status);

	it('while another machine has it begins nobody whose turn has not come', async () => {
		const { db, sandbox, folder, runner } = scene;
		const { id } = await createBulk(
			db,
			{
				...{ tenantId: sandbox.tenant.tenantId, cloud: 'global', dryRun: false },
				...{ requestedBy: 'a test', ticket: null, caseFacts: null, choices: null },
				...{ reportFolder: folder, breakGlass: [] },
			},
			people(),
			'elsewhere/1/x',
		);
		expect(await runner.cancelBulk(id, 'ben')).toBe('asked');
		await db
			.updateTable('bulk')
			.set({ lease_until: '2026-01-01T00:00:00.000Z' })
			.where('id', '=', id)
			.execute();
		await runner.resumeBulk(id, { connection: parseConnection(sandbox.connection) });
		expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled']);
		expect((await runner.bulkOf(id))?.finishedAt).not.toBeNull();
		expect(sandbox.log.filter(({ method }) => method !== 'GET')).toEqual([]);
		expect(await runner.cancelBulk(id, 'ben')).toBe('over');
		expect(await runner.cancelBulk('BULK-2026-999999')).toBe('none');
	}, 60_000);

	it('under way stops everybody before their next request', async () => {
		const { sandbox, folder, runner } = scene;
		const asked: Promise<string>[] = [];
		await runner.bulk(
			{
				connection: parseConnection(sandbox.connection),
				...{ members: people(), dryRun: false, requestedBy: 'a test', ticket: null },
				reportFolder: folder,
			},
			(progress) => {
				if (progress.type === 'begun') asked.push(runner.cancelBulk(progress.id));
			},
		);
		expect(await Promise.all(asked)).toEqual(['asked']);
		expect(await statuses()).toEqual(['cancelled', 'cancelled', 'cancelled']);
		expect(sandbox.tenant.deviceActions).toEqual([]);
	}, 60_000);
});
