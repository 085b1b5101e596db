import type { Db } from '../database/db';
import { sayAct } from './acts';
import { auditOf } from './audit-of';
import type { ChainedEntry } from './chain';
import { BOM, csvLine } from './csv';
import {
	entriesOf,
	firstEntrySince,
	keysFor,
	lastEntries,
	personalOf,
	type EntriesWanted,
} from './entries';
import { OutputFile } from './output-file';

/** What is exported as a table. */
export interface CsvRequest {
	readonly file: string;
	/** ISO 8601 UTC, the first moment that is in it and the first that is not; null: no such end. */
	readonly from: string | null;
	readonly to: string | null;
	readonly actor: string | null;
}

const ROWS_AT_ONCE = 1_000;

const HEAD = [
	...['Number', 'Time (UTC)', 'What', 'Who', 'Run', 'Type', 'Facts', 'About the person', 'Hash'],
];

/**
 * Writes the log as a table for people, row by row. A table is no evidence: that is what a bundle is for.
 *
 * @returns how many entries
 */
export async function exportCsv(
	db: Db,
	organisation: string,
	request: CsvRequest,
): Promise<number> {
	const [from, until] = await Promise.all([
		request.from === null ? 1 : firstEntrySince(db, organisation, request.from),
		request.to === null ? null : firstEntrySince(db, organisation, request.to),
	]);
	const file = new OutputFile(request.file);
	await file.write(BOM + csvLine(HEAD));
	const size = await noted(db, organisation, request);
	const range = { from: from ?? size + 1, to: until === null ? size : until - 1 };
	for await (const page of entriesOf(db, organisation, range)) {
		const keys = await keysFor(db, await auditOf(db).folder(db), page);
		await file.write(page.map((entry) => csvLine(cellsOf(entry, keys))).join(''));
	}
	await file.end();
	return Math.max(0, range.to - range.from + 1);
}

/** That it was exported is an entry itself. @returns how long the log was before */
async function noted(
	db: Db,
	organisation: string,
	{ actor }: Pick<CsvRequest, 'actor'>,
): Promise<number> {
	return await db.transaction().execute(async (tx) => {
		const audit = auditOf(db);
		const { size } = await audit.checkpoint(tx, organisation);
		const exported = { type: 'audit.exported', actor, facts: { format: 'csv' } } as const;
		await audit.append(tx, [exported], organisation);
		return size;
	});
}

/**
 * The entries that are looked for as such a table, the newest first, piece by piece. That it was exported is an entry.
 *
 * @throws KeyError
 */
export async function* csvOf(
	db: Db,
	organisation: string,
	wanted: Omit<EntriesWanted, 'limit'>,
	actor: string | null,
): AsyncGenerator<string> {
	const size = await noted(db, organisation, { actor });
	yield BOM + csvLine(HEAD);
	const folder = await auditOf(db).folder(db);
	for (let before = size + 1; ;) {
		const some = { ...wanted, before, limit: ROWS_AT_ONCE };
		const entries = await lastEntries(db, organisation, some);
		const keys = await keysFor(db, folder, entries);
		yield entries.map((entry) => csvLine(cellsOf(entry, keys))).join('');
		if (entries.length < ROWS_AT_ONCE) return;
		before = entries.at(-1)?.seq ?? 0;
	}
}

function cellsOf(entry: ChainedEntry, keys: ReadonlyMap<string, Buffer | null>) {
	const { seq, ts, type, actor, run, facts, hash, subject } = entry;
	const isErased = subject !== null && (keys.get(subject) ?? null) === null;
	const personal = isErased ? '(erased)' : personalOf(entry, keys);
	return [seq, ts, sayAct(type, facts), actor, run, type, JSON.stringify(facts), personal, hash];
}
