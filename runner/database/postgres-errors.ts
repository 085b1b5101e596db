import { DatabaseError } from './errors';
import type { PostgresPlace } from './postgres-url';

type Sentence = (place: PostgresPlace) => string;

const unreachable: Sentence = ({ server }) =>
	`The database server ${server} cannot be reached. Check that Postgres runs there and that DATABASE_URL names it.`;
const badSignIn: Sentence = ({ server, user }) =>
	`The database server ${server} refused the sign-in of "${user}". Check user and password in DATABASE_URL.`;
const untrusted: Sentence = ({ server }) =>
	`The certificate of the database server ${server} is not trusted. Name its authority with sslrootcert in DATABASE_URL.`;
const lost: Sentence = ({ server }) =>
	`The connection to the database server ${server} was lost. Whether the last change was saved is not known; it was not sent again.`;
const starting: Sentence = ({ server }) =>
	`The database server ${server} is starting or stopping. Try again in a moment.`;
const noPermission: Sentence = ({ database, user }) =>
	`"${user}" may not do this in the database "${database}". Let it own the database, or grant it CREATE on the schema.`;
const diskFull: Sentence = ({ server }) =>
	`The database server ${server} cannot store more: its disk is full. Free some space there and try again.`;
const damaged: Sentence = ({ database }) =>
	`The database "${database}" is damaged. Restore it from a backup.`;
const inTheWay: Sentence = () =>
	'Two changes got into each other’s way and this one was undone. Try again.';

/** By SQLSTATE, or by the code Node gives to an error of the network. @see https://www.postgresql.org/docs/18/errcodes-appendix.html */
const SENTENCES: Readonly<Record<string, Sentence>> = {
	ECONNREFUSED: unreachable,
	ENOTFOUND: unreachable,
	EAI_AGAIN: unreachable,
	EHOSTUNREACH: unreachable,
	ENETUNREACH: unreachable,
	ETIMEDOUT: unreachable,
	ENOENT: unreachable,
	EACCES: unreachable,
	SELF_SIGNED_CERT_IN_CHAIN: untrusted,
	DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
	CERT_HAS_EXPIRED: untrusted,
	ERR_TLS_CERT_ALTNAME_INVALID: untrusted,
	'28P01': badSignIn,
	'28000': badSignIn,
	'3D000': ({ database, server }) =>
		`There is no database "${database}" on ${server}. Create it (createdb "${database}") or correct DATABASE_URL.`,
	'3F000': ({ user }) =>
		`"${user}" has no schema to create tables in. Create one, or correct the search_path.`,
	'42501': noPermission,
	'53100': diskFull,
	'53200': ({ server }) => `The database server ${server} is out of memory. Try again later.`,
	'53300': ({ server }) =>
		`The database server ${server} has no connection left. Lower pool_size in DATABASE_URL or raise max_connections.`,
	'57014': () =>
		'A statement took longer than statement_timeout allows and was stopped; nothing of it was kept.',
	'57P03': starting,
	'58030': ({ server }) =>
		`The database server ${server} cannot read or write its disk. Check the disk.`,
	'25006': ({ server }) =>
		`The database server ${server} is read-only. Name its primary in DATABASE_URL.`,
	'40001': inTheWay,
	'40P01': inTheWay,
	XX001: damaged,
	XX002: damaged,
	'57P01': lost,
	'57P02': lost,
	'57P05': lost,
	'25P03': () =>
		'A transaction waited for something else for too long and was ended; nothing of it was kept.',
	'25P04': () => 'A transaction took too long and was ended; nothing of it was kept.',
	ECONNRESET: lost,
	EPIPE: lost,
};

/** What `pg` says itself has no code. */
const BY_MESSAGE: readonly (readonly [RegExp, Sentence])[] = [
	[/timeout expired|due to connection timeout/i, unreachable],
	[
		/does not support SSL/i,
		({ server }) =>
			`The database server ${server} offers no TLS. Remove sslmode from DATABASE_URL.`,
	],
	[/password must be a string|no password|SASL/i, badSignIn],
	[/Connection terminated|connection error and is not queryable|Query read timeout/i, lost],
];

/**
 * Turns what Postgres or the network reports into one line that says what to do, never with the password.
 * Errors about a statement (a constraint, bad SQL) come back unchanged: they are ours, not the operator's.
 */
export function explainPostgresError(error: unknown, place: PostgresPlace): unknown {
	if (!(error instanceof Error) || error instanceof DatabaseError) return error;
	const code = codeOf(error);
	const sentence =
		SENTENCES[code] ??
		(code.startsWith('08') ? lost : undefined) ??
		BY_MESSAGE.find(([pattern]) => pattern.test(error.message))?.[1];
	if (sentence === undefined) return error;
	return new DatabaseError(sentence(place), { cause: error });
}

/** The same for a connection that is being made: nothing was sent on it that could have been lost. */
export function explainConnectError(error: unknown, place: PostgresPlace): unknown {
	if (!(error instanceof Error)) return error;
	const explained = explainPostgresError(error, place);
	if (explained instanceof DatabaseError && explained.message !== lost(place)) return explained;
	const sentence = codeOf(error).startsWith('57P') ? starting : unreachable;
	return new DatabaseError(sentence(place), { cause: error });
}

/** Whether the connection can be used no more. */
export function breaksConnection(error: unknown): boolean {
	if (!(error instanceof Error)) return true;
	const code = codeOf(error);
	if (/^(08|57P0|25P03|25P04)/.test(code) || SENTENCES[code] === lost) return true;
	// Whatever is not an answer of the server comes from the connection.
	return code === '' && !(error instanceof TypeError) && !(error instanceof RangeError);
}

/** Several addresses of one name fail together, as an AggregateError without a code of its own. */
function codeOf(error: Error): string {
	if ('code' in error && typeof error.code === 'string') return error.code;
	if (error instanceof AggregateError) {
		const [first] = error.errors as unknown[];
		return first instanceof Error ? codeOf(first) : '';
	}
	return '';
}
