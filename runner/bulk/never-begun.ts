import { resolve } from 'node:path';
import type { ExecutionParts } from '../execution/execute';
import { seriesOf, type OffboardRequest } from '../execution/offboard';
import { PROCESS_OWNER } from '../execution/process-owner';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';

/** Writes down that somebody on a list was never begun, because it was stopped: nobody on it is left without a record. */
export async function neverBegun(
	{ db, journal }: ExecutionParts,
	request: OffboardRequest,
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
	const message = 'It was stopped before it began. Nothing was changed.';
	await journal.finish(held, { status: 'cancelled', message, report: null });
	const run = await readRun(db, held.id);
	if (!run) throw new Error(`The run ${held.id} is not in the journal.`);
	return run;
}
