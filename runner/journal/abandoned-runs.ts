import { dbNow } from '../database/concurrency';
import type { Db } from '../database/db';
import { crashesOf, isSetAside } from './crash-count';
import { WORK_VERSION } from './work-version';

/** The states in which a run has not ended. */
export const OPEN: readonly string[] = ['running', 'waiting'];

/** A run that has not ended and that nobody works on. */
export interface AbandonedRun {
	readonly id: string;
	readonly tenantId: string;
	readonly status: string;
	/** How often in a row a process died over it, as far as is known now. */
	readonly crashes: number;
	/** It killed too many: for now only a person takes it on again. */
	readonly setAside: boolean;
}

/** Who looks for runs, or takes one. */
export interface Candidate {
	/** The process. */
	readonly owner: string;
	/** True for an owner that is known to be dead, so that its lease need not run out. */
	readonly isGone: (owner: string) => boolean;
}

/**
 * The runs that have not ended and that nobody works on: first what was begun and interrupted, then what a schedule made
 * and nobody has begun, the oldest first of each. A runner that is killed again and again would begin everything and end
 * nothing otherwise.
 *
 * @param id of the only one to look at
 */
export async function abandonedRuns(
	db: Db,
	{ owner, isGone }: Candidate,
	id?: string,
): Promise<readonly AbandonedRun[]> {
	const now = await dbNow(db);
	const all = db
		.selectFrom('run')
		.select([
			'id',
			'tenant_id',
			'status',
			'lease_owner',
			'lease_until',
			'crash_count',
			'wait_until',
		])
		.where('status', 'in', OPEN)
		.where('needs_version', '<=', WORK_VERSION)
		.orderBy((eb) => eb.case().when('lease_epoch', '=', 0).then(1).else(0).end())
		.orderBy('started_at')
		.orderBy('id');
	const rows = await (id === undefined ? all : all.where('id', '=', id)).execute();
	return rows
		.filter(
			({ lease_owner, lease_until }) =>
				lease_owner === null || (lease_until ?? '') <= now || isGone(lease_owner),
		)
		.map((row) => ({
			...{ id: row.id, tenantId: row.tenant_id, status: row.status },
			...{ crashes: crashesOf(row, owner), setAside: isSetAside(row, now) },
		}));
}
