import { describe, expect, it } from 'vitest';
import { deletePeople, sceneFor, type Scene } from './scene';

/** The change feed forgets everything: the next sync has to read everybody. */
const expire = ({ sandbox }: Scene) => void (sandbox.tenant.deltaSnapshots = {});

describe('when the link to the changes has expired', () => {
	it('everybody is read again, and who is missing is taken out', async () => {
		const scene = await sceneFor();
		await scene.sync();
		const gone = deletePeople(scene.sandbox, (_, at) => at % 10 === 3);
		scene.sandbox.tenant.users.slice(0, 2).forEach(({ profile }) => (profile.jobTitle = null));
		expire(scene);
		expect(await scene.sync()).toMatchObject({
			status: 'completed',
			full: true,
			added: 0,
			updated: 2,
			removed: gone.length,
			people: { total: 60 - gone.length },
		});
		expect(await scene.sync()).toMatchObject({ full: false, pages: 1 });
	});

	it.each([
		'400 code=resyncRequired',
		'400 code=syncStateNotFound',
		'410 code=resyncChangesApplyDifferences',
		'400 code=Directory_ExpiredPageToken',
	])('that is understood from %s', async (answer) => {
		const scene = await sceneFor({ users: 20 });
		await scene.sync();
		scene.sandbox.faults.add(`${answer} on GET */users/delta* times=1`);
		expect(await scene.sync()).toMatchObject({ status: 'completed', full: true, updated: 0 });
	});

	it('is tried once: a feed that never works is a failure', async () => {
		const scene = await sceneFor({ users: 20 });
		await scene.sync();
		scene.sandbox.faults.add('410 code=resyncRequired on GET */users/delta*');
		expect(await scene.sync()).toMatchObject({ status: 'failed', people: { total: 20 } });
	});
});

describe('the safety stop', () => {
	const most = (_: unknown, at: number) => at % 3 !== 0;

	it.each(['full', 'incremental'])(
		'of a %s sync removes nobody, says so, and heals when they are back',
		async (kind) => {
			const scene = await sceneFor();
			await scene.sync();
			const gone = deletePeople(scene.sandbox, most);
			if (kind === 'full') expire(scene);
			const stopped = await scene.sync();
			expect(stopped).toMatchObject({
				status: 'stopped',
				full: kind === 'full',
				removed: 0,
				people: { total: 60 },
			});
			expect(stopped.message).toBe(
				'40 of 60 known people are missing, too many to believe. Nobody was removed. ' +
					'If they have really left, run it again with --confirm-removals.',
			);
			expect(await scene.directory.lastSync(scene.place)).toMatchObject({ status: 'stopped' });
			expect(await scene.sync()).toMatchObject({ status: 'stopped', full: true });
			scene.sandbox.tenant.users.push(...gone);
			scene.sandbox.tenant.deletedUsers = [];
			expect(await scene.sync()).toMatchObject({
				status: 'completed',
				full: true,
				removed: 0,
				added: 0,
				people: { total: 60 },
			});
		},
	);

	it('lets them go once somebody confirmed it', async () => {
		const scene = await sceneFor();
		await scene.sync();
		deletePeople(scene.sandbox, most);
		expect(await scene.sync()).toMatchObject({ status: 'stopped' });
		expect(await scene.sync({ confirmRemovals: true })).toMatchObject({
			status: 'completed',
			removed: 40,
			people: { total: 20 },
		});
		expect(await scene.sync()).toMatchObject({ status: 'completed', full: false, removed: 0 });
	});

	it('is a matter of percent and of people: both can be set, and a few are never too many', async () => {
		const scene = await sceneFor({ users: 60 });
		await scene.sync();
		deletePeople(scene.sandbox, (_, at) => at >= 51);
		const removalLimit = { percent: 10, people: 5 };
		expect(await scene.sync({ removalLimit })).toMatchObject({ status: 'stopped' });
		expect(await scene.sync()).toMatchObject({ status: 'completed', removed: 9 });
	});

	it('does not believe in a tenant without people, whatever was confirmed', async () => {
		const scene = await sceneFor({ users: 20 });
		await scene.sync();
		scene.sandbox.tenant.users = [];
		expire(scene);
		const result = await scene.sync({ confirmRemovals: true });
		expect(result).toMatchObject({ status: 'failed', people: { total: 20 } });
		expect(result.message).toContain('listed nobody at all');
	});

	it('forgets who was taken out after a month', async () => {
		const scene = await sceneFor({ users: 30 });
		await scene.sync();
		const [gone] = deletePeople(scene.sandbox, (_, at) => at === 5);
		await scene.sync();
		const row = async () => scene.directory.person(scene.place, gone?.profile.id ?? '');
		expect(await row()).not.toBeNull();
		const month = 31 * 86_400_000;
		await scene.sync({ clock: { now: () => new Date(Date.now() + month), sleep: async () => {} } });
		expect(await row()).toBeNull();
	});
});
