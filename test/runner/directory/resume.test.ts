import { describe, expect, it } from 'vitest';
import { fastClock } from '../../harness/rehearsal';
import { person, sceneFor, type Scene } from './scene';

/** Makes the transaction of one page fail, as a full disk or a lost connection would. */
async function breakAt({ db, sandbox }: Scene, at: number): Promise<() => Promise<void>> {
	const [first, other] = [sandbox.tenant.users[0], sandbox.tenant.users[at]];
	if (!first || !other) throw new Error('nobody there');
	other.profile.mail = first.profile.mail;
	await db.schema.createIndex('broken').unique().on('directory_person').column('mail').execute();
	return () => db.schema.dropIndex('broken').execute();
}

const kept = async ({ directory, place }: Scene) => (await directory.counts(place)).total;

describe('a sync that was cut off', () => {
	it('goes on after the last page that was committed, and counts the whole', async () => {
		const scene = await sceneFor({ users: 3_500 });
		const mend = await breakAt(scene, 2_100);
		await expect(scene.sync()).rejects.toThrow(/unique/i);
		expect(await kept(scene)).toBe(2 * 999);
		scene.asked();
		await mend();
		expect(await scene.sync()).toMatchObject({
			status: 'completed',
			full: true,
			added: 3_500,
			removed: 0,
			pages: 4,
			message: 'It went on after page 2, where an earlier sync had ended.',
		});
		expect(scene.asked()).toHaveLength(2);
		expect(await kept(scene)).toBe(3_500);
	});

	it('goes on too when it was stopped on purpose', async () => {
		const scene = await sceneFor({ users: 2_500 });
		const controller = new AbortController();
		const stopped = await scene.directory.sync(
			{ connection: scene.connection, signal: controller.signal },
			() => controller.abort(),
		);
		expect(stopped).toMatchObject({ status: 'failed', pages: 1, people: { total: 999 } });
		expect(stopped.message).toContain('It was stopped.');
		expect(await scene.sync()).toMatchObject({ status: 'completed', added: 2_500, pages: 3 });
	});

	it('loses no page that came before a failure, where several are written at once', async () => {
		const fault = '500 on GET */users/delta* skip=4 times=9';
		const scene = await sceneFor({ users: 4_500, fault });
		const seen: number[] = [];
		const atOnce = { connection: scene.connection, clock: fastClock(), pagesAtOnce: 3 };
		const sync = () => scene.directory.sync(atOnce, ({ pages }) => seen.push(pages));
		expect(await sync()).toMatchObject({ status: 'failed', pages: 4, people: { total: 4 * 999 } });
		scene.sandbox.faults.clear();
		expect(await sync()).toMatchObject({ status: 'completed', added: 4_500, pages: 5 });
		expect(seen).toEqual([3, 4, 5]);
		expect(await kept(scene)).toBe(4_500);
	});

	it('starts again when the link it kept has expired meanwhile', async () => {
		const scene = await sceneFor({ users: 2_500 });
		const mend = await breakAt(scene, 1_500);
		await expect(scene.sync()).rejects.toThrow(/unique/i);
		await mend();
		scene.sandbox.tenant.deltaSnapshots = {};
		expect(await scene.sync()).toMatchObject({
			status: 'completed',
			full: true,
			people: { total: 2_500 },
			message: 'The link to the changes had expired, so everybody was read again.',
		});
	});

	it('is told apart from a sandbox of yesterday: its link is not even tried', async () => {
		const scene = await sceneFor({ users: 20 });
		await scene.sync();
		await scene.db
			.updateTable('directory_sync')
			.set({ delta_link: 'http://127.0.0.1:9/v1.0/users/delta?$deltatoken=x' })
			.execute();
		expect(await scene.sync()).toMatchObject({ status: 'completed', full: true, updated: 0 });
	});
});

describe('trouble on the way', () => {
	it('waits out throttling and a service that is down for a moment', async () => {
		const fault =
			'429 retry-after=7 on GET */users/delta* skip=1 times=2; 503 on GET */users/delta* skip=3 times=1';
		const scene = await sceneFor({ users: 3_500, fault });
		expect(await scene.sync()).toMatchObject({ status: 'completed', added: 3_500, pages: 4 });
	});

	it('names the permission that is missing, and leaves nobody out for it', async () => {
		const scene = await sceneFor({ users: 20 });
		await scene.sync();
		const { app } = scene.sandbox.tenant;
		app.permissions = app.permissions.filter((name) => !/^(User|Directory)\./.test(name));
		app.tokenGeneration += 1;
		const result = await scene.sync();
		expect(result).toMatchObject({ status: 'failed', people: { total: 20 }, removed: 0 });
		expect(result.message).toContain('User.Read.All');
		expect(await scene.directory.lastSync(scene.place)).toMatchObject({
			status: 'failed',
			message: result.message,
		});
	});

	it('says that the secret has expired', async () => {
		const scene = await sceneFor({ users: 20 });
		scene.sandbox.tenant.app.secretExpired = true;
		const result = await scene.sync();
		expect(result).toMatchObject({ status: 'failed', people: { total: 0 } });
		expect(result.message).toMatch(/expired/);
	});

	it('says on the next attempt what happened in the one that failed', async () => {
		const scene = await sceneFor({ users: 20 });
		scene.sandbox.faults.add('500 on GET */users/delta* times=9');
		expect(await scene.sync()).toMatchObject({ status: 'failed', pages: 0 });
		scene.sandbox.faults.clear();
		person(scene.sandbox, 'adele.vance').profile.displayName = 'A';
		expect(await scene.sync()).toMatchObject({ status: 'completed', added: 20, message: null });
	});
});
