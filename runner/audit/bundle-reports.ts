import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';

/** A PDF that the log speaks of. */
interface Filed {
	/** Of a run, an addendum or an undo: what its file is called. */
	readonly id: string;
	readonly path: string | null;
}

/** The PDFs that a bundle is about: the records of its runs, their addenda and undos. */
export class Reports {
	readonly #organisation: string;
	readonly #folder: string;
	readonly #seen = new Set<string>();
	/** Runs, addenda and undos whose PDF is not where it was filed. */
	readonly missing: string[] = [];
	count = 0;

	constructor(organisation: string, folder: string) {
		this.#organisation = organisation;
		this.#folder = folder;
	}

	/** Copies whatever entries from this one on speak of and was not copied yet. */
	async copy(db: Queries, from: number): Promise<void> {
		const undone = await this.#undone(db, from);
		const records = [await this.#records(db, from), await this.#addenda(db, from), undone];
		for (const filed of records.flat()) {
			if (this.#seen.has(filed.id)) continue;
			this.#seen.add(filed.id);
			const isThere =
				filed.path !== null && (await copied(filed.path, join(this.#folder, `${filed.id}.pdf`)));
			if (isThere) this.count += 1;
			else this.missing.push(filed.id);
		}
	}

	async #records(db: Queries, from: number): Promise<readonly Filed[]> {
		return await db
			.selectFrom('audit_entry')
			.innerJoin('run', 'run.id', 'audit_entry.run')
			.select(['run.id', 'run.report_path as path'])
			.where('audit_entry.organisation', '=', this.#organisation)
			.where('audit_entry.type', '=', 'offboarding.recorded')
			.where('audit_entry.seq', '>=', from)
			.execute();
	}

	/** By entry, not by run: those of a run that came before `from` are not in the bundle. */
	async #addenda(db: Queries, from: number): Promise<readonly Filed[]> {
		const rows = await db
			.selectFrom('audit_entry')
			.innerJoin('addendum', 'addendum.run_id', 'audit_entry.run')
			.select(['audit_entry.facts', 'addendum.id', 'addendum.report_path as path'])
			.where('audit_entry.organisation', '=', this.#organisation)
			.where('audit_entry.type', '=', 'offboarding.rechecked')
			.where('audit_entry.seq', '>=', from)
			.execute();
		return rows.filter(({ facts, id }) => factsIn(facts, id).addendum === id);
	}

	async #undone(db: Queries, from: number): Promise<readonly Filed[]> {
		const rows = await db
			.selectFrom('audit_entry')
			.innerJoin('undo', 'undo.run_id', 'audit_entry.run')
			.select(['audit_entry.facts', 'undo.id', 'undo.report_path as path'])
			.where('audit_entry.organisation', '=', this.#organisation)
			.where('audit_entry.type', '=', 'offboarding.undone')
			.where('audit_entry.seq', '>=', from)
			.execute();
		return rows.filter(({ facts, id }) => factsIn(facts, id).undo === id);
	}
}

const factsIn = (facts: string, id: string) =>
	fromJsonText<{ readonly addendum?: unknown; readonly undo?: unknown }>(
		facts,
		`the entry of ${id}`,
	);

async function copied(from: string, to: string): Promise<boolean> {
	try {
		await copyFile(from, to);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
		throw error;
	}
}
