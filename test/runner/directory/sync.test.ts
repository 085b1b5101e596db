import { describe, expect, it } from 'vitest';
import { deletePeople, person, sceneFor, tenantFor, directoryFor } from './scene';
import { parseConnection } from '../../../nodes/shared/graph';

describe('the first sync of a tenant', () => {
	it('brings everybody, with their manager, and counts each kind apart', async () => {
		const { sync, directory, place, sandbox } = await sceneFor();
		const room = person(sandbox, 'delia.dennis').profile;
		Object.assign(room, { accountEnabled: false, mail: 'room@rehearsal.example' });
		Object.assign(room, { department: null, jobTitle: null });
		person(sandbox, 'delia.dennis').managerId = null;
		const result = await sync();
		expect(result).toMatchObject({
			tenantId: sandbox.tenant.tenantId,
			scope: 'tenant',
			status: 'completed',
			full: true,
			people: { employees: 57, guests: 1, disabled: 1, roomsOrShared: 1, total: 60 },
			added: 60,
			updated: 0,
			removed: 0,
			pages: 1,
			message: null,
			simulated: true,
		});
		const adele = person(sandbox, 'adele.vance');
		expect(await directory.person(place, adele.profile.id)).toEqual({
			id: adele.profile.id,
			displayName: 'Adele Vance',
			userPrincipalName: 'adele.vance@rehearsal.example',
			mail: 'adele.vance@rehearsal.example',
			accountEnabled: true,
			userType: 'Member',
			department: adele.profile.department,
			jobTitle: adele.profile.jobTitle,
			onPremisesSyncEnabled: null,
			managerId: adele.managerId,
			kind: 'employee',
			removedAt: null,
		});
	});

	it('asks for pages of 999 at low priority, and the next one before it writes', async () => {
		const { sync, asked, sandbox } = await sceneFor({ users: 2_500 });
		const result = await sync();
		expect(result).toMatchObject({ pages: 3, added: 2_500, people: { total: 2_500 } });
		expect(asked().map((url) => url.split('=')[0])).toEqual([
			'/v1.0/users/delta?$select',
			'/v1.0/users/delta?$skiptoken',
			'/v1.0/users/delta?$skiptoken',
		]);
		const feed = sandbox.log.filter(({ url }) => url.includes('/users/delta'));
		for (const { headers } of feed) {
			expect(headers).toMatchObject({
				prefer: 'odata.maxpagesize=999',
				'x-ms-throttle-priority': 'Low',
			});
		}
	});

	it('goes on although whoever watches breaks', async () => {
		const { directory, connection } = await sceneFor();
		const broken = () => {
			throw new Error('the watcher broke');
		};
		expect(await directory.sync({ connection }, broken)).toMatchObject({ status: 'completed' });
	});
});

describe('a later sync', () => {
	it('changes nothing and reads one page when nothing happened', async () => {
		const { sync, asked } = await sceneFor({ users: 2_500 });
		await sync();
		asked();
		const again = await sync();
		expect(again).toMatchObject({ full: false, added: 0, updated: 0, removed: 0, pages: 1 });
		expect(asked()).toEqual([expect.stringContaining('?$deltatoken=')]);
	});

	it('takes over a new name, a disabled account, a new manager, and one who has none any more', async () => {
		const { sync, sandbox, directory, place } = await sceneFor();
		await sync();
		const [adele, christie, sara] = ['adele.vance', 'christie.cline', 'sara.davis'].map((alias) =>
			person(sandbox, alias),
		);
		if (!adele || !christie || !sara) throw new Error('nobody there');
		adele.profile.displayName = 'Adele Vance-Smith';
		christie.profile.accountEnabled = false;
		sara.profile.jobTitle = null;
		adele.managerId = person(sandbox, 'lee.gu').profile.id;
		christie.managerId = null;
		const result = await sync();
		expect(result).toMatchObject({ full: false, added: 0, updated: 3, removed: 0 });
		expect(await directory.person(place, adele.profile.id)).toMatchObject({
			displayName: 'Adele Vance-Smith',
			managerId: adele.managerId,
		});
		expect(await directory.person(place, christie.profile.id)).toMatchObject({
			accountEnabled: false,
			kind: 'disabled',
			managerId: null,
		});
		expect(await directory.person(place, sara.profile.id)).toMatchObject({ jobTitle: null });
		const { people } = await directory.people({ ...place, search: 'adele vance-sm' });
		expect(people.map(({ id }) => id)).toEqual([adele.profile.id]);
	});

	it('takes out who is deleted, keeps them for a month, and has them back when they are restored', async () => {
		const { sync, sandbox, directory, place } = await sceneFor();
		await sync();
		const [adele] = deletePeople(sandbox, ({ profile }) =>
			profile.userPrincipalName.startsWith('adele.'),
		);
		if (!adele) throw new Error('nobody there');
		expect(await sync()).toMatchObject({ removed: 1, people: { total: 59 } });
		const gone = await directory.person(place, adele.profile.id);
		expect(gone).toMatchObject({ kind: 'removed', displayName: 'Adele Vance' });
		expect(gone?.removedAt).not.toBeNull();
		expect((await directory.people({ ...place, search: 'adele' })).people).toEqual([]);
		sandbox.tenant.users.push(adele);
		sandbox.tenant.deletedUsers = [];
		expect(await sync()).toMatchObject({ added: 1, removed: 0, people: { total: 60 } });
		expect((await directory.people({ ...place, search: 'adele' })).people).toHaveLength(1);
	});

	it('keeps nothing of somebody who is deleted for ever', async () => {
		const { sync, sandbox, directory, place } = await sceneFor();
		await sync();
		const { id } = person(sandbox, 'adele.vance').profile;
		sandbox.tenant.users = sandbox.tenant.users.filter(({ profile }) => profile.id !== id);
		expect(await sync()).toMatchObject({ removed: 1, people: { total: 59 } });
		expect(await directory.person(place, id)).toBeNull();
	});
});

describe('two tenants in one database', () => {
	it('never see each other', async () => {
		const { db, directory } = await directoryFor();
		const first = await tenantFor({ users: 40 });
		const second = await tenantFor({ users: 12, seed: 7 });
		const connections = [first, second].map(({ connection }) => parseConnection(connection));
		// Even one object id in both of them is two people.
		const shared = first.tenant.users[0];
		if (!shared) throw new Error('nobody there');
		second.tenant.users.push({
			...shared,
			profile: { ...shared.profile, displayName: 'Somebody Else' },
		});
		const [one, other] = await Promise.all(
			connections.map((connection) => directory.sync({ connection })),
		);
		expect([one?.people.total, other?.people.total]).toEqual([40, 13]);
		const place = (at: 0 | 1) => ({ tenantId: connections[at]?.tenantId ?? '', group: null });
		expect((await directory.person(place(0), shared.profile.id))?.displayName).not.toBe(
			'Somebody Else',
		);
		expect((await directory.person(place(1), shared.profile.id))?.displayName).toBe(
			'Somebody Else',
		);
		const names = async (at: 0 | 1) =>
			(await directory.people({ ...place(at), search: 'somebody' })).people.length;
		expect([await names(0), await names(1)]).toEqual([0, 1]);
		await directory.forget(place(1));
		expect((await directory.counts(place(0))).total).toBe(40);
		expect((await directory.counts(place(1))).total).toBe(0);
		const left = await db.selectFrom('directory_sync').select('tenant_id').execute();
		expect(left).toEqual([{ tenant_id: connections[0]?.tenantId }]);
	});

	it('are told apart by the id, also where the connection names a domain', async () => {
		const { sandbox, directory } = await sceneFor({ users: 20 });
		const connection = parseConnection({ ...sandbox.connection, tenantId: 'rehearsal.example' });
		const result = await directory.sync({ connection });
		expect(result).toMatchObject({ status: 'completed', tenantId: sandbox.tenant.tenantId });
	});
});
