import { resolve } from 'node:path';
import type { ExecutionParts } from '../execution/execute';
import { seriesOf, type OffboardRequest } from '../execution/offboard';
import { PROCESS_OWNER } from '../execution/process-owner';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';

/**
 * Writes down that somebody on a list was never begun: nobody on it is left without a run that says so.
 *
 * @param late why it is too late, in one line; left out: it was stopped
 */
export async function neverBegun(
	{ db, journal }: ExecutionParts,
	request: OffboardRequest,
	late: string | null = null,
): Promise<RunRecord> {
	const { connection, user, manager, dryRun, requestedBy, ticket } = request;
	const { tenantId, cloud } = connection;
	const requestedAt = new Date().toISOString();
	const asked = {
		...{ user, manager, dryRun, requestedBy, ticket, requestedAt, tenantId, cloud },
		reportFolder: resolve(request.reportFolder),
		breakGlass: request.breakGlass ?? [],
		...{ caseFacts: request.caseFacts ?? null, choices: request.choices ?? null },
	};
	const series = seriesOf(connection);
	const held = await journal.start(asked, series, PROCESS_OWNER, request.together);
	const message = late ?? 'It was stopped before it began. Nothing was changed.';
	const status = late === null ? 'cancelled' : 'refused';
	await journal.finish(held, { status, message, report: null });
	const run = await readRun(db, held.id);
	if (!run) throw new Error(`The run ${held.id} is not in the journal.`);
	return run;
}
