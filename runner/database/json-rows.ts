import { sql, type RawBuilder } from 'kysely';
import { isPostgres, type Queries } from './db';

/**
 * Rows of values as one parameter, to select from: `value ->> 0` is the first value of a row, as text. However many
 * there are, the statement is the same and soon read; thousands of parameters take longer than what is done with them.
 *
 * @param rows texts without NUL and halves of characters (see `storable`), numbers, null
 */
export function jsonRows(
	queries: Queries,
	rows: readonly (readonly (string | number | null)[])[],
): RawBuilder<unknown> {
	const text = JSON.stringify(rows);
	return isPostgres(queries)
		? sql`json_array_elements(cast(${text} as json))`
		: sql`json_each(${text})`;
}
