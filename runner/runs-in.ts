import type { Db } from './database/db';
import { addendaOf, brokenChecksOf } from './addenda/addendum-journal';
import { AuditDesk } from './audit/desk';
import { FollowUps } from './follow-up/follow-ups';
import { lastEvents } from './journal/last-events';
import { eventsAfter } from './journal/run-event';
import { readRun, readRuns } from './journal/read-runs';
import { erasedAmong, runMoments } from './journal/run-moments';
import { countRuns } from './journal/runs-query';
import { bulkVersions } from './bulk/bulk-versions';
import { cancelBulk } from './bulk/cancel-bulk';
import { countBulks, readBulk, readBulks } from './bulk/read-bulks';
import type { Runs } from './contract';
import { keyFileOf } from './connections/connection-key';
import { KeptConnections } from './connections/kept-connections';
import { OwnNights } from './connections/own-nights';
import { isGone, THIS_PROCESS } from './execution/process-owner';
import { schedulerSeen } from './schedule/last-seen';
import { ScheduledLists } from './schedule/scheduled-lists';
import { Schedules } from './schedule/schedules';
import { abandonedRuns } from './journal/abandoned-runs';
import { planTry } from './retry/try-step';
import { whyNoUndo } from './undo/may-undo';
import { undosOf } from './undo/read-undos';
import { planUndo } from './undo/undo';
import { requestCancel } from './journal/leases';

/** What can be read of a database, and what people do about it without a runner. */
export function runsIn(db: Db, dataFolder: string, environment: NodeJS.ProcessEnv): Runs {
	const connections = new KeptConnections(db, keyFileOf(dataFolder, environment));
	return {
		db,
		run: (id) => readRun(db, id),
		runs: (query) => readRuns(db, query),
		runCounts: (query) => countRuns(db, query),
		events: (id, after) => eventsAfter(db, id, after),
		moments: (query) => runMoments(db, query),
		erasedAmong: (ids) => erasedAmong(db, ids),
		lastEvents: (ids) => lastEvents(db, ids),
		abandoned: (id) => abandonedRuns(db, THIS_PROCESS, id),
		bulkOf: (id) => readBulk(db, id),
		bulkVersions: (ids) => bulkVersions(db, ids),
		bulksOf: (tenantIds, limit, wanted) => readBulks(db, tenantIds, limit, wanted),
		bulkCounts: (tenantIds, wanted) => countBulks(db, tenantIds, wanted),
		addenda: (runId) => addendaOf(db, runId),
		brokenChecks: (runIds) => brokenChecksOf(db, runIds),
		undos: (runIds) => undosOf(db, runIds),
		whyNoUndo: (runId, now) => whyNoUndo(db, runId, now),
		planUndo: (runId, connection) => planUndo(db, runId, connection),
		planTry: (runId, key) => planTry(db, runId, key),
		cancelBulk: (id, actor) => cancelBulk(db, id, isGone, actor),
		cancel: (id, actor) => requestCancel(db, id, isGone, actor),
		schedulerSeen: () => schedulerSeen(db),
		schedules: new Schedules(db),
		scheduledLists: new ScheduledLists(db, connections),
		followUps: new FollowUps(db),
		connections,
		nights: new OwnNights(db),
		audit: new AuditDesk(db),
		close: () => db.destroy(),
	};
}
