import { sql, type Kysely } from 'kysely';
import { isPostgres } from '../db';

/**
 * What an older version would do wrong it can't take: a try of one step, which it would run as a whole offboarding, and a
 * scheduled list, which it would fire as one person. Whoever knows them says so with each claim; the database refuses
 * all others, which were written before there was anything to say. Immutable once released.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.alterTable('run')
		.addColumn('needs_version', 'integer', (column) => column.notNull().defaultTo(1))
		.execute();
	await db.schema.alterTable('run').addColumn('claim_version', 'integer').execute();
	await db.schema.alterTable('run').addColumn('claim_epoch', 'integer').execute();
	await db.schema.alterTable('schedule').addColumn('claim_occurrence', 'integer').execute();
	await sql`update run set needs_version = 2 where only_json is not null`.execute(db);
	await (isPostgres(db) ? guardPostgres(db) : guardSqlite(db));
}

/** Whoever is refused has it undone and goes on with the next one. */
const REFUSED =
	'This run takes a newer version of OffboardIQ: stop all runners, update all, start all';

async function guardSqlite(db: Kysely<unknown>): Promise<void> {
	await sql`
		create trigger run_claim before update of lease_epoch on run
		when new.lease_epoch <> old.lease_epoch and new.needs_version > 1
			and (new.claim_epoch is not new.lease_epoch or coalesce(new.claim_version, 0) < new.needs_version)
		begin select raise(abort, ${sql.lit(REFUSED)}); end
	`.execute(db);
	await sql`
		create trigger schedule_claim before update of state on schedule
		when new.state = 'started' and old.state <> 'started' and new.people is not null
			and new.claim_occurrence is not new.occurrence
		begin select raise(ignore); end
	`.execute(db);
}

async function guardPostgres(db: Kysely<unknown>): Promise<void> {
	await sql`
		create function run_refuse_claim() returns trigger language plpgsql as $$
		begin raise exception ${sql.lit(REFUSED)}; end $$
	`.execute(db);
	await sql`
		create trigger run_claim before update of lease_epoch on run for each row
		when (new.lease_epoch <> old.lease_epoch and new.needs_version > 1
			and (new.claim_epoch is distinct from new.lease_epoch
				or coalesce(new.claim_version, 0) < new.needs_version))
		execute function run_refuse_claim()
	`.execute(db);
	await sql`
		create function schedule_skip_claim() returns trigger language plpgsql as $$
		begin return null; end $$
	`.execute(db);
	await sql`
		create trigger schedule_claim before update of state on schedule for each row
		when (new.state = 'started' and old.state <> 'started' and new.people is not null
			and new.claim_occurrence is distinct from new.occurrence)
		execute function schedule_skip_claim()
	`.execute(db);
}
