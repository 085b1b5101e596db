import type { Queries } from '../database/db';
import { fold, searchable } from './fold';
import { personOf, scopeOf, type Person, type Place } from './person';

/** Whoever of a list has just this object id or user principal name, in any letter case; null for nobody, or several. */
export async function personNamed(db: Queries, place: Place, key: string): Promise<Person | null> {
	const wanted = key.trim().toLowerCase();
	const list = db
		.selectFrom('directory_person')
		.selectAll()
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.where('removed_at', 'is', null);
	const rows = wanted.includes('@')
		? await list.where('principal', '=', searchable(fold(wanted))).execute()
		: await list.where('object_id', '=', wanted).execute();
	// Searching does not see accents; names do.
	const same = rows.filter(
		(row) => !wanted.includes('@') || row.user_principal_name?.toLowerCase() === wanted,
	);
	const [only, another] = same;
	return only && !another ? personOf(only) : null;
}
