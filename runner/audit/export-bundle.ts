import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../database/db';
import { auditOf } from './audit-of';
import { BUNDLE_FILES, BUNDLE_FORMAT, headText, subjectText } from './bundle-format';
import { lineOf, type ChainedEntry } from './chain';
import { entriesOf, firstEntrySince, keysFor } from './entries';
import { keyText } from './note';
import { OutputFile } from './output-file';
import { Reports } from './bundle-reports';
import { publicKeys } from './keys';

/** What is exported. */
export interface BundleRequest {
	/** A folder that is empty or not there. */
	readonly folder: string;
	/** ISO 8601 UTC; null: from the beginning. */
	readonly from: string | null;
	/** Whether the keys go with it that open what is said of people. */
	readonly personal: boolean;
	readonly actor: string | null;
}

/** What came of it. */
export interface Exported {
	readonly entries: number;
	readonly reports: number;
	/** Runs whose PDF is not where it was filed. */
	readonly missing: readonly string[];
}

/**
 * Writes the log into a folder that anybody can check: `offboardiq verify` needs nothing else. That it was exported is
 * its last entry, and a checkpoint covers it.
 */
export async function exportBundle(
	db: Db,
	organisation: string,
	request: BundleRequest,
): Promise<Exported> {
	const { folder } = request;
	await mkdir(join(folder, BUNDLE_FILES.reports), { recursive: true, mode: 0o700 });
	const since = request.from === null ? 1 : await firstEntrySince(db, organisation, request.from);
	const { place, copied, from } = await close(db, organisation, request, since);
	const to = place.size;
	await writeEntries(db, organisation, request, { from, to });
	await writeCheckpoints(db, organisation, join(folder, BUNDLE_FILES.checkpoints), to);
	const keys = (await publicKeys(db, place.origin)).map(keyText);
	const head = { format: BUNDLE_FORMAT, origin: place.origin, from, to, keys };
	await writeFile(join(folder, BUNDLE_FILES.head), headText(head), { flag: 'wx', mode: 0o600 });
	return { entries: to - from + 1, ...copied };
}

/** The entry that tells of the export, after which nothing is in it. */
async function close(db: Db, organisation: string, request: BundleRequest, since: number | null) {
	const reports = new Reports(organisation, join(request.folder, BUNDLE_FILES.reports));
	// Most of them before anybody has to wait.
	await reports.copy(db, since ?? Number.MAX_SAFE_INTEGER);
	return await db.transaction().execute(async (tx) => {
		const audit = auditOf(db);
		const { size } = await audit.checkpoint(tx, organisation);
		const from = since ?? size + 1;
		await reports.copy(tx, from);
		const copied = { reports: reports.count, missing: reports.missing };
		const facts = { format: 'bundle', from, personal: request.personal, ...copied };
		const exported = { type: 'audit.exported', actor: request.actor, facts } as const;
		await audit.append(tx, [exported], organisation);
		return { place: await audit.checkpoint(tx, organisation), copied, from };
	});
}

async function writeEntries(
	db: Db,
	organisation: string,
	{ folder, personal }: BundleRequest,
	range: { readonly from: number; readonly to: number },
): Promise<void> {
	const entries = new OutputFile(join(folder, BUNDLE_FILES.entries));
	const subjects = personal ? new OutputFile(join(folder, BUNDLE_FILES.subjects)) : null;
	const named = new Set<string>();
	for await (const page of entriesOf(db, organisation, range)) {
		await entries.write(page.map((entry) => `${lineOf(entry)}\n`).join(''));
		if (subjects) await subjects.write(await newSubjects(db, page, named));
	}
	await entries.end();
	await subjects?.end();
}

async function newSubjects(
	db: Db,
	page: readonly ChainedEntry[],
	named: Set<string>,
): Promise<string> {
	const keys = await keysFor(db, await auditOf(db).folder(db), page);
	let text = '';
	for (const { subject } of page) {
		if (subject === null || named.has(subject)) continue;
		named.add(subject);
		const key = keys.get(subject)?.toString('base64') ?? null;
		text += `${subjectText({ subject, key })}\n`;
	}
	return text;
}

async function writeCheckpoints(
	db: Db,
	organisation: string,
	name: string,
	to: number,
): Promise<void> {
	const file = new OutputFile(name);
	for (let after = 0; ;) {
		const rows = await db
			.selectFrom('audit_checkpoint')
			.select(['size', 'note'])
			.where('organisation', '=', organisation)
			.where('size', '>', after)
			.where('size', '<=', to)
			.orderBy('size')
			.limit(1_000)
			.execute();
		if (rows.length === 0) break;
		await file.write(rows.map(({ note }) => `${JSON.stringify(note)}\n`).join(''));
		after = rows.at(-1)?.size ?? to;
	}
	await file.end();
}
