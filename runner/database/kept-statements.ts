import type { Database, Statement } from 'sqlite3';

/** So many are kept; longer ones than this are seldom asked twice. */
const MOST = 200;
const LONGEST = 4_000;

/**
 * Statements as SQLite has understood them, by their text: what a page asks it asks again and again, and understanding
 * it takes longer than most answers. For one at a time.
 */
export class KeptStatements {
	readonly #database: Database;
	/** The one that was used last at the end. */
	readonly #kept = new Map<string, Statement>();

	constructor(database: Database) {
		this.#database = database;
	}

	/** Does something with a statement. @throws what SQLite says of it */
	async with<T>(sql: string, work: (statement: Statement) => Promise<T>): Promise<T> {
		const kept = this.#kept.get(sql);
		const statement = kept ?? (await this.#prepare(sql));
		this.#kept.delete(sql);
		if (sql.length > LONGEST) return await work(statement).finally(() => statement.finalize());
		this.#kept.set(sql, statement);
		const [oldest] = this.#kept;
		if (this.#kept.size > MOST && oldest) {
			this.#kept.delete(oldest[0]);
			oldest[1].finalize();
		}
		return await work(statement);
	}

	/** SQLite closes no file of which a statement is left. */
	forgetAll(): void {
		for (const statement of this.#kept.values()) statement.finalize();
		this.#kept.clear();
	}

	#prepare(sql: string): Promise<Statement> {
		return new Promise((resolve, reject) => {
			const statement = this.#database.prepare(sql, (error: Error | null) => {
				if (error) reject(error);
				else resolve(statement);
			});
		});
	}
}
