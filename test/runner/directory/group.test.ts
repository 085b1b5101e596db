import { describe, expect, it } from 'vitest';
import { deletePeople, person, sceneFor, type Scene } from './scene';

function groupId({ sandbox }: Scene, name: string): string {
	const group = sandbox.tenant.groups.find(({ profile }) => profile.displayName === name);
	if (!group) throw new Error(`There is no group ${name}`);
	return group.profile.id;
}

describe('the people of a group', () => {
	it('are those in nested groups too, each once, and a list of their own', async () => {
		const scene = await sceneFor();
		const outer = groupId(scene, 'Retail systems access');
		const inner = groupId(scene, 'Licence E5');
		const group = scene.sandbox.tenant.groups.find(({ profile }) => profile.id === outer);
		group?.memberIds.push(inner, person(scene.sandbox, 'sara.davis').profile.id);
		await scene.sync();
		const result = await scene.sync({ group: outer.toUpperCase() });
		expect(result).toMatchObject({
			status: 'completed',
			scope: 'group',
			group: outer,
			full: true,
			added: 4,
			people: { total: 4 },
		});
		const place = { ...scene.place, group: outer };
		const { people } = await scene.directory.people({
			...place,
			kinds: ['employee', 'guest', 'disabled'],
		});
		expect(people.map(({ userPrincipalName }) => userPrincipalName?.split('@')[0])).toEqual([
			'adele.vance',
			'bartholomew.oyelaran',
			'christie.cline',
			'sara.davis',
		]);
		expect((await scene.directory.counts(scene.place)).total).toBe(60);
	});

	it('who left it are taken out, who were renamed are renamed, and nothing else is written', async () => {
		const scene = await sceneFor();
		const id = groupId(scene, 'Retail systems access');
		await scene.sync({ group: id });
		expect(await scene.sync({ group: id })).toMatchObject({ added: 0, updated: 0, removed: 0 });
		person(scene.sandbox, 'adele.vance').profile.jobTitle = 'Something else';
		deletePeople(scene.sandbox, ({ profile }) => /^christie/.test(profile.userPrincipalName));
		expect(await scene.sync({ group: id })).toMatchObject({
			status: 'completed',
			updated: 1,
			removed: 1,
			people: { total: 2 },
		});
	});

	it('are not taken out all at once without a confirmation', async () => {
		const scene = await sceneFor();
		const id = groupId(scene, 'Retail systems access');
		await scene.sync({ group: id });
		const group = scene.sandbox.tenant.groups.find(({ profile }) => profile.id === id);
		if (group) group.memberIds = [];
		expect(await scene.sync({ group: id })).toMatchObject({ status: 'stopped', removed: 0 });
		expect(await scene.sync({ group: id, confirmRemovals: true })).toMatchObject({
			status: 'completed',
			removed: 3,
		});
	});

	it('come page by page in a large group', async () => {
		const scene = await sceneFor({ users: 2_500 });
		const { groups, users } = scene.sandbox.tenant;
		const group = groups.find(({ profile }) => profile.displayName === 'Licence E5');
		if (group) group.memberIds = users.map(({ profile }) => profile.id);
		const result = await scene.sync({ group: groupId(scene, 'Licence E5') });
		expect(result).toMatchObject({ status: 'completed', pages: 3, people: { total: 2_500 } });
	});
});

describe('a group that can not be used', () => {
	it.each([
		['Retail', 'a Microsoft 365 group'],
		['Press list', 'a distribution list'],
	])('%s is named by its kind', async (name, kind) => {
		const scene = await sceneFor();
		const result = await scene.sync({ group: groupId(scene, name) });
		expect(result).toMatchObject({ status: 'failed', pages: 0, people: { total: 0 } });
		expect(result.message).toContain(`is ${kind}, not a security group`);
		expect(await scene.db.selectFrom('directory_sync').selectAll().execute()).toEqual([]);
	});

	it.each(['All of Marketing', 'Finance notices', 'VPN users', 'IT administrators'])(
		'does not mean %s: dynamic, mail-enabled, synced and role groups are security groups',
		async (name) => {
			const scene = await sceneFor();
			const result = await scene.sync({ group: groupId(scene, name) });
			expect(result.status).toBe('completed');
		},
	);

	it('is one that does not exist, or an administrative unit', async () => {
		const scene = await sceneFor();
		const unit = scene.sandbox.tenant.administrativeUnits[0]?.id ?? '';
		for (const group of ['6e7b768e-07e2-4810-8459-485f84f8f204', unit]) {
			const result = await scene.sync({ group });
			expect(result.status).toBe('failed');
			expect(result.message).toContain(`There is no group with the object id ${group}`);
		}
	});

	it.each(['', 'Retail', '6e7b768e-07e2-4810-8459', '../users'])(
		'is "%s", which is no object id: nothing is asked',
		async (group) => {
			const scene = await sceneFor({ users: 5 });
			await expect(scene.sync({ group })).rejects.toThrow('The group is not an object id');
			expect(scene.asked()).toEqual([]);
		},
	);

	it('is one whose members come without names: the permission for people is missing', async () => {
		const scene = await sceneFor();
		const { app } = scene.sandbox.tenant;
		app.permissions = app.permissions.filter((name) => !/^(User|Directory)\./.test(name));
		const result = await scene.sync({ group: groupId(scene, 'Licence E5') });
		expect(result).toMatchObject({ status: 'failed', people: { total: 0 } });
		expect(result.message).toContain('User.Read.All');
	});

	it('is one the app may not read: the permission for groups is named', async () => {
		const scene = await sceneFor();
		const { app } = scene.sandbox.tenant;
		app.permissions = app.permissions.filter((name) => !/^(Group|Directory)/.test(name));
		const result = await scene.sync({ group: groupId(scene, 'Licence E5') });
		expect(result.message).toContain('GroupMember.Read.All');
	});
});
