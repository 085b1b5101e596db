import type { Queries } from '../database/db';

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/**
 * A number for each list that is another one after anything on it has happened: an event of one of its runs, a person
 * whose run began, a stop, the end. It only ever goes up while the list is kept.
 *
 * @param ids of lists; unknown ones are left out of the answer
 */
export async function bulkVersions(
	db: Queries,
	ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
	const versions = new Map<string, number>();
	for (let from = 0; from < ids.length; from += AT_ONCE) {
		for (const row of await countsOf(db, ids.slice(from, from + AT_ONCE))) {
			const acts = (row.finished_at === null ? 0 : 1) + (row.cancel_requested_at === null ? 0 : 1);
			versions.set(row.id, Number(row.events) + Number(row.begun) + acts);
		}
	}
	return versions;
}

async function countsOf(db: Queries, ids: readonly string[]) {
	return await db
		.selectFrom('bulk')
		.select(['bulk.id', 'bulk.finished_at', 'bulk.cancel_requested_at'])
		.select((eb) => [
			eb
				.selectFrom('bulk_member')
				.innerJoin('run_event', 'run_event.run_id', 'bulk_member.run_id')
				.whereRef('bulk_member.bulk_id', '=', 'bulk.id')
				.select((row) => row.fn.countAll<number>().as('events'))
				.as('events'),
			eb
				.selectFrom('bulk_member')
				.whereRef('bulk_member.bulk_id', '=', 'bulk.id')
				.where('bulk_member.run_id', 'is not', null)
				.select((row) => row.fn.countAll<number>().as('begun'))
				.as('begun'),
		])
		.where('bulk.id', 'in', ids)
		.execute();
}
