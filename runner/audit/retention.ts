import type { Db } from '../database/db';
import { databaseNow } from '../database/concurrency';
import type { Facts } from './acts';
import { auditOf } from './audit-of';
import { erase } from './erase';
import type { ForgetPeople } from './erased-people';

/** What holds for the log of an organisation. */
export interface AuditSettings {
	/** Days after which the personal data of ended runs is erased; null: never. */
	readonly retentionDays: number | null;
	/** True while nothing may be erased. */
	readonly legalHold: boolean;
}

/** What holds unless somebody said otherwise: everything is kept. */
const DEFAULT: AuditSettings = { retentionDays: null, legalHold: false };
const DAY_MS = 86_400_000;
/** So many in one transaction: others get a turn in between. */
const AT_ONCE = 100;

export async function readSettings(db: Db, organisation: string): Promise<AuditSettings> {
	const row = await db
		.selectFrom('audit_log')
		.select(['retention_days', 'legal_hold'])
		.where('organisation', '=', organisation)
		.executeTakeFirst();
	if (!row) return DEFAULT;
	return { retentionDays: row.retention_days, legalHold: row.legal_hold === 1 };
}

/** Changes what is named, and says so in the log. */
export async function changeSettings(
	db: Db,
	organisation: string,
	change: Partial<AuditSettings>,
	actor: string | null,
): Promise<AuditSettings> {
	const before = await readSettings(db, organisation);
	const now: AuditSettings = { ...before, ...change };
	await db.transaction().execute(async (tx) => {
		// First the entry: it makes the log where there is none yet, and holds its row.
		const facts = { before: factsOf(before), now: factsOf(now) };
		await auditOf(db).append(tx, [{ type: 'audit.settings', actor, facts }], organisation);
		await tx
			.updateTable('audit_log')
			.set({ retention_days: now.retentionDays, legal_hold: now.legalHold ? 1 : 0 })
			.where('organisation', '=', organisation)
			.execute();
	});
	return now;
}

const factsOf = ({ retentionDays, legalHold }: AuditSettings): Facts => ({
	retentionDays,
	legalHold,
});

/**
 * Erases the personal data of runs that ended longer ago than it is kept. Nothing while a legal hold is on, or where no
 * time was set. May be repeated.
 *
 * @returns how many runs
 */
export async function keepRetention(
	db: Db,
	organisation: string,
	signal: AbortSignal,
	forget: ForgetPeople | null = null,
): Promise<number> {
	let count = 0;
	for (;;) {
		const { retentionDays, legalHold } = await readSettings(db, organisation);
		if (retentionDays === null || legalHold || signal.aborted) return count;
		const now = await databaseNow(db);
		const before = new Date(now.getTime() - retentionDays * DAY_MS).toISOString();
		const [runs, schedules] = [
			await oldRuns(db, organisation, before),
			await oldSchedules(db, organisation, before),
		];
		if (runs.length + schedules.length === 0) return count;
		const person = { objectId: null, runs, schedules };
		await erase(db, person, { actor: undefined, reason: 'retention', forget });
		count += runs.length;
	}
}

async function oldRuns(db: Db, organisation: string, before: string) {
	return await db
		.selectFrom('run')
		.innerJoin('audit_subject', 'audit_subject.run', 'run.id')
		.select(['run.id', 'run.status', 'run.report_path'])
		.where('audit_subject.organisation', '=', organisation)
		.where('audit_subject.erased_at', 'is', null)
		.where('run.status', 'not in', ['running', 'waiting'])
		.where('run.finished_at', '<', before)
		.orderBy('run.id')
		.limit(AT_ONCE)
		.execute();
}

async function oldSchedules(db: Db, organisation: string, before: string) {
	return await db
		.selectFrom('schedule')
		.innerJoin('audit_subject', 'audit_subject.run', 'schedule.id')
		.select(['schedule.id', 'schedule.active'])
		.where('audit_subject.organisation', '=', organisation)
		.where('audit_subject.erased_at', 'is', null)
		.where('schedule.active', '=', 0)
		.where('schedule.due_at', '<', before)
		.orderBy('schedule.id')
		.limit(AT_ONCE)
		.execute();
}
