import {
	ConnectionError,
	createGraphClient,
	GraphFailure,
	systemClock,
	type Clock,
	type GraphConnection,
} from '../../nodes/shared/graph';
import type { NewEntry } from '../audit/acts';
import { auditOf } from '../audit/audit-of';
import type { Db } from '../database/db';
import { DirectoryError } from './errors';
import { checkedGroupId, requireSecurityGroup } from './group';
import { takeLock } from './lock';
import { pass, type PassParts } from './pass';
import type { Place } from './person';
import { readFacets } from './facets';
import { DEFAULT_REMOVAL_LIMIT, type RemovalLimit } from './removal';
import type { SyncListener, SyncResult } from './result';
import { readSync, updateSync } from './round';
import { noteSync } from './sync-history';
import { tenantIdOf } from '../connections/which-tenant';

/** One sync to make. */
export interface SyncRequest {
	readonly connection: GraphConnection;
	/** Object id of a security group, whose members are then all there is, nested ones included; else everybody. */
	readonly group?: string | null;
	/** True: whoever is missing is removed, however many they are. */
	readonly confirmRemovals?: boolean;
	readonly removalLimit?: RemovalLimit;
	/** Pages of one transaction, 1 unless said otherwise. More is quicker, and whoever else writes waits longer. */
	readonly pagesAtOnce?: number;
	/** Ends it before the next page; a later sync goes on from there. */
	readonly signal?: AbortSignal;
	readonly clock?: Clock;
	/** Who asks, for the audit log; left out for what the product does by itself. */
	readonly actor?: string | null | undefined;
}

/** How it ended, before it is written down. */
type Ending = Pick<SyncResult, 'status' | 'message'>;

/**
 * Brings the list of a tenant's people up to date: everybody the first time, then what changed. Each page is committed
 * with the link to the next, so that it goes on where a crash left it. When the link to the changes has expired,
 * everybody is read again and whoever is missing is taken out.
 *
 * Needs User.Read.All, for a group GroupMember.Read.All too; only reads. May be repeated at any time.
 *
 * @returns how it ended; what Graph or the connection refuses is a result of status `failed`, not an error
 * @throws DirectoryBusyError when somebody else syncs the tenant; DirectoryError for a group id that is none;
 *   ConnectionError or GraphFailure when not even the tenant's id can be had; DatabaseError
 * @see https://learn.microsoft.com/graph/delta-query-users
 */
export async function syncDirectory(
	db: Db,
	request: SyncRequest,
	listener: SyncListener = () => undefined,
): Promise<SyncResult> {
	const { connection, signal, clock = systemClock, pagesAtOnce = 1 } = request;
	const group = typeof request.group === 'string' ? checkedGroupId(request.group) : null;
	const client = createGraphClient(connection, { readOnly: true, clock });
	const place = { tenantId: await tenantIdOf(client), group };
	const lock = await takeLock(db, place.tenantId, clock);
	const limit = request.confirmRemovals ? null : (request.removalLimit ?? DEFAULT_REMOVAL_LIMIT);
	try {
		const startedAt = clock.now().toISOString();
		const parts = { db, client, lock, place, limit, pagesAtOnce, signal, clock, listener };
		const ending = await endingOf(parts);
		return await resultOf(db, place, ending, { startedAt, clock, actor: request.actor });
	} finally {
		await lock.release();
	}
}

async function endingOf(parts: PassParts): Promise<Ending> {
	try {
		const { group } = parts.place;
		if (group !== null) await requireSecurityGroup(parts.client, group);
		return await pass(parts);
	} catch (error) {
		if (isForPeople(error)) return { status: 'failed', message: error.message };
		throw error;
	}
}

function isForPeople(error: unknown): error is Error {
	return (
		error instanceof GraphFailure ||
		error instanceof ConnectionError ||
		error instanceof DirectoryError
	);
}

async function resultOf(
	db: Db,
	place: Place,
	ending: Ending,
	{ startedAt, clock, actor }: Pick<SyncRequest, 'actor'> & { startedAt: string; clock: Clock },
): Promise<SyncResult> {
	const finishedAt = clock.now().toISOString();
	const times = { started_at: startedAt, finished_at: finishedAt };
	const kept = await readSync(db, place);
	// Only what was begun says `running`; a group that turned out to be none left nothing behind.
	const row = kept?.status === 'running' ? kept : undefined;
	const result: SyncResult = {
		tenantId: place.tenantId,
		scope: place.group === null ? 'tenant' : 'group',
		group: place.group,
		...ending,
		full: row?.full !== 0,
		people: (await readFacets(db, place)).counts,
		added: row?.added ?? 0,
		updated: row?.updated ?? 0,
		removed: row?.removed ?? 0,
		pages: row?.pages ?? 0,
		startedAt,
		finishedAt,
		simulated: kept?.simulated === 1,
	};
	await db.transaction().execute(async (tx) => {
		await updateSync(tx, place, { ...ending, ...times });
		await noteSync(tx, place, result);
		await auditOf(db).append(tx, [syncEntry(result, actor)]);
	});
	return result;
}

function syncEntry(result: SyncResult, actor: string | null | undefined): NewEntry {
	const { tenantId, group, status, full, added, updated, removed } = result;
	return {
		type: 'directory.synced',
		...(actor === undefined ? {} : { actor }),
		facts: { tenant: tenantId, group, status, full, added, updated, removed },
	};
}
