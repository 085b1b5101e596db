import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startScriptedGraph, type ScriptedGraph } from '../../harness/scriptedGraph';
import { directoryFor } from './scene';
import type { Directory } from '../../../runner/directory/directory';
import type { Db } from '../../../runner/database/db';

let graph: ScriptedGraph;
let directory: Directory;
let db: Db;

beforeEach(async () => {
	graph = await startScriptedGraph();
	({ db, directory } = await directoryFor());
});
afterEach(() => graph.close());

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const link = (token: string) => `${graph.url}/v1.0/users/delta?$skiptoken=${token}`;
const full = (number: number, more: object = {}) => ({
	id: id(number),
	displayName: `Person ${number}`,
	userPrincipalName: `p${number}@x.example`,
	accountEnabled: true,
	userType: 'Member',
	jobTitle: 'Clerk',
	...more,
});
const page = (value: object[], next: string) => ({
	body: { value, '@odata.nextLink': link(next) },
});
const last = (value: object[], token = 'done') => ({
	body: { value, '@odata.deltaLink': link(token).replace('skip', 'delta') },
});
const sync = () => directory.sync({ connection: graph.connection, clock: graph.clock });
const place = () => ({ tenantId: graph.connection.tenantId, group: null });
const read = (number: number) => directory.person(place(), id(number));

describe('what a feed may hold', () => {
	it('empty pages, somebody twice, parts in any order: by id, the last word counts', async () => {
		graph.answer(
			page([], '1'),
			page([{ id: id(1), accountEnabled: false }, full(2)], '2'),
			page([full(1), full(2, { displayName: 'Second' })], '3'),
			page([], '4'),
			last([{ id: id(2), displayName: 'Third' }, full(3), { id: id(3), '@removed': {} }]),
		);
		expect(await sync()).toMatchObject({
			status: 'completed',
			added: 3,
			pages: 5,
			people: { total: 2 },
		});
		expect(await read(1)).toMatchObject({ displayName: 'Person 1', accountEnabled: true });
		expect(await read(2)).toMatchObject({ displayName: 'Third', jobTitle: 'Clerk' });
		expect(await read(3)).toMatchObject({ kind: 'removed' });
	});

	it('a change that leaves properties out leaves them as they were; null takes them away', async () => {
		graph.answer(last([full(1, { 'manager@delta': [{ id: id(9) }] })]));
		await sync();
		graph.answer(last([{ id: id(1), displayName: 'New' }]), last([{ id: id(1), jobTitle: null }]));
		await sync();
		expect(await read(1)).toMatchObject({
			displayName: 'New',
			jobTitle: 'Clerk',
			userPrincipalName: 'p1@x.example',
			managerId: id(9),
		});
		await sync();
		expect(await read(1)).toMatchObject({ displayName: 'New', jobTitle: null });
	});

	it('where everybody is read again, what is left out is not set any more', async () => {
		graph.answer(last([full(1, { 'manager@delta': [{ id: id(9) }] })]));
		await sync();
		const { jobTitle: _, ...bare } = full(1);
		graph.answer({ status: 410, body: { error: { code: 'syncStateNotFound' } } }, last([bare]));
		expect(await sync()).toMatchObject({ full: true, updated: 1 });
		expect(await read(1)).toMatchObject({ jobTitle: null, managerId: null });
	});

	it('a removed manager counts only if it is still theirs, in whatever order it comes', async () => {
		graph.answer(last([full(1, { 'manager@delta': [{ id: id(9) }] })]));
		await sync();
		const went = { id: id(9), '@removed': { reason: 'deleted' } };
		graph.answer(
			page([{ id: id(1), 'manager@delta': [{ id: id(8) }] }], '1'),
			last([{ id: id(1), 'manager@delta': [went] }]),
		);
		await sync();
		expect(await read(1)).toMatchObject({ managerId: id(8) });
	});

	it('a change about somebody unknown makes it read everybody', async () => {
		graph.answer(last([full(1)]));
		await sync();
		graph.answer(last([{ id: id(5), jobTitle: 'Clerk' }]), last([full(1), full(5)]));
		expect(await sync()).toMatchObject({ full: true, added: 1, people: { total: 2 } });
		expect(await read(5)).toMatchObject({ displayName: 'Person 5' });
	});
});

describe('what is not a whole list', () => {
	it.each([
		['ends without a link', () => ({ body: { value: [full(1)] } })],
		['holds somebody without an id', () => last([{ displayName: 'Nobody' }])],
		['has no list', () => ({ body: { '@odata.deltaLink': link('x') } })],
		['leads in a circle', () => page([], '1')],
		[
			'leads to another host',
			() => ({
				body: { value: [], '@odata.nextLink': 'https://graph.microsoft.com.evil.example/v1.0/x' },
			}),
		],
	])('a page that %s takes nobody out', async (_, answer) => {
		graph.answer(last([full(1), full(2)]));
		await sync();
		graph.answer(page([], '1'), answer(), answer());
		const result = await sync();
		expect(result).toMatchObject({ status: 'failed', removed: 0, people: { total: 2 } });
		expect(graph.requests.every(({ url }) => url.startsWith('/v1.0/users/delta'))).toBe(true);
	});
});

describe('names', () => {
	const names = [
		"Robert'); drop table directory_person;--",
		'<script>alert(1)</script>',
		'=HYPERLINK("http://x")',
		'\u202egnp.exe',
		'nul\u0000inside',
		'half \ud83d of a pair',
		'Zoë 🙂 Łukasiewicz-Ørsted',
		'%_\\',
		'𝕬'.repeat(256),
		' ',
		'\n\t\r',
		'$' + '{jndi:ldap://x}',
		'王小明',
	];

	it('of every kind come back as they are, and a second look finds nothing new', async () => {
		const rows = names.map((displayName, at) => full(at, { displayName, department: displayName }));
		graph.answer(last(rows));
		expect(await sync()).toMatchObject({ added: names.length });
		for (const [at, name] of names.entries()) {
			const expected = name.replace('\u0000', '\ufffd').replace('\ud83d ', '\ufffd ');
			const person = await read(at);
			expect([person?.displayName, person?.department]).toEqual([expected, expected]);
		}
		graph.answer({ status: 410 }, last(rows));
		expect(await sync()).toMatchObject({ full: true, added: 0, updated: 0, removed: 0 });
		const columns = await db.selectFrom('directory_person').select('name_key').execute();
		for (const { name_key } of columns) expect(name_key).toMatch(/^[0-9kmptvx]{1,400}$/);
		const found = await directory.people({ ...place(), search: 'ZOE 🙂 lukasiewicz-o' });
		expect(found.people).toHaveLength(1);
		// Signs are no words: they find nobody, and never everybody.
		expect((await directory.people({ ...place(), search: '%' })).people).toEqual([]);
		expect((await directory.people({ ...place(), search: '王' })).people).toHaveLength(1);
	});
});
