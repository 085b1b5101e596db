import { describe, expect, test } from 'vitest';
import { findGroup, findUser } from '../../../../runner/sandbox';
import { graphOf, groupIdOf, idOf, sandboxFor, verdict, withdraw } from '../client';

async function seat(groupName: string, alias: string, list = 'members') {
	const sandbox = await sandboxFor();
	const id = idOf(sandbox, alias);
	const url = `/v1.0/groups/${groupIdOf(sandbox, groupName)}/${list}`;
	const graph = await graphOf(sandbox);
	const remove = async () => graph('DELETE', `${url}/${id}/$ref`);
	const group = () => findGroup(sandbox.tenant, groupIdOf(sandbox, groupName));
	return { sandbox, graph, id, url, remove, group };
}

const reference = (url: string, id: string) => ({
	'@odata.id': `${url}/v1.0/directoryObjects/${id}`,
});

describe('removing a member', () => {
	test('works once, then the reference is gone', async () => {
		const { remove, group, id } = await seat('Retail systems access', 'adele.vance');
		expect((await remove()).status).toBe(204);
		expect(group()?.memberIds).not.toContain(id);
		expect(verdict(await remove())).toBe('404 Request_ResourceNotFound');
	});

	test.each([
		['VPN users', 'joni.sherman', 'on-premises mastered'],
		[
			'Press list',
			'joni.sherman',
			'Cannot Update a mail-enabled security groups and or distribution list.',
		],
		['Finance notices', 'pradeep.gupta', 'Cannot Update a mail-enabled security groups'],
		['All of Marketing', 'joni.sherman', 'dynamic membership'],
	])('of %s is refused', async (groupName, alias, words) => {
		const { remove, group, id } = await seat(groupName, alias);
		const answer = await remove();
		expect(verdict(answer)).toBe('400 Request_BadRequest');
		expect(answer.body.error.message).toContain(words);
		expect(group()?.memberIds).toContain(id);
	});

	test('of a group for roles needs the permission for roles', async () => {
		const { sandbox, url, id, remove } = await seat('IT administrators', 'allan.deyoung');
		withdraw(sandbox, 'RoleManagement.ReadWrite.Directory');
		const weaker = await graphOf(sandbox);
		expect(verdict(await weaker('DELETE', `${url}/${id}/$ref`))).toBe(
			'403 Authorization_RequestDenied',
		);
		expect((await remove()).status).toBe(204);
	});

	test('without $ref deletes the person, as in Graph', async () => {
		const { sandbox, url, id } = await seat('Retail systems access', 'adele.vance');
		expect(verdict(await (await graphOf(sandbox))('DELETE', `${url}/${id}`))).toBe(
			'403 Authorization_RequestDenied',
		);
		sandbox.tenant.app.permissions.push('User.DeleteRestore.All');
		expect((await (await graphOf(sandbox))('DELETE', `${url}/${id}`)).status).toBe(204);
		expect(findUser(sandbox.tenant, id)).toBeUndefined();
		expect(sandbox.tenant.deletedUsers.map(({ profile }) => profile.id)).toEqual([id]);
	});
});

describe('owners', () => {
	const LAST = 'The group must have at least one owner, hence this owner cannot be removed.';

	test.each([
		['Retail', 'miriam.graham'],
		['Site planning', 'ingrid.akesson'],
	])('the last person who owns %s stays', async (groupName, alias) => {
		const { remove } = await seat(groupName, alias, 'owners');
		const answer = await remove();
		expect([verdict(answer), answer.body.error.message]).toEqual(['400 Request_BadRequest', LAST]);
	});

	test('a successor is added first, then the owner can go', async () => {
		const { sandbox, graph, url, remove, group } = await seat('Retail', 'miriam.graham', 'owners');
		const successor = idOf(sandbox, 'patti.fernandez');
		const body = reference(sandbox.url, successor);
		expect((await graph('POST', `${url}/$ref`, body)).status).toBe(204);
		const again = await graph('POST', `${url}/$ref`, body);
		expect(verdict(again)).toBe('400 Request_BadRequest');
		expect(again.body.error.message).toContain('One or more added object references already exist');
		expect((await remove()).status).toBe(204);
		expect(group()?.ownerIds).toEqual([successor]);
	});

	test('a reference must name something of this Graph', async () => {
		const { sandbox, graph, url } = await seat('Retail', 'miriam.graham');
		const id = idOf(sandbox, 'patti.fernandez');
		const post = async (body: unknown) => verdict(await graph('POST', `${url}/$ref`, body));
		expect(await post(reference('https://graph.microsoft.us', id))).toBe('400 Request_BadRequest');
		expect(await post({ '@odata.id': id })).toBe('400 Request_BadRequest');
		expect(await post(reference(sandbox.url, sandbox.tenant.tenantId))).toBe(
			'404 Request_ResourceNotFound',
		);
	});

	test('are listed with their type, service principals too', async () => {
		const { graph, url } = await seat('Site planning', 'ingrid.akesson', 'owners');
		const types = (await graph('GET', url)).body.value.map((row) => row['@odata.type']);
		expect(types).toEqual(['#microsoft.graph.user', '#microsoft.graph.servicePrincipal']);
		expect((await graph('GET', `${url}/microsoft.graph.user`)).body.value).toHaveLength(1);
	});
});

test('members through nested groups are listed once', async () => {
	const { graph, url } = await seat('Architecture circle', 'zoe.lukasiewicz');
	const people = `${url.replace('members', 'transitiveMembers')}/microsoft.graph.user?$select=userPrincipalName`;
	const found = (await graph('GET', people)).body.value.map(
		(row) => String(row['userPrincipalName']).split('@')[0],
	);
	expect(found.sort()).toEqual(['diego.siciliani', 'xiaoming.wang', 'zoe.lukasiewicz']);
});

describe('the people of a group', () => {
	test('through nested groups too, are only ids to whoever may not read people', async () => {
		const sandbox = await sandboxFor();
		const list = `/v1.0/groups/${groupIdOf(sandbox, 'Architecture circle')}/transitiveMembers`;
		const url = `${list}/microsoft.graph.user?$select=id,userPrincipalName`;
		const whole = await (await graphOf(sandbox))('GET', url);
		expect(whole.body.value).toHaveLength(3);
		expect(whole.body.value[0]?.['userPrincipalName']).toContain('@rehearsal.example');
		withdraw(sandbox, 'User.Read.All', 'Directory.Read.All');
		const bare = await (await graphOf(sandbox))('GET', url);
		expect(bare.body.value.map((row) => row['id'])).toEqual(
			whole.body.value.map((row) => row['id']),
		);
		expect(bare.body.value.map((row) => row['userPrincipalName'])).toEqual([null, null, null]);
	});
});
