import { sql } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';
import { personOf, scopeOf, type Person, type Place } from './person';
import { readSync } from './round';

/** Whom a sync that was stopped would have taken out of the list. */
export interface Vanishing {
	readonly count: number;
	/** In the list now. */
	readonly of: number;
	/** The first by name. */
	readonly people: readonly Person[];
}

/** Who is missing after a sync that stopped because of it; null when the last one did not. */
export async function vanishingIn(
	db: Queries,
	place: Place,
	limit: number,
): Promise<Vanishing | null> {
	const sync = await readSync(db, place);
	if (sync?.status !== 'stopped') return null;
	const isIn = sql`tenant_id = ${place.tenantId} and scope = ${scopeOf(place)} and removed_at is null`;
	const unseen = sync.full === 1 ? sql`or round <> ${sync.round}` : sql``;
	const isMissing = sql`(gone is not null ${unseen})`;
	const { rows: counted } = await sql<{ missing: number | string; present: number | string }>`
		select count(*) filter (where ${isMissing}) as missing, count(*) as present
		from directory_person where ${isIn}`.execute(db);
	const { rows } = await sql<DirectoryPersonRow>`
		select * from directory_person where ${isIn} and ${isMissing}
		order by name_key, object_id limit ${limit}`.execute(db);
	const [{ missing, present } = { missing: 0, present: 0 }] = counted;
	return { count: Number(missing), of: Number(present), people: rows.map(personOf) };
}
