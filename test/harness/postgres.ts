import { randomBytes } from 'node:crypto';
import { Client, type QueryResultRow } from 'pg';

/** A database of one's own on the Postgres of this test run. */
export interface FreshDatabase {
	/** What `DATABASE_URL` would say. */
	readonly url: string;
	readonly name: string;
	/** One statement as the superuser, on a connection of its own. */
	admin<R extends QueryResultRow>(sql: string, parameters?: unknown[]): Promise<R[]>;
	/** Drops it, whoever is still connected. */
	drop(): Promise<void>;
}

/**
 * Creates a database for one test file or one test, and starts the server when nobody has yet.
 *
 * @param options what follows `create database NAME`, e.g. another encoding
 */
export async function freshDatabase(options = 'template template0'): Promise<FreshDatabase> {
	const server = await serverUrl();
	const name = `test_${randomBytes(6).toString('hex')}`;
	await once(server, `create database ${name} ${options}`);
	const url = databaseUrl(server, name);
	return {
		url,
		name,
		admin: (sql, parameters) => once(url, sql, parameters),
		drop: async () => {
			await once(server, `drop database if exists ${name} with (force)`);
		},
	};
}

/** Another database or user of the same server. */
export function databaseUrl(server: string, name: string): string {
	const url = new URL(server);
	url.pathname = `/${name}`;
	return url.href;
}

async function serverUrl(): Promise<string> {
	const door = process.env.OFFBOARDIQ_TEST_POSTGRES;
	if (door === undefined) throw new Error('vitest.config.mts starts no Postgres');
	const response = await fetch(door);
	const text = await response.text();
	if (!response.ok) throw new Error(text);
	return text;
}

async function once<R extends QueryResultRow>(
	url: string,
	sql: string,
	parameters?: unknown[],
): Promise<R[]> {
	const client = new Client({ connectionString: url });
	client.on('error', () => undefined);
	await client.connect();
	try {
		return (await client.query<R>(sql, parameters)).rows;
	} finally {
		await client.end();
	}
}
