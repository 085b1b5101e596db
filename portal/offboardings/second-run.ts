import type { RunnerQueries } from '../../runner';

/** An offboarding of the same person is under way. */
export class SecondRunError extends Error {
	override readonly name = 'SecondRunError';

	constructor(readonly runId: string) {
		super(`The offboarding ${runId} of this person is under way.`);
	}
}

/**
 * Refuses a second run about somebody whose first has not ended, in the transaction that would open it: of a button that
 * is pressed twice and of two people who press it at the same moment, one run comes.
 *
 * @param tx holds the numbers of runs: whoever comes second waits until the first is written down
 * @param own the run that is about to be opened
 * @throws SecondRunError
 */
export async function refuseSecondRun(
	tx: RunnerQueries,
	tenantId: string,
	user: string,
	own: string,
): Promise<void> {
	const other = await tx
		.selectFrom('run')
		.select('id')
		.where('tenant_id', '=', tenantId.toLowerCase())
		.where('dry_run', '=', 0)
		.where('status', 'in', ['running', 'waiting'])
		.where((eb) => eb.or([eb('requested_user', '=', user), eb('employee_id', '=', user)]))
		.where('id', '!=', own)
		.executeTakeFirst();
	if (other) throw new SecondRunError(other.id);
}
