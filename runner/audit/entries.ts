import type { Queries } from '../database/db';
import type { AuditEntryRow } from '../database/audit-schema';
import { fromJsonText } from '../database/json-text';
import type { Facts } from './acts';
import { decryptBody } from './body';
import type { ChainedEntry } from './chain';
import type { FolderKey } from './keys';
import { openSubject } from './subjects';

/** So many at once: a log may have millions. */
const PAGE = 1_000;

/** Entries by number, in packs, so that none of them has to fit into memory with the others. */
export async function* entriesOf(
	db: Queries,
	organisation: string,
	{ from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<readonly ChainedEntry[]> {
	for (let next = from; next <= to;) {
		const rows = await db
			.selectFrom('audit_entry')
			.selectAll()
			.where('organisation', '=', organisation)
			.where('seq', '>=', next)
			.where('seq', '<=', to)
			.orderBy('seq')
			.limit(PAGE)
			.execute();
		if (rows.length === 0) return;
		yield rows.map(entryOf);
		next = (rows.at(-1)?.seq ?? to) + 1;
	}
}

/** Which entries are looked for. What is left out or null narrows nothing. */
export interface EntriesWanted {
	readonly limit: number;
	/** Only what is about one run, schedule or list. */
	readonly run?: string | null;
	readonly actor?: string | null;
	/** An act, `session.created`, or all that begin alike: `session`. */
	readonly type?: string | null;
	/** ISO 8601 UTC, the first moment that counts and the first that does not any more. */
	readonly from?: string | null;
	readonly to?: string | null;
	/** Only entries with lower numbers. */
	readonly before?: number | null;
}

/** The last entries, the newest first. */
export async function lastEntries(
	db: Queries,
	organisation: string,
	{ limit, run, actor, type, from, to, before }: EntriesWanted,
): Promise<readonly ChainedEntry[]> {
	let query = db.selectFrom('audit_entry').selectAll().where('organisation', '=', organisation);
	if (run) query = query.where('run', '=', run);
	if (actor) query = query.where('actor', '=', actor);
	if (type?.includes('.')) query = query.where('type', '=', type);
	else if (type) query = query.where('type', 'like', `${type}.%`);
	if (from) query = query.where('ts', '>=', from);
	if (to) query = query.where('ts', '<', to);
	if (before) query = query.where('seq', '<', before);
	const rows = await query.orderBy('seq', 'desc').limit(limit).execute();
	return rows.map(entryOf);
}

/** The number of the first entry of a moment or later; null where there is none. */
export async function firstEntrySince(
	db: Queries,
	organisation: string,
	at: string,
): Promise<number | null> {
	const row = await db
		.selectFrom('audit_entry')
		.select((eb) => eb.fn.min('seq').as('seq'))
		.where('organisation', '=', organisation)
		.where('ts', '>=', at)
		.executeTakeFirst();
	return row?.seq ?? null;
}

/**
 * The keys of the people that some entries are about, by subject.
 *
 * @returns null for one that was erased
 */
export async function keysFor(
	db: Queries,
	folder: FolderKey,
	entries: readonly ChainedEntry[],
): Promise<ReadonlyMap<string, Buffer | null>> {
	const ids = [...new Set(entries.flatMap(({ subject }) => subject ?? []))];
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('audit_subject')
		.select(['id', 'sealed'])
		.where('id', 'in', ids)
		.execute();
	return new Map(rows.map(({ id, sealed }) => [id, openSubject(folder, id, sealed)]));
}

/** What an entry says of a person, as JSON text; null where it says nothing, or where that was erased. */
export function personalOf(
	{ subject, type, body }: ChainedEntry,
	keys: ReadonlyMap<string, Buffer | null>,
): string | null {
	if (subject === null || body === null) return null;
	const key = keys.get(subject) ?? null;
	return key === null ? null : decryptBody(key, { id: subject, type }, body);
}

function entryOf({ organisation: _, facts, ...row }: AuditEntryRow): ChainedEntry {
	return { ...row, facts: fromJsonText<Facts>(facts, `entry ${row.seq} of the audit log`) };
}
