import { DatabaseError } from './errors';

/** A Postgres to connect to. */
export interface PostgresPlace {
	/** For `pg`: with the password in it, so it is never printed. */
	readonly connectionString: string;
	/** How many connections at most, from `?pool_size=`. */
	readonly poolSize: number;
	/** For messages: where it is and as whom, without the password. */
	readonly server: string;
	readonly database: string;
	readonly user: string;
}

const POOL_SIZE = 10;
const MOST = 500;

/**
 * Reads a `DATABASE_URL`.
 *
 * @throws DatabaseError that repeats nothing of it, because what cannot be read may hold the password anywhere
 */
export function parseDatabaseUrl(text: string): PostgresPlace {
	if (!/^postgres(ql)?:\/\//.test(text)) {
		throw new DatabaseError(
			'DATABASE_URL is not understood. It begins with postgres://, or leave it out to keep the data in --data.',
		);
	}
	const url = readUrl(text);
	const poolSize = poolSizeOf(url.searchParams.get('pool_size'));
	url.searchParams.delete('pool_size');
	const host = url.hostname || url.searchParams.get('host') || 'localhost';
	return {
		connectionString: url.href,
		poolSize,
		server: `${host}:${url.port || '5432'}`,
		database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
		user: decodeURIComponent(url.username) || 'the default user',
	};
}

function readUrl(text: string): URL {
	try {
		const url = new URL(text);
		decodeURIComponent(url.pathname + url.username + url.password);
		// A password with an unescaped / ? or # in it ends up in these, and from there in messages.
		const rest = url.pathname.slice(1) + url.search + url.hash;
		const names = rest.replaceAll(/=[^&]*/g, '');
		if (url.hash === '' && !rest.includes('@') && !names.includes('/')) return url;
	} catch {
		// What the parser throws holds the whole text.
	}
	throw new DatabaseError(
		'DATABASE_URL cannot be read. It is postgres://USER:PASSWORD@HOST:PORT/DATABASE; ' +
			'in the password write @ as %40, / as %2F, ? as %3F, # as %23, : as %3A and % as %25.',
	);
}

function poolSizeOf(text: string | null): number {
	if (text === null) return POOL_SIZE;
	const size = /^\d+$/.test(text) ? Number(text) : 0;
	if (size >= 2 && size <= MOST) return size;
	throw new DatabaseError(`pool_size in DATABASE_URL is a whole number from 2 to ${MOST}.`);
}
