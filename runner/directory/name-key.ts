import { createHash } from 'node:crypto';
import { sortKey } from './fold';
import { scopeOf, type PersonKind, type Place } from './person';

/** Kinds in the order lists show them. */
const DIGIT: Readonly<Record<PersonKind, string>> = {
	employee: '0',
	guest: '1',
	disabled: '2',
	roomOrShared: '3',
};

let latest: { readonly tenantId: string; readonly scope: string; readonly mark: string } | null =
	null;

/**
 * What a list's keys begin with, so that one narrow column finds them. Only the road to a row: which tenant it belongs
 * to is asked of its own columns, always.
 */
export function markOf(place: Place): string {
	const scope = scopeOf(place);
	if (latest?.tenantId !== place.tenantId || latest.scope !== scope) {
		const hash = createHash('sha256').update(`${place.tenantId}/${scope}`).digest('base64');
		latest = { tenantId: place.tenantId, scope, mark: sortKey(hash, 5).slice(0, 10) };
	}
	return latest.mark;
}

/** The name begins after the list's mark and the kind. */
export const NAME_STARTS_AT = 11;

/** Stands behind every text: in UTF-8 no byte is 255. */
export const NO_MORE = 'xx';

/** As many characters of a name decide where it stands; an index row must stay short. */
const LONGEST = 40;

/** The key of a folded name: its list, the kind of person, then what `sortKey` makes of it. */
export function nameKey(place: Place, kind: PersonKind, folded: string): string {
	return markOf(place) + DIGIT[kind] + sortKey(folded, LONGEST);
}

/** The keys that begin with a key: from, and up to but without. */
export function prefixRange(key: string): readonly [string, string] {
	return [key, `${key}y`];
}
