import { FollowUpError, type Runner, type RunnerQueries } from '../../runner';
import { actorOf } from '../audit/acts';
import type { Asker } from './asker';

/**
 * What was refused of somebody goes on in the run that opens now: nothing was changed by it, and whoever reads that they
 * are not locked out shall not read it beside the run that locks them out.
 *
 * @param tx the transaction that opens the other run
 * @param own its number
 */
export async function goOnFromRefused(
	{ followUps }: Pick<Runner, 'followUps'>,
	tx: RunnerQueries,
	asker: Asker,
	{
		tenantId,
		user,
		own,
	}: { readonly tenantId: string; readonly user: string; readonly own: string },
): Promise<void> {
	const rows = await tx
		.selectFrom('run')
		.select('id')
		.where('tenant_id', '=', tenantId.toLowerCase())
		.where('dry_run', '=', 0)
		.where('status', '=', 'refused')
		.where('only_json', 'is', null)
		.where((eb) => eb.or([eb('requested_user', '=', user), eb('employee_id', '=', user)]))
		.where('id', '!=', own)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('follow_up')
						.select('number')
						.whereRef('follow_up.run_id', '=', 'run.id')
						.where((act) =>
							act.or([act('kind', '=', 'dealtWith'), act('next_run', 'is not', null)]),
						),
				),
			),
		)
		.execute();
	for (const { id: runId } of rows) {
		const act = { runId, by: asker.name, actor: actorOf(asker.accountId), reason: null };
		await followUps.againIn(tx, own, act).catch(leaveIt);
	}
}

/** Too old, or gone on with meanwhile: it stays in its list, and whoever has to be locked out is locked out. */
function leaveIt(error: unknown): void {
	if (!(error instanceof FollowUpError)) throw error;
}
