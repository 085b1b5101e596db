import type { RunnerQueries } from '../../runner';

/** Somebody of a list is on another one that has not ended. */
export class SecondListError extends Error {
	override readonly name = 'SecondListError';

	constructor(
		readonly bulkId: string,
		/** The other one is about the same people. */
		readonly isSame: boolean,
	) {
		super(`The list ${bulkId} has not ended.`);
	}
}

/**
 * Refuses a list with people of one that has not ended, in the transaction that would open it: a button that is pressed
 * twice starts one.
 *
 * @param tx holds the numbers of lists: whoever comes second waits until the first is written down
 * @param own the list that is about to be opened
 * @throws SecondListError
 */
export async function refuseSecondList(
	tx: RunnerQueries,
	tenantId: string,
	users: readonly string[],
	own: string,
): Promise<void> {
	const rows = await tx
		.selectFrom('bulk_member')
		.innerJoin('bulk', 'bulk.id', 'bulk_member.bulk_id')
		.select('bulk.id')
		.where('bulk.tenant_id', '=', tenantId.toLowerCase())
		.where('bulk.finished_at', 'is', null)
		.where('bulk.dry_run', '=', 0)
		.where('bulk.id', '!=', own)
		.where('bulk_member.requested_user', 'in', users)
		.execute();
	const [first] = rows;
	if (!first) return;
	const same = rows.filter(({ id }) => id === first.id).length;
	throw new SecondListError(first.id, same === users.length);
}
