import { describe, expect, it } from 'vitest';
import { fold, sortKey } from '../../../runner/directory/fold';
import { kindOf } from '../../../runner/directory/person';
import { person, sceneFor } from './scene';

describe('reading people', () => {
	it('page by page, by name, each once', async () => {
		const { sync, directory, place, sandbox } = await sceneFor();
		await sync();
		const names: string[] = [];
		let after: string | null = null;
		do {
			const page = await directory.people({ ...place, after, limit: 7 });
			names.push(...page.people.map(({ displayName }) => displayName ?? ''));
			after = page.next;
		} while (after !== null);
		expect(names).toHaveLength(58);
		const folded = names.map(fold);
		expect(folded).toEqual([...folded].sort());
		expect(names.filter((name) => name === 'Anna Schmidt')).toHaveLength(2);
		expect(sandbox.tenant.users).toHaveLength(60);
	});

	it('by kind', async () => {
		const { sync, directory, place } = await sceneFor();
		await sync();
		const of = async (kinds: ('guest' | 'disabled')[]) =>
			(await directory.people({ ...place, kinds })).people.map(({ kind }) => kind);
		expect(await of(['guest'])).toEqual(['guest']);
		// By name, whatever their kind.
		expect(await of(['disabled', 'guest'])).toHaveLength(2);
		expect(await of([])).toEqual([]);
	});

	it.each([
		['ADELE', 'adele.vance'],
		['vance', 'adele.vance'],
		['adele.vance@', 'adele.vance'],
		['raul', 'raul.razo'],
		['muller', 'henrietta.mueller'],
		['  Zoe   Łuk', 'zoe.lukasiewicz'],
	])('finds who begins with %s', async (search, alias) => {
		const { sync, directory, place } = await sceneFor({ users: 40 });
		await sync();
		const { people } = await directory.people({ ...place, search });
		expect(people.map(({ userPrincipalName }) => userPrincipalName)).toEqual([
			`${alias}@rehearsal.example`,
		]);
	});

	it('finds nobody by the middle of a word, and takes no place of another list', async () => {
		const { sync, directory, place, sandbox } = await sceneFor({ users: 40 });
		await sync();
		expect((await directory.people({ ...place, search: 'dele' })).people).toEqual([]);
		await expect(directory.people({ ...place, after: "x' or 1=1" })).rejects.toThrow(RangeError);
		expect(await directory.person(place, 'nobody')).toBeNull();
		const upper = person(sandbox, 'adele.vance').profile.id.toUpperCase();
		expect(await directory.person(place, upper)).toMatchObject({ displayName: 'Adele Vance' });
	});
});

describe('folding', () => {
	it.each([
		['  Zoë  Łukasiewicz ', 'zoe lukasiewicz'],
		['Straße', 'strasse'],
		['Søren Æbelø', 'soren aebelo'],
		['İIı', 'iii'],
		['ﬁne', 'fine'],
		['王小明', '王小明'],
	])('%s reads %s', (text, folded) => expect(fold(text)).toBe(folded));

	it('keeps the order of texts and their prefixes in signs that sort alike everywhere', () => {
		const texts = ['', 'a', 'aa', 'ab', 'b', 'ba', 'z', 'ß', '王', '🙂'];
		const keys = texts.map((text) => sortKey(text, 40));
		expect([...keys].sort()).toEqual(keys);
		expect([...keys].sort((a, b) => a.localeCompare(b, 'da'))).toEqual(keys);
		expect([...keys].sort((a, b) => a.localeCompare(b, 'cy'))).toEqual(keys);
		expect(sortKey('abc', 40).startsWith(sortKey('ab', 40))).toBe(true);
		expect(sortKey('🙂'.repeat(99), 3)).toBe(sortKey('🙂🙂🙂', 40));
	});
});

describe('the kind of an account', () => {
	const facts = {
		display_name: 'A',
		user_principal_name: 'a@x.example',
		mail: 'a@x.example',
		account_enabled: 1,
		user_type: 'Member',
		department: null,
		job_title: null,
		on_premises_sync_enabled: null,
		manager_id: null,
	};

	it.each([
		[{}, 'employee'],
		[{ user_type: null }, 'employee'],
		[{ account_enabled: null }, 'employee'],
		[{ user_type: 'guest', account_enabled: 0 }, 'guest'],
		[{ account_enabled: 0 }, 'roomOrShared'],
		[{ account_enabled: 0, mail: null }, 'disabled'],
		[{ account_enabled: 0, department: 'Sales' }, 'disabled'],
		[{ account_enabled: 0, manager_id: 'm' }, 'disabled'],
	])('with %j is %s', (changes, kind) => expect(kindOf({ ...facts, ...changes })).toBe(kind));
});
