import type { Kysely } from 'kysely';

/** The people of each tenant, how far a sync of them got, and who syncs. Immutable once released. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await createPeople(db);
	await createSyncs(db);
	await db.schema
		.createTable('directory_lock')
		.addColumn('tenant_id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('owner', 'text', (column) => column.notNull())
		.addColumn('taken_at', 'text', (column) => column.notNull())
		.addColumn('expires_at', 'text', (column) => column.notNull())
		.execute();
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('directory_person')
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('scope', 'text', (column) => column.notNull())
		.addColumn('object_id', 'text', (column) => column.notNull())
		.addColumn('display_name', 'text')
		.addColumn('user_principal_name', 'text')
		.addColumn('mail', 'text')
		.addColumn('account_enabled', 'integer')
		.addColumn('user_type', 'text')
		.addColumn('department', 'text')
		.addColumn('job_title', 'text')
		.addColumn('on_premises_sync_enabled', 'integer')
		.addColumn('manager_id', 'text')
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('name_key', 'text', (column) => column.notNull())
		.addColumn('last_word', 'text', (column) => column.notNull())
		.addColumn('principal', 'text', (column) => column.notNull())
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('gone', 'text')
		.addColumn('removed_at', 'text')
		.addColumn('appeared_at', 'text', (column) => column.notNull())
		.addColumn('changed_at', 'text', (column) => column.notNull())
		.addPrimaryKeyConstraint('directory_person_key', ['tenant_id', 'scope', 'object_id'])
		.execute();
	// One index for all searches: pages come in no order, so that each further one would cost a first sync seconds.
	await db.schema
		.createIndex('directory_person_search')
		.on('directory_person')
		.columns(['name_key', 'last_word', 'principal'])
		.execute();
}

async function createSyncs(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('directory_sync')
		.addColumn('tenant_id', 'text', (column) => column.notNull())
		.addColumn('scope', 'text', (column) => column.notNull())
		.addColumn('selection', 'text', (column) => column.notNull())
		.addColumn('round', 'integer', (column) => column.notNull())
		.addColumn('full', 'integer', (column) => column.notNull())
		.addColumn('under_way', 'integer', (column) => column.notNull())
		.addColumn('round_started_at', 'text', (column) => column.notNull())
		.addColumn('next_link', 'text')
		.addColumn('delta_link', 'text')
		.addColumn('pages', 'integer', (column) => column.notNull())
		.addColumn('added', 'integer', (column) => column.notNull())
		.addColumn('updated', 'integer', (column) => column.notNull())
		.addColumn('removed', 'integer', (column) => column.notNull())
		.addColumn('simulated', 'integer', (column) => column.notNull())
		.addColumn('status', 'text', (column) => column.notNull())
		.addColumn('message', 'text')
		.addColumn('started_at', 'text', (column) => column.notNull())
		.addColumn('finished_at', 'text')
		.addColumn('completed_at', 'text')
		.addPrimaryKeyConstraint('directory_sync_key', ['tenant_id', 'scope'])
		.execute();
}
