import { sql, type RawBuilder } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';
import { jsonRows } from '../database/json-rows';

/** Rows of one statement: as many as take long enough to be worth it, and short for whoever waits. */
const ROWS_AT_ONCE = 200;

const KEY = ['tenant_id', 'scope', 'object_id'] as const;

/** All columns, in the order in which a row's values travel. */
const COLUMNS = [
	...KEY,
	'display_name',
	'user_principal_name',
	'mail',
	'account_enabled',
	'user_type',
	'department',
	'job_title',
	'on_premises_sync_enabled',
	'manager_id',
	'kind',
	'name_key',
	'department_key',
	'found',
	'round',
	'gone',
	'removed_at',
	'appeared_at',
	'changed_at',
] as const satisfies readonly (keyof DirectoryPersonRow)[];

const NUMBERS: ReadonlySet<string> = new Set([
	'account_enabled',
	'on_premises_sync_enabled',
	'round',
]);

const NAMES = sql.join(COLUMNS.map((column) => sql.ref(column)));

const VALUES = sql.join(
	COLUMNS.map((column, at) => {
		const value = sql`value ->> ${sql.lit(at)}`;
		return NUMBERS.has(column) ? sql`cast(${value} as integer)` : value;
	}),
);

const CHANGES: RawBuilder<unknown> = sql.join(
	COLUMNS.slice(KEY.length).map(
		(column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`,
	),
);

/** Writes whole rows, new or known; nobody may be among them twice. */
export async function upsertPeople(
	tx: Queries,
	rows: readonly DirectoryPersonRow[],
): Promise<void> {
	for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
		const some = rows.slice(from, from + ROWS_AT_ONCE);
		const values = some.map((row) => COLUMNS.map((column) => row[column]));
		// `where true`: SQLite would take the `on` for that of a join.
		await sql`
			insert into directory_person (${NAMES})
			select ${VALUES} from ${jsonRows(tx, values)} where true
			on conflict (${sql.join(KEY.map((column) => sql.ref(column)))}) do update set ${CHANGES}
		`.execute(tx);
	}
}
