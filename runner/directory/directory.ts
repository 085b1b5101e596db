import type { Db } from '../database/db';
import type { Facets } from './facets';
import type { Narrowing } from './found-by';
import { KeptFacets } from './kept-facets';
import { personNamed } from './named';
import { countFound, listPeople, readPerson, type PeoplePage, type PeopleQuery } from './people';
import { scopeOf, type PeopleCounts, type Person, type PersonKind, type Place } from './person';
import { readSync } from './round';
import type { SyncListener, SyncResult, SyncStatus } from './result';
import { syncDirectory, type SyncRequest } from './sync';
import { pastSyncs, type PastSync } from './sync-history';
import { vanishingIn, type Vanishing } from './vanishing';

/** How the last sync of a list stands. */
export interface LastSync {
	readonly status: SyncStatus | 'running';
	readonly full: boolean;
	readonly pages: number;
	readonly added: number;
	readonly updated: number;
	readonly removed: number;
	readonly message: string | null;
	readonly startedAt: string;
	readonly finishedAt: string | null;
	/** When one was completed last; null: never, so that the list is not whole yet. */
	readonly completedAt: string | null;
	readonly simulated: boolean;
}

/** The people of tenants, as the last sync saw them. Every question names a tenant; none is answered across tenants. */
export interface Directory {
	/** See `syncDirectory` for what it promises and throws. */
	sync(request: SyncRequest, listener?: SyncListener): Promise<SyncResult>;
	people(query: PeopleQuery): Promise<PeoplePage>;
	person(place: Place, id: string): Promise<Person | null>;
	/** Whoever has just this object id or user principal name. */
	named(place: Place, key: string): Promise<Person | null>;
	counts(place: Place): Promise<PeopleCounts>;
	/** What a list can be narrowed to, counted once for each sync. */
	facets(place: Place): Promise<Facets>;
	/** How many of each kind a search leads to; null for everybody, and for more than are worth counting. */
	countFound(
		place: Place,
		search: string,
		narrow: Narrowing,
	): Promise<ReadonlyMap<PersonKind, number> | null>;
	lastSync(place: Place): Promise<LastSync | null>;
	/** Those that have ended, the newest first. */
	pastSyncs(place: Place, limit: number): Promise<PastSync[]>;
	/** Whom the last sync would have taken out, had it not stopped; null when it did not stop. */
	vanishing(place: Place, limit: number): Promise<Vanishing | null>;
	/** Deletes a list with everybody in it, at the end of a connection. The next sync reads everybody. */
	forget(place: Place): Promise<void>;
}

/** The directory kept in a database. */
export function directoryIn(db: Db): Directory {
	const facets = new KeptFacets(db);
	return {
		sync: (request, listener) => syncDirectory(db, request, listener),
		people: (query) => listPeople(db, query),
		person: (place, id) => readPerson(db, place, id),
		named: (place, key) => personNamed(db, place, key),
		counts: async (place) => (await facets.of(place)).counts,
		facets: (place) => facets.of(place),
		countFound: (place, search, narrow) => countFound(db, place, search, narrow),
		lastSync: (place) => lastSync(db, place),
		pastSyncs: (place, limit) => pastSyncs(db, place, limit),
		vanishing: (place, limit) => vanishingIn(db, place, limit),
		forget: (place) => forget(db, place),
	};
}

async function lastSync(db: Db, place: Place): Promise<LastSync | null> {
	const row = await readSync(db, place);
	if (!row) return null;
	return {
		status: row.status as LastSync['status'],
		full: row.full === 1,
		pages: row.pages,
		added: row.added,
		updated: row.updated,
		removed: row.removed,
		message: row.message,
		startedAt: row.started_at,
		finishedAt: row.finished_at,
		completedAt: row.completed_at,
		simulated: row.simulated === 1,
	};
}

async function forget(db: Db, place: Place): Promise<void> {
	await db.transaction().execute(async (tx) => {
		for (const table of ['directory_person', 'directory_sync', 'directory_past_sync'] as const) {
			await tx
				.deleteFrom(table)
				.where('tenant_id', '=', place.tenantId)
				.where('scope', '=', scopeOf(place))
				.execute();
		}
	});
}
