import { sql, type Kysely } from 'kysely';
import { isPostgres } from '../db';

/** The audit log: entries and checkpoints that nobody changes any more. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await createLog(db);
	await createEntry(db);
	await createSubject(db);
	await db.schema
		.createTable('audit_checkpoint')
		.addColumn('organisation', 'text', (column) => column.notNull())
		.addColumn('size', 'integer', (column) => column.notNull())
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('note', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('audit_checkpoint_key', ['organisation', 'size'])
		.execute();
	await db.schema
		.createTable('audit_key')
		.addColumn('number', 'integer', (column) => column.primaryKey().notNull())
		.addColumn('public_key', 'text', (column) => column.notNull())
		.addColumn('sealed', 'text')
		.addColumn('key_id', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.execute();
	await (isPostgres(db) ? guardPostgres(db) : guardSqlite(db));
}

async function createLog(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('audit_log')
		.addColumn('organisation', 'text', (column) => column.primaryKey().notNull())
		.addColumn('origin', 'text', (column) => column.notNull())
		.addColumn('size', 'integer', (column) => column.notNull())
		.addColumn('retention_days', 'integer')
		.addColumn('legal_hold', 'integer', (column) => column.notNull().defaultTo(0))
		.execute();
}

async function createEntry(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('audit_entry')
		.addColumn('organisation', 'text', (column) => column.notNull())
		.addColumn('seq', 'integer', (column) => column.notNull())
		.addColumn('ts', 'text', (column) => column.notNull())
		.addColumn('type', 'text', (column) => column.notNull())
		.addColumn('actor', 'text', (column) => column.notNull())
		.addColumn('subject', 'text')
		.addColumn('run', 'text')
		.addColumn('facts', 'text', (column) => column.notNull())
		.addColumn('body', 'text')
		.addColumn('prev', 'text', (column) => column.notNull())
		.addColumn('hash', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('audit_entry_key', ['organisation', 'seq'])
		.execute();
}

async function createSubject(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('audit_subject')
		.addColumn('organisation', 'text', (column) => column.notNull())
		.addColumn('run', 'text', (column) => column.notNull())
		.addColumn('id', 'text', (column) => column.notNull().unique())
		.addColumn('sealed', 'text')
		.addColumn('key_id', 'text', (column) => column.notNull())
		.addColumn('created_at', 'text', (column) => column.notNull())
		.addColumn('erased_at', 'text')
		.addPrimaryKeyConstraint('audit_subject_key', ['organisation', 'run'])
		.execute();
}

const GUARDED = ['audit_entry', 'audit_checkpoint'];

/** Not against whoever owns the file, who can drop a trigger: that is what the chain is for. Against a mistake. */
async function guardSqlite(db: Kysely<unknown>): Promise<void> {
	for (const table of GUARDED) {
		for (const act of ['update', 'delete']) {
			await sql`
				create trigger ${sql.ref(`${table}_${act}`)} before ${sql.raw(act)} on ${sql.table(table)}
				begin select raise(abort, 'The audit log is only ever added to'); end
			`.execute(db);
		}
	}
}

async function guardPostgres(db: Kysely<unknown>): Promise<void> {
	await sql`
		create function audit_refuse() returns trigger language plpgsql as $$
		begin raise exception 'The audit log is only ever added to'; end $$
	`.execute(db);
	for (const table of GUARDED) {
		await sql`
			create trigger ${sql.ref(`${table}_guard`)}
			before update or delete or truncate on ${sql.table(table)}
			for each statement execute function audit_refuse()
		`.execute(db);
	}
}
