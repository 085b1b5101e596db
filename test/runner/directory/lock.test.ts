import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { DirectoryBusyError } from '../../../runner/directory/errors';
import { sceneFor, type Scene } from './scene';

async function holdLock({ db, place }: Scene, owner: string, expiresInMs: number): Promise<void> {
	const at = (ahead: number) => new Date(Date.now() + ahead).toISOString();
	await db
		.insertInto('directory_lock')
		.values({
			...{ tenant_id: place.tenantId, owner },
			...{ taken_at: at(-5_000), expires_at: at(expiresInMs) },
		})
		.execute();
}

const locks = ({ db }: Scene) => db.selectFrom('directory_lock').selectAll().execute();

describe('two syncs of one tenant', () => {
	it('one works, the other is refused in one line, and nothing is locked afterwards', async () => {
		const scene = await sceneFor({ users: 1_500 });
		const both = await Promise.allSettled([scene.sync(), scene.sync()]);
		const refused = both.filter((one) => one.status === 'rejected');
		expect(refused).toHaveLength(1);
		expect(refused[0]?.reason).toBeInstanceOf(DirectoryBusyError);
		expect(String(refused[0]?.reason)).toMatch(
			/Another sync of this tenant has been under way since \S+ \(process \d+ on \S+\)\. [^\n]*$/,
		);
		expect(both.find((one) => one.status === 'fulfilled')?.value).toMatchObject({ added: 1_500 });
		expect(await locks(scene)).toEqual([]);
		expect(await scene.sync()).toMatchObject({ status: 'completed' });
	});

	it('a holder somewhere else is waited for until it has been silent for too long', async () => {
		const scene = await sceneFor({ users: 5 });
		await holdLock(scene, 'elsewhere/1/x', 50_000);
		await expect(scene.sync()).rejects.toThrow(DirectoryBusyError);
		await scene.db
			.updateTable('directory_lock')
			.set({ expires_at: '2020-01-01T00:00:00.000Z' })
			.execute();
		expect(await scene.sync()).toMatchObject({ status: 'completed' });
	});

	it('a holder on this machine that has died is taken over at once', async () => {
		const scene = await sceneFor({ users: 5 });
		const { pid } = spawnSync(process.execPath, ['-e', '0']);
		await holdLock(scene, `${hostname()}/${pid}/x`, 50_000);
		expect(await scene.sync()).toMatchObject({ status: 'completed' });
	});

	it('whoever was taken over can commit nothing more', async () => {
		const scene = await sceneFor({ users: 2_500 });
		const stolen: Promise<unknown>[] = [];
		const result = await scene.directory.sync({ connection: scene.connection }, () => {
			if (stolen.length > 0) return;
			const owner = 'elsewhere/1/x';
			stolen.push(scene.db.updateTable('directory_lock').set({ owner }).execute());
		});
		await Promise.all(stolen);
		expect(result).toMatchObject({ status: 'failed' });
		expect(result.message).toContain('took this one over');
		expect(result.people.total).toBeLessThan(2_500);
		expect(await locks(scene)).toMatchObject([{ owner: 'elsewhere/1/x' }]);
	});
});
