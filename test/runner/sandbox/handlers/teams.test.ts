import { describe, expect, test } from 'vitest';
import { findGroup } from '../../../../runner/sandbox';
import { graphOf, groupIdOf, idOf, sandboxFor, verdict } from '../client';

async function salesTeam() {
	const sandbox = await sandboxFor();
	const graph = await graphOf(sandbox);
	const id = groupIdOf(sandbox, 'Sales');
	const url = `/v1.0/teams/${id}`;
	const seatOf = async (alias: string, place = url) => {
		const filter = `(microsoft.graph.aadUserConversationMember/userId eq '${idOf(sandbox, alias)}')`;
		const { value } = (await graph('GET', `${place}/members?$filter=${encodeURIComponent(filter)}`))
			.body;
		return value[0];
	};
	const newMember = (alias: string, roles: string[]) => ({
		'@odata.type': '#microsoft.graph.aadUserConversationMember',
		roles,
		'user@odata.bind': `${sandbox.url}/v1.0/users('${idOf(sandbox, alias)}')`,
	});
	return { sandbox, graph, url, seatOf, newMember, group: () => findGroup(sandbox.tenant, id) };
}

describe('a team', () => {
	test('is among the teams of its members', async () => {
		const { sandbox, graph } = await salesTeam();
		const url = `/v1.0/users/${idOf(sandbox, 'sara.davis')}/joinedTeams`;
		expect((await graph('GET', url)).body.value).toMatchObject([{ displayName: 'Sales' }]);
	});

	test('removes a member by membership id, not by user id, and from its private channels', async () => {
		const { sandbox, graph, url, seatOf, group } = await salesTeam();
		const member = await seatOf('sara.davis');
		const id = idOf(sandbox, 'sara.davis');
		expect(member).toMatchObject({ userId: id, roles: [] });
		expect((await graph('DELETE', `${url}/members/${id}`)).status).toBe(404);
		expect(
			(await graph('DELETE', `${url}/members/${encodeURIComponent(String(member?.['id']))}`))
				.status,
		).toBe(204);
		expect(group()?.memberIds).not.toContain(id);
		expect(JSON.stringify(group()?.channels)).not.toContain(id);
	});

	test('keeps its last owner until there is another', async () => {
		const { sandbox, graph, url, seatOf, newMember } = await salesTeam();
		const owner = encodeURIComponent(String((await seatOf('lee.gu'))?.['id']));
		expect((await graph('DELETE', `${url}/members/${owner}`)).status).toBe(400);
		const added = await graph('POST', `${url}/members`, newMember('patti.fernandez', ['owner']));
		expect([added.status, added.body['roles']]).toEqual([201, ['owner']]);
		expect((await graph('DELETE', `${url}/members/${owner}`)).status).toBe(204);
		sandbox.tenant.app.permissions = ['TeamMember.ReadWriteNonOwnerRole.All'];
		const weaker = await graphOf(sandbox);
		expect(verdict(await weaker('POST', `${url}/members`, newMember('raul.razo', ['owner'])))).toBe(
			'403 Forbidden',
		);
		expect((await weaker('POST', `${url}/members`, newMember('raul.razo', []))).status).toBe(201);
	});

	test('has private channels with members of their own', async () => {
		const { graph, url, seatOf } = await salesTeam();
		const list = `${url}/channels?$filter=${encodeURIComponent("membershipType eq 'private'")}`;
		const [channel] = (await graph('GET', list)).body.value;
		const place = `${url}/channels/${encodeURIComponent(String(channel?.['id']))}`;
		expect((await graph('GET', `${place}/members`)).body.value).toHaveLength(2);
		const owner = encodeURIComponent(String((await seatOf('lee.gu', place))?.['id']));
		const member = encodeURIComponent(String((await seatOf('sara.davis', place))?.['id']));
		expect((await graph('DELETE', `${place}/members/${owner}`)).status).toBe(400);
		expect((await graph('DELETE', `${place}/members/${member}`)).status).toBe(204);
		expect((await graph('DELETE', `${place}/members/${member}`)).status).toBe(404);
		expect((await graph('DELETE', `${place}/members/${owner}`)).status).toBe(204);
	});

	test('is not every group', async () => {
		const { sandbox, graph } = await salesTeam();
		expect(verdict(await graph('GET', `/v1.0/teams/${groupIdOf(sandbox, 'Retail')}/members`))).toBe(
			'404 NotFound',
		);
	});
});
