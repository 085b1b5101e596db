import { sql, type Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection } from '../../../nodes/shared/graph';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { up } from '../../../runner/database/migrations/0016-nights-and-departments';
import { directoryIn, type Directory } from '../../../runner/directory/directory';
import { fold } from '../../../runner/directory/fold';
import { LIST_ORDERS, type ListOrder } from '../../../runner/directory/list-order';
import { PERSON_KINDS, type Person, type PersonKind } from '../../../runner/directory/person';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { BOTH_KINDS, type Place } from '../database/engines';

/** Whom a list shows first, second and third: written anew, so that a mistake in the keys is not made twice. */
const SAYS: Readonly<Record<ListOrder, (person: Person) => readonly string[]>> = {
	name: (person) => [nameOf(person)],
	// Nobody's department is behind all of them.
	department: (person) => [fold(person.department ?? '') || '\u{10FFFF}', nameOf(person)],
	state: ({ kind, ...person }) => [STATES.indexOf(kind as PersonKind).toString(), nameOf(person)],
};

const STATES: readonly PersonKind[] = ['employee', 'guest', 'disabled', 'roomOrShared'];

const nameOf = ({
	displayName,
	userPrincipalName,
}: Pick<Person, 'displayName' | 'userPrincipalName'>) =>
	fold(displayName ?? '') || fold(userPrincipalName ?? '');

function compare(order: ListOrder, one: Person, other: Person): number {
	const [a, b] = [
		[...SAYS[order](one), one.id],
		[...SAYS[order](other), other.id],
	];
	const at = a.findIndex((text, index) => text !== b[index]);
	return Buffer.compare(Buffer.from(a[at] ?? ''), Buffer.from(b[at] ?? ''));
}

describe.each(BOTH_KINDS)('the orders of a list on %s', (name, create) => {
	let at: Place;
	let db: Db;
	let directory: Directory;
	let sandbox: Sandbox;
	let place: { tenantId: string; group: null };

	beforeEach(async () => {
		at = await create();
		db = await openDatabase(at.folder, at.environment);
		directory = directoryIn(db);
		sandbox = await startSandbox({ port: 0, users: 120 });
		const connection = parseConnection(sandbox.connection);
		place = { tenantId: connection.tenantId, group: null };
		await directory.sync({ connection });
	}, 60_000);

	afterEach(async () => {
		await sandbox.close();
		await db.destroy();
		await at.remove();
	});

	async function walk(order: ListOrder, descending: boolean, kinds = PERSON_KINDS, search = '') {
		const seen: Person[] = [];
		let back: string | null = null;
		let after: string | null = null;
		const query = { ...place, order, descending, kinds, search, limit: 7 };
		do {
			const page = await directory.people({ ...query, after });
			seen.push(...page.people);
			if (page.next === null) back = page.previous;
			after = page.next;
		} while (after !== null);
		const backwards: Person[] = seen.slice(Math.floor((seen.length - 1) / 7) * 7);
		while (back !== null) {
			const page = await directory.people({ ...query, before: back });
			backwards.unshift(...page.people);
			back = page.previous;
		}
		expect(backwards.map(({ id }) => id)).toEqual(seen.map(({ id }) => id));
		return seen;
	}

	it.each(LIST_ORDERS.flatMap((order) => [[order, false] as const, [order, true] as const]))(
		'by %s, downwards %s: everybody once, there and back',
		async (order, descending) => {
			const all = await walk(order, descending);
			expect(all).toHaveLength((await directory.counts(place)).total);
			const expected = [...all].sort((one, other) => compare(order, one, other));
			if (descending) expected.reverse();
			expect(all.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
			const few = await walk(order, descending, ['guest', 'disabled', 'employee'], 'anna');
			expect(few.length).toBeGreaterThan(1);
			const sorted = [...few].sort((one, other) => compare(order, one, other));
			if (descending) sorted.reverse();
			expect(few.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
		},
	);

	it.runIf(name === 'sqlite3')('are led by an index, and sort no list', async () => {
		for (const column of ['name_key', 'department_key']) {
			const { rows } = await sql<{ detail: string }>`explain query plan
				select * from directory_person as p where ${sql.ref(`p.${column}`)} >= 'a'
					and ${sql.ref(`p.${column}`)} < 'b' and p.removed_at is null
				order by ${sql.ref(`p.${column}`)}, p.object_id limit 26`.execute(db);
			const plan = rows.map(({ detail }) => detail).join('\n');
			expect(plan).toMatch(/SEARCH p USING INDEX directory_person_(name|department)/);
			expect(plan).not.toContain('TEMP B-TREE');
		}
	});

	it('know the department of whoever was in the list before there was such an order', async () => {
		const before = (await walk('department', false)).map(({ id }) => id);
		const table = (await sql`select * from directory_person`.execute(db)).rows as {
			department_key: string;
			object_id: string;
		}[];
		const keys = new Map(table.map((row) => [row.object_id, row.department_key]));
		await sql`drop table own_night`.execute(db);
		await sql`drop index directory_person_department`.execute(db);
		await sql`alter table directory_person drop column department_key`.execute(db);
		// By itself: what came after it has nothing to do with it.
		await db.transaction().execute((tx) => up(tx as unknown as Kysely<unknown>));
		const again = (await sql`select * from directory_person`.execute(db)).rows as typeof table;
		for (const row of again) expect(row.department_key).toBe(keys.get(row.object_id));
		expect((await walk('department', false)).map(({ id }) => id)).toEqual(before);
	});
});
