import { databaseNow } from '../database/concurrency';
import type { Db } from '../database/db';

/** When somebody worked on what every runner does by itself, and what time it is there. */
export interface SchedulerSeen {
	/** Null: no runner has ever ticked on this database. */
	readonly at: Date | null;
	readonly now: Date;
}

/** When a runner of this database, on whatever machine, was last seen at work: each does something every minute. */
export async function schedulerSeen(db: Db): Promise<SchedulerSeen> {
	const now = await databaseNow(db);
	const rows = await db
		.selectFrom('slot')
		.select(['started_at', 'ended_at', 'lease_until'])
		.execute();
	const times = rows.flatMap(({ started_at, ended_at, lease_until }) => {
		const isHeld = lease_until !== null && lease_until > now.toISOString();
		return [started_at, ended_at, isHeld ? now.toISOString() : null];
	});
	const known = times.filter((time) => time !== null).sort();
	const last = known.at(-1);
	return { at: last === undefined ? null : new Date(last), now };
}
