import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUserList } from '../../../runner/cli/user-list';

const folder = mkdtempSync(join(tmpdir(), 'oiq-list-'));
const ID = '02bd9fd6-8f93-4758-87c3-1fb73740a315';

function file(content: string | Uint8Array): string {
	const path = join(folder, 'list.csv');
	writeFileSync(path, content);
	return path;
}

const member = (user: string, manager: string | null = null) => ({ user, manager });

describe('a list', () => {
	it.each([
		['plain', 'user\na@b.c\n', [member('a@b.c')]],
		[
			'with a manager',
			'user,manager\na@b.c,m@b.c\nb@b.c,\n',
			[member('a@b.c', 'm@b.c'), member('b@b.c')],
		],
		['from Excel in German', '\uFEFFUser;Manager\r\na@b.c;m@b.c\r\n', [member('a@b.c', 'm@b.c')]],
		['with tabs', 'manager\tuser\nm@b.c\ta@b.c', [member('a@b.c', 'm@b.c')]],
		['in quotes', '"USER","note"\n"a@b.c","one, two\nthree"\n', [member('a@b.c')]],
		['with a comma in a head with semicolons', '"note, long";user\nx;a@b.c\n', [member('a@b.c')]],
		['with old line ends', 'user\ra@b.c\rb@b.c\r', [member('a@b.c'), member('b@b.c')]],
		['with empty lines', '\n\nuser\n\na@b.c\n ,\n\n', [member('a@b.c')]],
		['with blanks around', ' user , manager \n a@b.c , m@b.c \n', [member('a@b.c', 'm@b.c')]],
		['of object ids', `user\n${ID}\n`, [member(ID)]],
		['with lines that are too short', 'user,manager\na@b.c\n', [member('a@b.c')]],
		['of guests', 'user\na_b.c#EXT#@d.e\n', [member('a_b.c#EXT#@d.e')]],
	])('%s is read', async (_what, content, expected) => {
		expect((await readUserList(file(content))).members).toEqual(expected);
	});

	it('says of each one what its columns say, and refuses half of a time', async () => {
		const head = 'user;ticket;effective_end;zone\n';
		const { members } = await readUserList(
			file(`${head}a@b.c;HR-1;2026-12-24 18:00;Europe/Berlin\nb@b.c;;;\n`),
		);
		expect(members).toEqual([
			{
				...member('a@b.c'),
				ticket: 'HR-1',
				caseFacts: {
					effectiveEnd: '2026-12-24T17:00:00.000Z',
					effectiveEndLocal: '2026-12-24 18:00:00 (UTC+01:00)',
					effectiveEndZone: 'Europe/Berlin',
				},
			},
			member('b@b.c'),
		]);
		const noZone = readUserList(file(`${head}a@b.c;;2026-12-24 18:00;\n`));
		await expect(noZone).rejects.toThrow('line 2: effective_end needs a zone');
	});

	it('says what it does not use, and who stands there twice', async () => {
		const { members, remarks } = await readUserList(file('user,team\na@b.c,x\nA@B.C,y\n'));
		expect(members).toEqual([member('a@b.c')]);
		expect(remarks).toEqual(['Columns not used: "team".', 'Line 3: A@B.C is on the list already.']);
	});
});

describe('a bad list', () => {
	it.each([
		['is empty', '', 'it is empty'],
		['is blank', '\n \n', 'it is empty'],
		['has no head', 'a@b.c\nb@b.c\n', 'line 1: there is no column "user"'],
		['calls the column otherwise', 'email\na@b.c\n', 'It has "email": call the one with the'],
		['has the column twice', 'user,USER\na@b.c,b@b.c\n', 'the column "user" is there twice'],
		['names nobody', 'user\n', 'it names nobody'],
		['holds a name', 'user\na@b.c\nAnna Schmidt\n', 'line 3: user "Anna Schmidt" is no'],
		['holds a path', 'user\na@b.c/../x\n', 'line 2'],
		['leaves somebody out', 'user,manager\n,m@b.c\n', 'line 2: user is empty'],
		['has a manager by name', 'user,manager\na@b.c,The Boss\n', 'line 2: manager "The Boss" is no'],
		['has too many columns', 'user\na@b.c,b@b.c\n', 'line 2: it has more columns than the head'],
		['never closes a quote', 'user\n"a@b.c\nb@b.c\n', 'a quotation mark'],
		['has a quote in the middle', 'user\na"@b.c\n', 'a quotation mark'],
		['says two managers for one', 'user,manager\na@b.c,m@b.c\nA@b.c,n@b.c\n', 'lines 2 and 3'],
		['is a picture', '\u0089PNG\0\0', 'it is not a text file'],
		['tries to move the cursor', 'user\n\u001b[2Jx\n', 'line 2: user "\\u{1b}[2Jx" is no'],
	])('that %s is refused in one line', async (_what, content, expected) => {
		const refused = readUserList(file(content));
		await expect(refused).rejects.toThrow(expected);
		await expect(refused).rejects.toThrow(/^[^\n]+$/);
	});

	it('is refused with every bad line, by its number in the file', async () => {
		const content = 'user\n\na@b.c\nx\n"b@b.c"\ny z\n';
		await expect(readUserList(file(content))).rejects.toThrow(
			/line 4: user "x" .*; line 6: user "y z" .*\. Nothing was changed\.$/,
		);
	});

	it('names twenty bad lines, and counts the rest', async () => {
		const content = `user\n${'nobody\n'.repeat(50)}`;
		await expect(readUserList(file(content))).rejects.toThrow(
			'; and 30 more. Nothing was changed.',
		);
	});

	it('is not guessed at when it is no UTF-8', async () => {
		const latin = Buffer.from('user\nj\u00f6rg@b.c\n', 'latin1');
		await expect(readUserList(file(latin))).rejects.toThrow('it is not UTF-8');
	});

	it.each([
		[
			'too many people',
			`user\n${Array.from({ length: 2_001 }, (_, at) => `u${at}@b.c`).join('\n')}`,
			'2001 people',
		],
		['more than a megabyte', `user,n\na@b.c,${'x'.repeat(1_100_000)}\n`, 'larger than 1 MB'],
	])('with %s is refused', async (_what, content, expected) => {
		await expect(readUserList(file(content))).rejects.toThrow(expected);
	});

	it('that is not there, or a folder, is refused', async () => {
		await expect(readUserList(join(folder, 'nowhere.csv'))).rejects.toThrow(
			'there is no such file',
		);
		await expect(readUserList(folder)).rejects.toThrow('cannot be read');
	});
});
