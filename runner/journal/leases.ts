import { auditOf } from '../audit/audit-of';
import { ended } from '../audit/run-entries';
import type { Db, Queries } from '../database/db';
import { databaseNow, dbNow } from '../database/concurrency';
import { OPEN, type Candidate } from './abandoned-runs';
import {
	crashesOf,
	isSetAside,
	isSuspect,
	mustBeSetAside,
	setAside,
	WATCH_MS,
} from './crash-count';
import { whoAsks } from '../who-asks';
import { appendEvent } from './run-event';
import type { HeldRun } from './held-run';
import { WORK_VERSION } from './work-version';

/** How long a runner may be silent before another takes its runs over, milliseconds. */
export const LEASE_MS = 10_000;

/** Who wants to take a run, and how. */
export interface Taker extends Candidate {
	/** A person asked for this very run: it is taken even where it killed those who had it. */
	readonly anyway: boolean;
}

/**
 * Takes a run that nobody works on. Its epoch goes up, so that an earlier owner who wakes can write nothing more.
 *
 * @returns null when it has ended, or somebody else holds it; `setAside` when it killed
 *   once too often just now, and is left alone for a while
 */
export async function takeLease(
	db: Db,
	id: string,
	{ owner, isGone, anyway }: Taker,
): Promise<HeldRun | 'setAside' | null> {
	return await db.transaction().execute(async (tx) => {
		const run = await lockRun(tx, id);
		if (!run || !OPEN.includes(run.status) || run.needs_version > WORK_VERSION) return null;
		const now = await databaseNow(tx);
		const held = run.lease_owner !== null && (run.lease_until ?? '') > now.toISOString();
		if (held && !isGone(run.lease_owner ?? '')) return null;
		const crashes = anyway ? 0 : crashesOf(run, owner);
		if (!anyway && isSetAside(run, now.toISOString())) return null;
		if (mustBeSetAside(run, crashes, aliveAt(run.lease_until))) {
			await setAside(tx, id, crashes);
			return 'setAside';
		}
		const epoch = run.lease_epoch + 1;
		// Nobody had it yet: a schedule made it, and it begins now.
		const isFirst = epoch === 1;
		await tx
			.updateTable('run')
			.set({
				status: 'running',
				lease_owner: owner,
				...{ lease_epoch: epoch, claim_epoch: epoch, claim_version: WORK_VERSION },
				lease_until: leaseEnd(now),
				resumed_count: run.resumed_count + (isFirst ? 0 : 1),
				crash_count: crashes,
				watched_until: isSuspect(crashes) ? later(now, WATCH_MS) : null,
				wait_until: null,
				finished_at: null,
				message: null,
				...(isFirst ? { started_at: now.toISOString() } : {}),
			})
			.where('id', '=', id)
			.execute();
		if (!isFirst) await noteResumed(db, tx, { id, owner, epoch });
		return { id, tenantId: run.tenant_id, epoch };
	});
}

async function noteResumed(
	db: Db,
	tx: Queries,
	{ id, owner, epoch }: { readonly id: string; readonly owner: string; readonly epoch: number },
): Promise<void> {
	await appendEvent(tx, id, 'runResumed', { owner, epoch });
	await auditOf(db).append(tx, [{ type: 'offboarding.resumed', run: id, facts: { epoch } }]);
}

/** A run whose lease was renewed. */
export interface RenewedLease {
	readonly epoch: number;
	readonly cancelRequested: boolean;
}

/** The leases that were renewed, by run; `asked` as the caller's clock showed it right before. */
export interface Renewed {
	readonly held: ReadonlyMap<string, RenewedLease>;
	readonly asked: number;
}

/**
 * Says that an owner is alive, for all runs it works on, in one transaction: five hundred heartbeats would leave the
 * database no time for anything else. A run that broke off and could not be given back is not among them: its lease
 * runs out.
 *
 * @param elapsed a clock of the caller's. It is read when the transaction has begun: where many write, waiting for that
 *   may take longer than a lease
 * @returns those of them that it still holds
 */
export async function renewLeases(
	db: Db,
	owner: string,
	ids: readonly string[],
	elapsed: () => number = () => performance.now(),
): Promise<Renewed> {
	if (ids.length === 0) return { held: new Map(), asked: elapsed() };
	return await db.transaction().execute(async (tx) => {
		const asked = elapsed();
		const until = leaseEnd(await databaseNow(tx));
		const rows = await tx
			.updateTable('run')
			.set({ lease_until: until })
			.where('lease_owner', '=', owner)
			.where('id', 'in', ids)
			.returning(['id', 'lease_epoch', 'cancel_requested_at'])
			.execute();
		const held = rows.map(
			({ id, lease_epoch, cancel_requested_at }) =>
				[id, { epoch: lease_epoch, cancelRequested: cancel_requested_at !== null }] as const,
		);
		return { held: new Map(held), asked };
	});
}

/** Gives a run back that has not ended, so that somebody else may go on with it at once. */
export async function releaseLease(db: Db, held: HeldRun): Promise<void> {
	await db
		.updateTable('run')
		.set({ lease_owner: null, lease_until: null })
		.where('id', '=', held.id)
		.where('lease_epoch', '=', held.epoch)
		.execute();
}

/** What `requestCancel` found. */
export type CancelAnswer = 'asked' | 'cancelled' | 'over' | 'none';

/**
 * Asks for a run to be stopped before its next request. One that nobody works on is closed at once.
 *
 * @param actor who asks, for the audit log
 * @returns `asked`: its runner will stop; `cancelled`: it is closed; `over`: it had ended; `none`: there is no such run
 */
export async function requestCancel(
	db: Db,
	id: string,
	isGone: (owner: string) => boolean,
	actor: string | null = whoAsks(),
): Promise<CancelAnswer> {
	return await db.transaction().execute(async (tx) => {
		const run = await lockRun(tx, id);
		if (!run) return 'none';
		if (!OPEN.includes(run.status)) return 'over';
		const now = await dbNow(tx);
		const held = run.lease_owner !== null && (run.lease_until ?? '') > now;
		const set = { cancel_requested_at: now };
		const asked = { type: 'offboarding.cancelRequested', actor, run: id, facts: {} } as const;
		if (held && !isGone(run.lease_owner ?? '')) {
			await tx.updateTable('run').set(set).where('id', '=', id).execute();
			await auditOf(db).append(tx, [asked]);
			return 'asked';
		}
		const message = 'It was stopped. What was done by then stays done; the rest was not started.';
		await tx
			.updateTable('run')
			.set({ ...set, status: 'cancelled', active: 0, finished_at: now, message })
			.where('id', '=', id)
			.execute();
		const end = { status: 'cancelled', message, report: null } as const;
		await appendEvent(tx, id, 'runFinished', end);
		await auditOf(db).append(tx, [asked, ...(await ended(tx, id, end))]);
		return 'cancelled';
	});
}

/** When a lease that is taken now ends, by the clock of the database. */
export const leaseEnd = (now: Date): string => later(now, LEASE_MS);

/** When a lease was taken or renewed last. */
const aliveAt = (leaseUntil: string | null): string =>
	leaseUntil === null ? '' : later(new Date(leaseUntil), -LEASE_MS);

const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** Reads a run and holds its row until the transaction ends, on every database. */
async function lockRun(tx: Queries, id: string) {
	return await tx
		.updateTable('run')
		.set((eb) => ({ resumed_count: eb.ref('resumed_count') }))
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirst();
}
