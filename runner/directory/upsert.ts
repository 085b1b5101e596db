import type { CompiledQuery } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';

/** Rows of one statement: far below the parameters SQLite and Postgres take, and short for whoever waits. */
const ROWS_AT_ONCE = 100;

/** In the order of the statement's parameters. */
const COLUMNS = [
	'tenant_id',
	'scope',
	'object_id',
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
	'last_word',
	'principal',
	'round',
	'gone',
	'removed_at',
	'appeared_at',
	'changed_at',
] as const satisfies readonly (keyof DirectoryPersonRow)[];

/**
 * Writes whole rows, new or known. The statement for a hundred rows is made once a page and sent with other values:
 * making it takes longer than sending it.
 */
export async function upsertPeople(
	tx: Queries,
	rows: readonly DirectoryPersonRow[],
): Promise<void> {
	let statement: CompiledQuery | null = null;
	let sending: Promise<unknown> = Promise.resolve();
	for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
		const some = rows.slice(from, from + ROWS_AT_ONCE);
		if (statement === null || some.length < ROWS_AT_ONCE) statement = statementFor(tx, some);
		const parameters = some.flatMap((row) => COLUMNS.map((column) => row[column]));
		// The values of one are laid out while the database works on the one before; never two at once.
		await sending;
		sending = tx.executeQuery({ ...statement, parameters });
	}
	await sending;
}

function statementFor(tx: Queries, rows: readonly DirectoryPersonRow[]): CompiledQuery {
	return tx
		.insertInto('directory_person')
		.values(rows.map(inOrder))
		.onConflict((conflict) =>
			conflict.columns(['tenant_id', 'scope', 'object_id']).doUpdateSet((row) => ({
				display_name: row.ref('excluded.display_name'),
				user_principal_name: row.ref('excluded.user_principal_name'),
				mail: row.ref('excluded.mail'),
				account_enabled: row.ref('excluded.account_enabled'),
				user_type: row.ref('excluded.user_type'),
				department: row.ref('excluded.department'),
				job_title: row.ref('excluded.job_title'),
				on_premises_sync_enabled: row.ref('excluded.on_premises_sync_enabled'),
				manager_id: row.ref('excluded.manager_id'),
				kind: row.ref('excluded.kind'),
				name_key: row.ref('excluded.name_key'),
				last_word: row.ref('excluded.last_word'),
				principal: row.ref('excluded.principal'),
				round: row.ref('excluded.round'),
				gone: row.ref('excluded.gone'),
				removed_at: row.ref('excluded.removed_at'),
				appeared_at: row.ref('excluded.appeared_at'),
				changed_at: row.ref('excluded.changed_at'),
			})),
		)
		.compile();
}

/** Kysely lists columns in the order in which it meets them. */
function inOrder(row: DirectoryPersonRow): DirectoryPersonRow {
	return Object.fromEntries(
		COLUMNS.map((name) => [name, row[name]]),
	) as unknown as DirectoryPersonRow;
}
