import { CompiledQuery } from 'kysely';
import { isPostgres, type Queries } from '../database/db';
import type { ChainedEntry } from './chain';
import { LOCAL, type Home } from './organisation';

/** What the row of a log says once numbers were taken. */
export interface TakenHead {
	readonly organisation: string;
	readonly origin: string;
	/** The last number that was given away. */
	readonly size: number;
	readonly ts: string;
	/** Hash of the entry before; null where this statement could not see it. */
	readonly prev: string | null;
}

/** Rows in one insert: SQLite takes at most 32,766 parameters. */
const ROWS_AT_ONCE = 500;

const COLUMNS = [
	...(['organisation', 'seq', 'ts', 'type', 'actor', 'subject', 'run'] as const),
	...(['facts', 'body', 'prev', 'hash'] as const),
];

const CLOCK = {
	sqlite: `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
	postgres: `to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
};

/** Whose a tenant is, found by the same statement: it is in the first transaction of every run. */
const OF_TENANT = (tenant: string) =>
	`coalesce((select t.organisation from audit_tenant t where t.tenant_id = ${tenant}), '${LOCAL}')`;

/**
 * Gives away numbers and holds the row of the log. Written as SQL, like the insert below: they are in every transaction
 * of every run, and putting them together each time costs as much as sending them.
 *
 * @returns undefined where there is no log yet
 */
export async function takeNumbers(
	tx: Queries,
	home: Home,
	count: number,
): Promise<TakenHead | undefined> {
	const isServer = isPostgres(tx);
	const [n, org] = isServer ? ['$1::integer', '$2'] : ['?1', '?2'];
	const [whose, value] =
		'tenant' in home ? [OF_TENANT(org), home.tenant] : [org, home.organisation];
	const query = `update audit_log set size = size + ${n} where organisation = ${whose}
		returning organisation, origin, size, ${isServer ? CLOCK.postgres : CLOCK.sqlite} as ts,
		(select e.hash from audit_entry e where e.organisation = audit_log.organisation
			and e.seq = audit_log.size - ${n}) as prev`;
	const { rows } = await tx.executeQuery<TakenHead>(CompiledQuery.raw(query, [count, value]));
	return rows[0];
}

/** Hash of one entry. */
export async function hashAt(tx: Queries, organisation: string, seq: number): Promise<string> {
	const { hash } = await tx
		.selectFrom('audit_entry')
		.select('hash')
		.where('organisation', '=', organisation)
		.where('seq', '=', seq)
		.executeTakeFirstOrThrow();
	return hash;
}

/** Writes entries, in order. */
export async function insertEntries(
	tx: Queries,
	organisation: string,
	rows: readonly ChainedEntry[],
): Promise<void> {
	const isServer = isPostgres(tx);
	for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
		const values = rows.slice(at, at + ROWS_AT_ONCE).flatMap((row) => {
			const all = { ...row, organisation, facts: JSON.stringify(row.facts) };
			return COLUMNS.map((column) => all[column]);
		});
		await tx.executeQuery(CompiledQuery.raw(insertOf(values.length, isServer), values));
	}
}

function insertOf(parameters: number, isServer: boolean): string {
	const rows: string[] = [];
	for (let at = 0; at < parameters; at += COLUMNS.length) {
		rows.push(`(${COLUMNS.map((_, index) => (isServer ? `$${at + index + 1}` : '?')).join(', ')})`);
	}
	return `insert into audit_entry (${COLUMNS.join(', ')}) values ${rows.join(', ')}`;
}
