import type { DirectoryPersonRow } from '../database/directory-schema';
import { fold } from './fold';
import { foundBy } from './found-by';
import { departmentKey } from './list-order';
import { kindOf, scopeOf, type Facts, type Place } from './person';
import { nameKey } from './name-key';
import type { Sighting } from './sighting';

/** The round a page belongs to, as far as its rows depend on it. */
export interface RoundMark {
	/** The number of the last full round; this one's, when it is one. */
	readonly number: number;
	readonly full: boolean;
	readonly startedAt: string;
}

const NOTHING: Facts = {
	display_name: null,
	user_principal_name: null,
	mail: null,
	account_enabled: null,
	user_type: null,
	department: null,
	job_title: null,
	on_premises_sync_enabled: null,
	manager_id: null,
};

const COLUMNS = Object.keys(NOTHING) as (keyof Facts)[];

/** What became of somebody by a sighting. `seen`: nothing changed, but a full round has to know that they are there. */
export type Change = 'added' | 'updated' | 'seen' | 'none';

/**
 * Puts what Graph says now on top of what is known. What a row does not mention is unchanged, except where a full
 * round sees somebody for the first time: there it means that it is not set.
 *
 * @returns the row as it is to be kept, and what is different; null for somebody unknown who is gone
 */
export function merge(
	place: Place,
	known: DirectoryPersonRow | undefined,
	sighting: Sighting,
	round: RoundMark,
): { readonly row: DirectoryPersonRow; readonly change: Change } | null {
	if (sighting.gone !== null) {
		if (!known || known.removed_at !== null) return null;
		const isNew = known.gone !== sighting.gone;
		return { row: { ...known, gone: sighting.gone }, change: isNew ? 'seen' : 'none' };
	}
	const isFirst = !known || (round.full && known.round !== round.number);
	const base: Facts = isFirst ? NOTHING : known;
	const facts: Facts = {
		...factsOf(base),
		...sighting.facts,
		manager_id: managerOf(base, sighting),
	};
	if (known && isSame(known, facts)) {
		const row = { ...known, round: round.number, gone: null };
		const marked = known.round !== round.number || known.gone !== null;
		return { row, change: marked ? 'seen' : 'none' };
	}
	const isNew = !known || known.removed_at !== null;
	return {
		row: rowOf(place, known, sighting.id, facts, round),
		change: isNew ? 'added' : 'updated',
	};
}

/** Written out: it is done for everybody of every page. */
function factsOf(row: Facts): Facts {
	return {
		display_name: row.display_name,
		user_principal_name: row.user_principal_name,
		mail: row.mail,
		account_enabled: row.account_enabled,
		user_type: row.user_type,
		department: row.department,
		job_title: row.job_title,
		on_premises_sync_enabled: row.on_premises_sync_enabled,
		manager_id: row.manager_id,
	};
}

function isSame(known: DirectoryPersonRow, facts: Facts): boolean {
	return known.removed_at === null && COLUMNS.every((column) => known[column] === facts[column]);
}

/** The parts of a change may come in any order: a removal counts only against the manager it names. */
function managerOf(base: Facts, { manager }: Sighting): string | null {
	if (manager.came !== null) return manager.came;
	return base.manager_id !== null && manager.went.includes(base.manager_id)
		? null
		: base.manager_id;
}

function rowOf(
	place: Place,
	known: DirectoryPersonRow | undefined,
	id: string,
	facts: Facts,
	round: RoundMark,
): DirectoryPersonRow {
	const isNew = !known || known.removed_at !== null;
	const name = fold(facts.display_name ?? '') || fold(facts.user_principal_name ?? '') || id;
	const kind = kindOf(facts);
	const key = nameKey(place, kind, name);
	return {
		tenant_id: place.tenantId,
		scope: scopeOf(place),
		object_id: id,
		...facts,
		kind,
		name_key: key,
		department_key: departmentKey(place, kind, facts.department, key),
		found: foundBy(place, facts),
		round: round.number,
		gone: null,
		removed_at: null,
		appeared_at: isNew ? round.startedAt : known.appeared_at,
		changed_at: round.startedAt,
	};
}
