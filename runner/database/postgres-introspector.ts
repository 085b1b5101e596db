import { sql, type DatabaseIntrospector, type Kysely, type TableMetadata } from 'kysely';

/**
 * Tells Kysely's migrator which tables there are, in the schema in which it would create them. Kysely's own looks into
 * every schema, so that the tables of another program could be taken for ours.
 */
export class PostgresTables implements DatabaseIntrospector {
	readonly #db: Kysely<unknown>;

	constructor(db: Kysely<unknown>) {
		this.#db = db;
	}

	async getTables(): Promise<TableMetadata[]> {
		const { rows } = await sql<{ schema: string; name: string }>`
			select schemaname as schema, tablename as name from pg_tables where schemaname = current_schema()
		`.execute(this.#db);
		return rows.map((row) => ({ ...row, isView: false, isForeign: false, columns: [] }));
	}

	getSchemas(): never {
		throw new Error('Nobody needs the schemas');
	}
}
