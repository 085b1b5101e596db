import type { TransactionBuilder } from 'kysely';
import {
	Kysely,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type Dialect,
	type Transaction,
} from 'kysely';
import type { Schema } from './schema';
import { SqliteDriver, type SqliteOptions } from './sqlite-driver';
import { insideTransaction, refuseInsideTransaction } from './transaction-scope';

/** What a repository function takes first: the database, or the transaction it is called in. */
export type Queries = Kysely<Schema>;

/** The database. Using it inside one of its own transactions throws instead of hanging. */
export class Db extends Kysely<Schema> {
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

/** The embedded database: `sqlite3` behind Kysely. */
export function sqliteDialect(options: SqliteOptions): Dialect {
	return {
		createDriver: () => new SqliteDriver(options),
		createQueryCompiler: () => new SqliteQueryCompiler(),
		createAdapter: () => new OneWriterAdapter(),
		createIntrospector: (db) => new SqliteIntrospector(db),
	};
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
