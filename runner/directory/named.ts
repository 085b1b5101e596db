import { sql } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';
import { addressTerms } from './found-by';
import { readPerson } from './people';
import { personOf, scopeOf, type Person, type Place } from './person';
import { isFoundByIndex, wordIndex } from './word-index';

/** Whoever of a list has just this object id or user principal name, in any letter case; null for nobody, or several. */
export async function personNamed(db: Queries, place: Place, key: string): Promise<Person | null> {
	const wanted = key.trim().toLowerCase();
	if (!wanted.includes('@')) {
		const person = await readPerson(db, place, wanted);
		return person?.removedAt === null ? person : null;
	}
	const rows = await candidates(db, place, wanted);
	// Searching does not see accents; names do.
	const same = rows.filter((row) => row.user_principal_name?.toLowerCase() === wanted);
	const [only, another] = same;
	return only && !another ? personOf(only) : null;
}

/** Whoever has the words of an address; of one that has none, such as `-@corp.example`, everybody may. */
async function candidates(
	db: Queries,
	place: Place,
	address: string,
): Promise<DirectoryPersonRow[]> {
	const terms = addressTerms(place, address);
	const isIn = sql`p.tenant_id = ${place.tenantId} and p.scope = ${scopeOf(place)} and p.removed_at is null`;
	const query =
		terms.length === 0
			? sql<DirectoryPersonRow>`select p.* from directory_person as p where ${isIn}`
			: sql<DirectoryPersonRow>`select p.* from ${wordIndex(db)}
				where ${isFoundByIndex(db, terms)} and ${isIn}`;
	return (await query.execute(db)).rows;
}
