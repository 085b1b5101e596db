import { sql, type Kysely } from 'kysely';
import { foundBy } from '../../directory/found-by';
import { isPostgres, type Queries } from '../db';
import type { DirectoryPersonRow } from '../directory-schema';
import { jsonRows } from '../json-rows';

/** What people are found by, an index of its words, and the syncs that have ended. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const queries = db as Queries;
	if (isPostgres(queries)) {
		await columnsInPostgres(db);
		await fillIn(queries);
		await sql`create index directory_person_found on directory_person
			using gin (array_to_tsvector(string_to_array(btrim(found), ' ')))`.execute(db);
	} else {
		await tableInSqlite(db);
		await fillIn(queries);
		await wordsInSqlite(db);
	}
	await db.schema
		.createIndex('directory_person_name')
		.on('directory_person')
		.columns(['name_key', 'object_id'])
		.execute();
	await pastSyncs(db);
}

async function pastSyncs(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('directory_past_sync')
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('scope', 'text', (column) => column.notNull())
		.addColumn('started_at', 'text', (column) => column.notNull())
		.addColumn('finished_at', 'text', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('full', 'integer', (column) => column.notNull())
		.addColumn('added', 'integer', (column) => column.notNull())
		.addColumn('updated', 'integer', (column) => column.notNull())
		.addColumn('removed', 'integer', (column) => column.notNull())
		.addColumn('people', 'integer', (column) => column.notNull())
		.addColumn('message', 'text')
		.execute();
	await db.schema
		.createIndex('directory_past_sync_list')
		.on('directory_past_sync')
		.columns(['tenant_id', 'scope', 'started_at'])
		.execute();
}

async function columnsInPostgres(db: Kysely<unknown>): Promise<void> {
	await sql`drop index directory_person_search`.execute(db);
	await sql`alter table directory_person add column found text not null default '',
		drop column last_word, drop column principal`.execute(db);
}

const KEPT = sql.raw(
	[
		...['tenant_id', 'scope', 'object_id', 'display_name', 'user_principal_name', 'mail'],
		...['account_enabled', 'user_type', 'department', 'job_title', 'on_premises_sync_enabled'],
		...['manager_id', 'kind', 'name_key', 'round', 'gone', 'removed_at', 'appeared_at'],
		'changed_at',
	].join(', '),
);

/** With a row id of its own: SQLite's implicit one changes when the file is written anew, and the words go by it. */
async function tableInSqlite(db: Kysely<unknown>): Promise<void> {
	await sql`alter table directory_person rename to directory_person_before`.execute(db);
	await sql`create table directory_person (
		row_id integer primary key,
		tenant_id text not null, scope text not null, object_id text not null,
		display_name text, user_principal_name text, mail text, account_enabled integer,
		user_type text, department text, job_title text, on_premises_sync_enabled integer,
		manager_id text, kind text not null, name_key text not null, found text not null default '',
		round integer not null, gone text, removed_at text,
		appeared_at text not null, changed_at text not null,
		unique (tenant_id, scope, object_id)
	)`.execute(db);
	await sql`insert into directory_person (${KEPT}) select ${KEPT} from directory_person_before`.execute(
		db,
	);
	await sql`drop table directory_person_before`.execute(db);
}

/** @see https://sqlite.org/fts5.html#external_content_tables */
async function wordsInSqlite(db: Kysely<unknown>): Promise<void> {
	await sql`create virtual table directory_word using fts5 (
		found, content = 'directory_person', content_rowid = 'row_id', detail = 'none',
		tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
	)`.execute(db);
	// Whoever is taken out of the list leaves no letter of their name in the index.
	await sql`insert into directory_word (directory_word, rank) values ('secure-delete', 1)`.execute(
		db,
	);
	await sql`insert into directory_word (directory_word) values ('rebuild')`.execute(db);
	const add = `insert into directory_word (rowid, found) values (new.row_id, new.found);`;
	const remove = `insert into directory_word (directory_word, rowid, found) values ('delete', old.row_id, old.found);`;
	for (const [name, when, work] of [
		['directory_word_added', 'after insert on directory_person', add],
		['directory_word_gone', 'after delete on directory_person', remove],
		[
			'directory_word_changed',
			'after update of found on directory_person when old.found <> new.found',
			`${remove} ${add}`,
		],
	] as const) {
		await sql.raw(`create trigger ${name} ${when} begin ${work} end`).execute(db);
	}
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
			const found = foundBy({ tenantId: row.tenant_id, group }, row);
			return [row.tenant_id, row.scope, row.object_id, found];
		});
		await sql`with given as (select value ->> 0 as tenant_id, value ->> 1 as scope,
				value ->> 2 as object_id, value ->> 3 as found from ${jsonRows(db, values)})
			update directory_person set found = given.found from given
			where directory_person.tenant_id = given.tenant_id and directory_person.scope = given.scope
				and directory_person.object_id = given.object_id`.execute(db);
	}
}
