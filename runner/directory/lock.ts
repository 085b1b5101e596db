import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from '../../nodes/shared/graph';
import type { Db, Queries } from '../database/db';
import type { DirectoryLockRow } from '../database/directory-schema';
import { DirectoryBusyError, DirectoryError } from './errors';

/** How long a holder may be silent. Long enough for a page that waits for the database. */
const LIFETIME_MS = 60_000;
const BEAT_MS = 15_000;

/** The right to sync one tenant, kept alive until it is released. */
export interface DirectoryLock {
	/**
	 * Prolongs it as a part of a transaction, so that whoever lost it meanwhile can commit nothing.
	 * @throws DirectoryError when somebody else took it over
	 */
	renew(tx: Queries): Promise<void>;
	release(): Promise<void>;
}

/**
 * Takes the lock of a tenant. One that expired is taken over, and one whose process on this machine has ended is so at
 * once. Should that be a mistake (two containers of one name), the older holder fails at its next page; nothing is
 * written twice.
 *
 * @throws DirectoryBusyError when somebody else holds it
 */
export async function takeLock(db: Db, tenantId: string, clock: Clock): Promise<DirectoryLock> {
	const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
	const holder = await db.transaction().execute(async (tx) => {
		const before = await holderOf(tx, tenantId);
		const now = clock.now();
		await takeOver(
			tx,
			lockRow(tenantId, owner, now),
			before && isDead(before.owner) ? before : null,
		);
		return await holderOf(tx, tenantId);
	});
	if (holder?.owner !== owner) throw busy(holder);
	const beat = setInterval(() => {
		// What counts is the renewal inside each transaction; a beat that fails is made up for by the next.
		prolong(db, tenantId, owner, clock.now()).catch(() => undefined);
	}, BEAT_MS);
	beat.unref();
	return {
		renew: async (tx) => {
			if (await prolong(tx, tenantId, owner, clock.now())) return;
			throw new DirectoryError(
				'Another sync took this one over, because it had been silent for too long. Run it again.',
			);
		},
		release: async () => {
			clearInterval(beat);
			await db
				.deleteFrom('directory_lock')
				.where('tenant_id', '=', tenantId)
				.where('owner', '=', owner)
				.execute();
		},
	};
}

function lockRow(tenantId: string, owner: string, now: Date): DirectoryLockRow {
	return {
		tenant_id: tenantId,
		owner,
		taken_at: now.toISOString(),
		expires_at: new Date(now.getTime() + LIFETIME_MS).toISOString(),
	};
}

/** One statement decides, so that of two who come at once only one gets it. */
async function takeOver(
	tx: Queries,
	row: DirectoryLockRow,
	dead: DirectoryLockRow | null,
): Promise<void> {
	const { owner, taken_at, expires_at } = row;
	await tx
		.insertInto('directory_lock')
		.values(row)
		.onConflict((conflict) =>
			conflict
				.column('tenant_id')
				.doUpdateSet({ owner, taken_at, expires_at })
				.where((held) =>
					held.or([
						held('directory_lock.expires_at', '<=', taken_at),
						held('directory_lock.owner', '=', dead?.owner ?? owner),
					]),
				),
		)
		.execute();
}

async function holderOf(tx: Queries, tenantId: string): Promise<DirectoryLockRow | undefined> {
	return await tx
		.selectFrom('directory_lock')
		.selectAll()
		.where('tenant_id', '=', tenantId)
		.executeTakeFirst();
}

async function prolong(
	queries: Queries,
	tenantId: string,
	owner: string,
	now: Date,
): Promise<boolean> {
	const result = await queries
		.updateTable('directory_lock')
		.set({ expires_at: lockRow(tenantId, owner, now).expires_at })
		.where('tenant_id', '=', tenantId)
		.where('owner', '=', owner)
		.executeTakeFirst();
	return result.numUpdatedRows === 1n;
}

/** True only for a process of this machine that is not there any more. */
function isDead(owner: string): boolean {
	const [host, pid] = owner.split('/');
	if (host !== hostname() || !pid || !/^\d+$/.test(pid)) return false;
	try {
		process.kill(Number(pid), 0);
		return false;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'ESRCH';
	}
}

function busy(holder: DirectoryLockRow | undefined): DirectoryBusyError {
	const [host = '?', pid = '?'] = holder?.owner.split('/') ?? [];
	return new DirectoryBusyError(
		`Another sync of this tenant has been under way since ${holder?.taken_at ?? '?'} (process ${pid} on ${host}). ` +
			`Wait for it to end. If it has died, its place is free at ${holder?.expires_at ?? '?'}.`,
	);
}
