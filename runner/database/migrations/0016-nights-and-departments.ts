import { sql, type Kysely } from 'kysely';
import { departmentKey } from '../../directory/list-order';
import type { PersonKind } from '../../directory/person';
import type { Queries } from '../db';
import type { DirectoryPersonRow } from '../directory-schema';
import { jsonRows } from '../json-rows';

/** Nights that connections have of their own, and what lists are sorted by department with. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('own_night')
		.addColumn('connection_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('sync_at', 'text')
		.addColumn('zone', 'text', (column) => column.notNull())
		.addColumn('due_at', 'text')
		.addColumn('tries', 'integer', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('own_night_due').on('own_night').columns(['due_at']).execute();
	await db.schema
		.alterTable('directory_person')
		.addColumn('department_key', 'text', (column) => column.notNull().defaultTo(''))
		.execute();
	await fillIn(db);
	await db.schema
		.createIndex('directory_person_department')
		.on('directory_person')
		.columns(['department_key', 'object_id'])
		.execute();
}

const AT_ONCE = 500;

/** For whoever is in the list already. */
async function fillIn(db: Queries): Promise<void> {
	let after = '';
	for (;;) {
		const { rows } = await sql<DirectoryPersonRow & { at: string }>`
			select tenant_id || '/' || scope || '/' || object_id as at, directory_person.*
			from directory_person where tenant_id || '/' || scope || '/' || object_id > ${after}
			order by 1 limit ${sql.lit(AT_ONCE)}`.execute(db);
		const last = rows.at(-1);
		if (!last) return;
		after = last.at;
		const values = rows.map((row) => {
			const group = row.scope === 'tenant' ? null : row.scope;
			const place = { tenantId: row.tenant_id, group };
			// Whoever was taken out is in no list, and is written anew when they come back.
			const kind = row.kind === 'removed' ? 'employee' : (row.kind as PersonKind);
			const key = departmentKey(place, kind, row.department, row.name_key);
			return [row.tenant_id, row.scope, row.object_id, key];
		});
		await sql`with given as (select value ->> 0 as tenant_id, value ->> 1 as scope,
				value ->> 2 as object_id, value ->> 3 as key from ${jsonRows(db, values)})
			update directory_person set department_key = given.key from given
			where directory_person.tenant_id = given.tenant_id and directory_person.scope = given.scope
				and directory_person.object_id = given.object_id`.execute(db);
	}
}
