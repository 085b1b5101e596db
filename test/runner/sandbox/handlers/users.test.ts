import { describe, expect, test } from 'vitest';
import { type Graph, type Reply, graphOf, idOf, person, sandboxFor, verdict } from '../client';

const names = (reply: Reply): unknown[] => reply.body.value.map((row) => row['userPrincipalName']);
const EVENTUAL = { ConsistencyLevel: 'eventual' };

async function all(graph: Graph, first: string): Promise<unknown[]> {
	const found: unknown[] = [];
	for (let url: string | undefined = first; url !== undefined;) {
		const page = await graph('GET', url);
		found.push(...page.body.value.map((row) => row['id']));
		url = page.body['@odata.nextLink'] as string | undefined;
	}
	return found;
}

describe('listing people', () => {
	test('follows pages to the end, each person once', async () => {
		const sandbox = await sandboxFor();
		const ids = await all(await graphOf(sandbox), '/v1.0/users?$top=7&$select=id');
		expect(ids).toHaveLength(60);
		expect(new Set(ids).size).toBe(60);
	});

	test('refuses a page token of another query', async () => {
		const graph = await graphOf(await sandboxFor());
		const link = String((await graph('GET', '/v1.0/users?$top=7')).body['@odata.nextLink']);
		const changed = link.replace('%24top=7', '%24top=8').replace('$top=7', '$top=8');
		expect(verdict(await graph('GET', changed))).toBe('400 Directory_ExpiredPageToken');
	});

	test.each([
		["startsWith(displayName,'zoë')", ['zoe.lukasiewicz']],
		["userPrincipalName eq 'MAEVE.O''BRIEN@rehearsal.example'", ["maeve.o'brien"]],
		["displayName eq 'Anna Schmidt'", ['anna.schmidt', 'anna.schmidt2']],
		['accountEnabled eq false', ['emily.braun']],
		[
			"(startsWith(mail,'diego') or startsWith(mail,'lidia')) and accountEnabled eq true",
			['diego.siciliani', 'lidia.holloway'],
		],
	])('filters by %s', async (filter, aliases) => {
		const graph = await graphOf(await sandboxFor());
		const reply = await graph('GET', `/v1.0/users?$filter=${encodeURIComponent(filter)}`);
		expect(names(reply)).toEqual(aliases.map((alias) => `${alias}@rehearsal.example`));
	});

	test.each([
		["jobTitle eq 'x'", 'Request_UnsupportedQuery'],
		["startsWith(id,'x')", 'Request_UnsupportedQuery'],
		["displayName ne 'x'", 'Request_UnsupportedQuery'],
		["displayName eq 'x", 'BadRequest'],
		["displayName eq 'x' nonsense", 'BadRequest'],
		["contains(displayName,'x')", 'Request_UnsupportedQuery'],
	])('refuses the filter %s', async (filter, code) => {
		const graph = await graphOf(await sandboxFor());
		const reply = await graph('GET', `/v1.0/users?$filter=${encodeURIComponent(filter)}`);
		expect(verdict(reply)).toBe(`400 ${code}`);
	});

	test('searches, counts and sorts only with the header for it', async () => {
		const graph = await graphOf(await sandboxFor());
		const url = `/v1.0/users?$search=${encodeURIComponent('"displayName:schm"')}&$count=true&$orderby=displayName`;
		expect(verdict(await graph('GET', url))).toBe('400 Request_UnsupportedQuery');
		const found = await graph('GET', url, undefined, EVENTUAL);
		expect(found.body['@odata.count']).toBe(2);
		const sorted = await graph(
			'GET',
			'/v1.0/users?$orderby=displayName&$top=999&$select=displayName',
		);
		const shown = sorted.body.value.map((row) => String(row['displayName']));
		expect(shown).toEqual([...shown].sort((a, b) => a.localeCompare(b, 'en')));
	});
});

describe('one person', () => {
	test('comes without accountEnabled unless it is selected', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const id = idOf(sandbox, 'adele.vance');
		expect((await graph('GET', `/v1.0/users/${id}`)).body).not.toHaveProperty('accountEnabled');
		const one = await graph(
			'GET',
			`/v1.0/users/${id}?$select=accountEnabled&$expand=manager($select=displayName)`,
		);
		expect(one.body).toMatchObject({
			accountEnabled: true,
			manager: { displayName: 'Miriam Graham' },
		});
	});

	test('is found by the name of a guest only when # is encoded', async () => {
		const graph = await graphOf(await sandboxFor());
		const guest = 'megan.bowen_fabrikam.example#EXT#@rehearsal.example';
		expect((await graph('GET', `/v1.0/users/${encodeURIComponent(guest)}`)).status).toBe(200);
		expect((await graph('GET', `/v1.0/users/${guest}`)).status).toBe(404);
	});

	test('without a manager answers 404 for it and expands to nothing', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const id = idOf(sandbox, 'patti.fernandez');
		expect(verdict(await graph('GET', `/v1.0/users/${id}/manager`))).toBe(
			'404 Request_ResourceNotFound',
		);
		expect((await graph('GET', `/v1.0/users/${id}?$expand=manager`)).body).not.toHaveProperty(
			'manager',
		);
	});

	test('belongs to groups, roles and units of their own type', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const types = async (path: string) =>
			(await graph('GET', `/v1.0/users/${path}`, undefined, EVENTUAL)).body.value.map(
				(row) => row['@odata.type'],
			);
		const adele = idOf(sandbox, 'adele.vance');
		expect(await types(`${adele}/memberOf`)).toEqual([
			'#microsoft.graph.group',
			'#microsoft.graph.group',
			'#microsoft.graph.directoryRole',
		]);
		expect(await types(`${adele}/memberOf/microsoft.graph.directoryRole`)).toHaveLength(1);
		expect(await types(`${idOf(sandbox, 'irvin.sayers')}/memberOf`)).toEqual([
			'#microsoft.graph.administrativeUnit',
		]);
		const xiaoming = idOf(sandbox, 'xiaoming.wang');
		expect(await types(`${xiaoming}/memberOf/microsoft.graph.group`)).toHaveLength(1);
		expect(await types(`${xiaoming}/transitiveMemberOf/microsoft.graph.group`)).toHaveLength(2);
		expect(await types(`${idOf(sandbox, 'allan.deyoung')}/transitiveMemberOf`)).toContain(
			'#microsoft.graph.directoryRole',
		);
	});

	test('revoking sessions moves the time from which they are valid', async () => {
		const sandbox = await sandboxFor();
		const { profile } = person(sandbox, 'adele.vance');
		const before = Math.floor(Date.now() / 1000) * 1000;
		const reply = await (
			await graphOf(sandbox)
		)('POST', `/v1.0/users/${profile.id}/revokeSignInSessions`);
		expect([reply.status, reply.body.value]).toEqual([200, true]);
		expect(profile.signInSessionsValidFromDateTime).toMatch(/:\d\dZ$/);
		expect(Date.parse(profile.signInSessionsValidFromDateTime ?? '')).toBeGreaterThanOrEqual(
			before,
		);
	});
});

describe('the change feed', () => {
	test('gives everybody in pages, then only what changed or went', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const seen = new Set<unknown>();
		let url = '/v1.0/users/delta?$select=id,displayName,manager';
		let link: string | undefined;
		while (link === undefined) {
			const page = await graph('GET', url, undefined, { Prefer: 'odata.maxpagesize=25' });
			for (const row of page.body.value) seen.add(row['id']);
			url = String(page.body['@odata.nextLink']);
			link = page.body['@odata.deltaLink'] as string | undefined;
		}
		expect(seen.size).toBe(60);
		expect((await graph('GET', link)).body.value).toEqual([]);
		person(sandbox, 'adele.vance').profile.displayName = 'Adele Vance-Smith';
		const gone = idOf(sandbox, 'emily.braun');
		const purged = idOf(sandbox, 'ben.walters');
		const { users } = sandbox.tenant;
		sandbox.tenant.users = users.filter(({ profile: { id } }) => id !== gone && id !== purged);
		sandbox.tenant.deletedUsers = users.filter(({ profile }) => profile.id === gone);
		const { value } = (await graph('GET', link)).body;
		expect(value).toMatchObject([
			{ displayName: 'Adele Vance-Smith' },
			{ id: gone, '@removed': { reason: 'changed' } },
			{ id: purged, '@removed': { reason: 'deleted' } },
		]);
		sandbox.tenant.deltaSnapshots = {};
		expect(verdict(await graph('GET', link))).toBe('410 syncStateNotFound');
	});

	test('names the manager who came and the one who went', async () => {
		const sandbox = await sandboxFor({ users: 40 });
		const graph = await graphOf(sandbox);
		const first = await graph('GET', '/v1.0/users/delta?$select=id,manager', undefined, {
			Prefer: 'odata.maxpagesize=999',
		});
		const adele = person(sandbox, 'adele.vance');
		const before = adele.managerId;
		adele.managerId = idOf(sandbox, 'lee.gu');
		const second = await graph('GET', String(first.body['@odata.deltaLink']));
		expect(second.body.value).toMatchObject([
			{
				id: adele.profile.id,
				'manager@delta': [
					{ id: adele.managerId },
					{ id: before, '@removed': { reason: 'deleted' } },
				],
			},
		]);
		adele.managerId = null;
		const third = await graph('GET', String(second.body['@odata.deltaLink']));
		expect(third.body.value[0]).toMatchObject({
			'manager@delta': [{ '@removed': { reason: 'deleted' } }],
		});
	});
});
