import { sql } from 'kysely';
import type { Queries } from '../database/db';
import type { DirectoryPersonRow } from '../database/directory-schema';
import { jsonRows } from '../database/json-rows';
import { merge, type Change, type RoundMark } from './merge';
import { scopeOf, type Place } from './person';
import type { Sighting } from './sighting';
import { upsertPeople } from './upsert';

/** What a page changed. */
export interface PageEffect {
	readonly added: number;
	readonly updated: number;
	/**
	 * True when an incremental page speaks of somebody unknown without saying who they are: then what is kept here is
	 * not what the feed believes to have told.
	 */
	readonly strange: boolean;
}

interface Pending {
	row: DirectoryPersonRow;
	/** What to do about it in the end. */
	write: 'row' | 'mark' | 'nothing';
}

/** Writes the rows of one page, and only those that are different. Repeatable: the second time nothing is. */
export async function writePage(
	tx: Queries,
	place: Place,
	sightings: readonly Sighting[],
	round: RoundMark,
): Promise<PageEffect> {
	const known = await readKnown(tx, place, [...new Set(sightings.map(({ id }) => id))]);
	const pending = new Map<string, Pending>();
	let added = 0;
	let updated = 0;
	let strange = false;
	for (const sighting of sightings) {
		const { id } = sighting;
		const before = pending.get(id)?.row ?? known.get(id);
		const merged = merge(place, before, sighting, round);
		if (!merged) continue;
		const { row, change } = merged;
		if (change === 'added') added += 1;
		// Somebody may be in a round more than once, and counts once.
		if (change === 'updated' && before?.changed_at !== round.startedAt) updated += 1;
		strange ||= change === 'added' && !round.full && row.user_principal_name === null;
		pending.set(id, { row, write: writeOf(change, before, row, pending.get(id)?.write) });
	}
	await save(tx, place, [...pending.values()], round.number);
	return { added, updated, strange };
}

function writeOf(
	change: Change,
	before: DirectoryPersonRow | undefined,
	row: DirectoryPersonRow,
	planned: Pending['write'] | undefined,
): Pending['write'] {
	if (planned === 'row' || change === 'added' || change === 'updated') return 'row';
	if (change === 'seen') return before?.gone === row.gone ? 'mark' : 'row';
	return planned ?? 'nothing';
}

async function readKnown(
	tx: Queries,
	place: Place,
	ids: readonly string[],
): Promise<Map<string, DirectoryPersonRow>> {
	const rows = await tx
		.selectFrom('directory_person')
		.selectAll()
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.where('object_id', 'in', oneOf(tx, ids))
		.execute();
	return new Map(rows.map((row) => [row.object_id, row]));
}

const oneOf = (tx: Queries, ids: readonly string[]) =>
	sql<string>`(select value ->> 0 from ${jsonRows(
		tx,
		ids.map((id) => [id]),
	)})`;

async function save(
	tx: Queries,
	place: Place,
	pending: readonly Pending[],
	round: number,
): Promise<void> {
	const rows = pending.filter(({ write }) => write === 'row').map(({ row }) => row);
	await upsertPeople(tx, rows);
	const marked = pending.filter(({ write }) => write === 'mark').map(({ row }) => row.object_id);
	if (marked.length === 0) return;
	await tx
		.updateTable('directory_person')
		.set({ round })
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.where('object_id', 'in', oneOf(tx, marked))
		.execute();
}
