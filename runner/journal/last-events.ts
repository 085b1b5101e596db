import type { Queries } from '../database/db';

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/**
 * How far runs have come: the number of the last event of each, for whoever watches many. One statement for five
 * hundred of them.
 *
 * @param ids of runs; unknown ones are left out of the answer
 */
export async function lastEvents(
	db: Queries,
	ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
	const last = new Map<string, number>();
	for (let from = 0; from < ids.length; from += AT_ONCE) {
		const rows = await db
			.selectFrom('run_event')
			.select('run_id')
			.select((eb) => eb.fn.max('sequence').as('last'))
			.where('run_id', 'in', ids.slice(from, from + AT_ONCE))
			.groupBy('run_id')
			.execute();
		for (const row of rows) last.set(row.run_id, Number(row.last));
	}
	return last;
}
