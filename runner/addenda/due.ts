import type { KeptConnections } from '../connections/kept-connections';
import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { Db } from '../database/db';
import { fromJsonText } from '../database/json-text';
import type { ScheduleListener } from '../schedule/schedule-event';
import { isLookedAt } from './checks';
import { recheck, type RecheckParts } from './recheck';
import { undoneElsewhere } from './undone-elsewhere';

/** How the check that a started runner makes by itself works. */
export interface RecheckChore extends RecheckParts {
	readonly connections: KeptConnections;
	readonly tell: ScheduleListener;
	/** How long after a run has ended it is checked, hours. */
	readonly afterHours: number;
	/** Where a PDF goes whose folder is not on this machine. */
	readonly spareFolder: string;
	readonly now?: () => Date;
}

const HOUR_MS = 3_600_000;
/** One that could not be checked for so long is left to a person: an upgrade must not check the runs of a year. */
const GIVE_UP_HOURS = 72;
/** In one turn; the next one goes on. */
const AT_ONCE = 200;

/**
 * Makes the chore that checks every run once, some time after it has ended. What fails is told and tried again with the
 * next turn, until it is given up. Only tenants whose connection is kept can be asked. May be repeated at any time.
 */
export function scheduledRechecks(chore: RecheckChore): (signal: AbortSignal) => Promise<void> {
	return async (signal) => {
		const kept = await chore.connections.list();
		const byTenant = new Map(
			// The one that was given last is first, and has to win.
			kept.toReversed().map(({ id, tenantId }) => [tenantId.toLowerCase(), id]),
		);
		const now = chore.now?.() ?? new Date();
		for (const { id, tenantId, only } of await dueRuns(chore.db, chore.afterHours, now)) {
			if (!isLookedAt(only) || (await undoneElsewhere(chore.db, id, only)) !== null) continue;
			const connectionId = byTenant.get(tenantId);
			if (connectionId === undefined) continue;
			if (signal.aborted) return;
			await checkOne(chore, id, connectionId);
		}
	};
}

async function checkOne(chore: RecheckChore, id: string, connectionId: string): Promise<void> {
	const { connections, spareFolder, tell } = chore;
	try {
		const connection = await connections.open(connectionId);
		const request = { connection, askedBy: null, isScheduled: true, spareFolder };
		const { addendum } = await recheck(chore, id, request);
		if (addendum) tell({ type: 'rechecked', runId: id, addendum });
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		tell({ type: 'trouble', what: `the check of ${id}`, reason });
	}
}

/** The runs that ended long enough ago, not too long, and were not checked by themselves before. */
async function dueRuns(db: Db, afterHours: number, now: Date) {
	const before = (hours: number) => new Date(now.getTime() - hours * HOUR_MS).toISOString();
	const rows = await db
		.selectFrom('run')
		.leftJoin('addendum', (join) =>
			join.onRef('addendum.run_id', '=', 'run.id').on('addendum.is_scheduled', '=', 1),
		)
		.select(['run.id', 'run.tenant_id', 'run.only_json'])
		.where('run.dry_run', '=', 0)
		.where('run.status', 'in', ['completed', 'completed_with_exceptions'])
		.where('run.report_sha256', 'is not', null)
		.where('run.offboarding_json', 'is not', null)
		.where('run.finished_at', '<=', before(afterHours))
		.where('run.finished_at', '>=', before(afterHours + GIVE_UP_HOURS))
		.where('addendum.id', 'is', null)
		// What is being undone is looked at once that has ended.
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('undo')
						.select('undo.id')
						.whereRef('undo.run_id', '=', 'run.id')
						.where('undo.active', '=', 1),
				),
			),
		)
		.orderBy('run.finished_at')
		.limit(AT_ONCE)
		.execute();
	return rows.map(({ id, tenant_id, only_json }) => ({
		...{ id, tenantId: tenant_id.toLowerCase() },
		only: only_json === null ? null : fromJsonText<OnlySteps>(only_json, `run ${id}`),
	}));
}
