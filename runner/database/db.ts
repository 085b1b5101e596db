import type { TransactionBuilder } from 'kysely';
import {
	Kysely,
	PostgresAdapter,
	PostgresDialect,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type Dialect,
	type KyselyConfig,
	type Transaction,
} from 'kysely';
import { PostgresTables } from './postgres-introspector';
import type { PostgresOptions } from './postgres-pool';
import type { Schema } from './schema';
import { SqliteDriver, type SqliteOptions } from './sqlite-driver';
import { insideTransaction, refuseInsideTransaction } from './transaction-scope';

/** What a repository function takes first: the database, or the transaction it is called in. */
export type Queries = Kysely<Schema>;

/** The database. Using it inside one of its own transactions throws instead of hanging. */
export class Db extends Kysely<Schema> {
	/** @param auditKeyFile the key of its audit log, absolute; null where nothing is signed */
	constructor(
		config: KyselyConfig,
		readonly auditKeyFile: string | null = null,
	) {
		super(config);
	}

	override transaction(): TransactionBuilder<Schema> {
		refuseInsideTransaction();
		const builder = super.transaction();
		const execute = builder.execute.bind(builder);
		builder.execute = <T>(body: (transaction: Transaction<Schema>) => Promise<T>) =>
			execute((transaction) => insideTransaction(() => body(transaction)));
		return builder;
	}

	override startTransaction(): never {
		throw new Error('Use transaction(): it always ends');
	}
}

/** The embedded database: SQLite behind Kysely. */
export function sqliteDialect(options: SqliteOptions): Dialect {
	return {
		createDriver: () => new SqliteDriver(options),
		createQueryCompiler: () => new SqliteQueryCompiler(),
		createAdapter: () => new OneWriterAdapter(),
		createIntrospector: (db) => new SqliteIntrospector(db),
	};
}

/** The database of several processes and machines: Kysely's own dialect on connections that are looked after. */
export function postgresDialect(options: PostgresOptions): Dialect {
	const dialect = new PostgresDialect({
		// Loaded here, so that nobody who keeps the data in a file waits for it.
		pool: async () => new (await import('./postgres-pool.js')).PostgresPool(options),
	});
	return {
		createDriver: () => dialect.createDriver(),
		createQueryCompiler: () => dialect.createQueryCompiler(),
		createAdapter: () => dialect.createAdapter(),
		createIntrospector: (db: Kysely<unknown>) => new PostgresTables(db),
	};
}

/** Which of the two a query is going to. For the few places where their SQL differs. */
export function isPostgres(queries: Pick<Queries, 'getExecutor'>): boolean {
	return queries.getExecutor().adapter instanceof PostgresAdapter;
}

class OneWriterAdapter extends SqliteAdapter {
	/** The driver has its own queue; Kysely's would make readers wait for the writer too. */
	override get supportsMultipleConnections(): boolean {
		return true;
	}

	/** SQLite can do it, so a broken migration leaves nothing behind and two migrators wait for each other. */
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}
