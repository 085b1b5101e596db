import { join } from 'node:path';
import { BUNDLE_FILES, type BundleHead } from '../audit/bundle-format';
import type { ChainedEntry } from '../audit/chain';
import type { CheckpointList } from './check-checkpoints';
import { EntryCheck, EntryError } from './check-entries';
import type { ExpectedReports } from './check-reports';
import { RunCheck } from './check-runs';
import { SubjectCheck } from './check-subjects';
import type { GivenCheckpoint } from './given-checkpoint';
import { hashedPacks } from './hashes/hashed-packs';
import { linesIn } from './lines';

/** What the entries of a bundle came to. */
export interface LogRead {
	readonly entries: number;
	/** When the last one was written. */
	readonly last: string;
	/** How many offboardings. */
	readonly count: number;
	/** Hash of the entry that the other checkpoint is about; null where it is not in the bundle. */
	readonly found: string | null;
	readonly reports: ExpectedReports;
	/** Entries that say that a key was lost, by number. */
	readonly lost: readonly number[];
	/** @throws RunError */
	runs(): Pick<RunCheck, 'runs' | 'open' | 'simulated' | 'wipes' | 'unnamed'>;
	/** @throws SubjectError @returns one sentence */
	subjects(): string;
}

/** After these keys of personal data may be missing. */
const CLEARING: ReadonlySet<string> = new Set(['audit.erased', 'audit.keyLost']);

/**
 * Reads every entry once: chain, checkpoints, runs and keys in one pass.
 *
 * @throws EntryError, LineError
 */
export async function readLog(
	folder: string,
	head: BundleHead,
	against: { readonly checkpoints: CheckpointList; readonly given: GivenCheckpoint | null },
): Promise<LogRead> {
	const chain = new EntryCheck(head, against.checkpoints, against.given?.checkpoint.size ?? null);
	const content = new ContentCheck(head, new SubjectCheck(join(folder, BUNDLE_FILES.subjects)));
	for await (const { pack, sound } of hashedPacks(join(folder, BUNDLE_FILES.entries))) {
		let line = 0;
		for (const place of linesIn(pack)) {
			const entry = chain.see(pack, place, sound[line] === 1);
			line += 1;
			content.see(entry);
			if (content.asks(entry)) await content.seeSubject(entry);
		}
	}
	chain.end();
	return content.end(head, chain.found);
}

/** What the entries say, each in its turn. What is wrong is kept for whoever asks: the chain is looked at to its end. */
class ContentCheck {
	readonly #runs: RunCheck;
	readonly #subjects: SubjectCheck;
	readonly #without = new Set<string>();
	readonly #lost: number[] = [];
	#runError: Error | null = null;
	#subjectError: Error | null = null;
	#last: ChainedEntry | null = null;

	constructor(head: BundleHead, subjects: SubjectCheck) {
		this.#runs = new RunCheck(head.from > 1);
		this.#subjects = subjects;
	}

	see(entry: ChainedEntry): void {
		this.#last = entry;
		this.#runError ??= runOf(this.#runs, entry);
		if (entry.type === 'audit.keyLost') this.#lost.push(entry.seq);
		if (entry.type === 'audit.erased') addAll(this.#without, entry.facts['runs']);
	}

	/** Whether it has something to do with the keys of people: only then they are read. */
	asks({ subject, type }: ChainedEntry): boolean {
		return (subject !== null || CLEARING.has(type)) && !this.#subjects.isClosed;
	}

	async seeSubject(entry: ChainedEntry): Promise<void> {
		this.#subjectError ??= await problem(() => this.#subjects.see(entry));
	}

	/** @throws EntryError */
	async end(head: BundleHead, found: string | null): Promise<LogRead> {
		const [last, runs, subjects] = [this.#last, this.#runs, this.#subjects];
		if (last === null) throw new EntryError(head.from, 'There is no entry in it.');
		refuseOtherExport(head, last, subjects.isClosed);
		addAll(this.#without, last.facts['missing']);
		this.#subjectError ??= await problem(() => subjects.end());
		return {
			...{ entries: head.to - head.from + 1, last: last.ts, count: runs.runs, found },
			...{ reports: { pdfs: runs.pdfs, without: this.#without }, lost: this.#lost },
			runs: () => {
				if (this.#runError) throw this.#runError;
				return runs;
			},
			subjects: () => {
				if (this.#subjectError) throw this.#subjectError;
				return saysSubjects(subjects);
			},
		};
	}
}

/** The last entry tells how the bundle was made: where it begins, and what was left out. */
function refuseOtherExport({ from }: BundleHead, last: ChainedEntry, isClosed: boolean): void {
	const { facts, seq, type } = last;
	if (type !== 'audit.exported') {
		throw new EntryError(seq, `Entry ${seq} should tell of this export, and does not.`);
	}
	if (facts['from'] !== from) {
		throw new EntryError(
			from,
			`It was exported from another entry on: ${JSON.stringify(facts['from'])}.`,
		);
	}
	if (facts['personal'] === isClosed) {
		throw new EntryError(seq, 'The keys of personal data were exported, and are not in it.');
	}
}

function saysSubjects({ isClosed, opened, erased }: SubjectCheck): string {
	if (isClosed) return 'What is said of people stays encrypted in it.';
	const gone =
		erased === 0 ? '' : ` ${erased} ${erased === 1 ? 'was' : 'were'} erased, as the log says.`;
	const keys = opened === 1 ? '1 key opens' : `${opened} keys open`;
	return `${keys} what is said of people.${gone}`;
}

function runOf(runs: RunCheck, entry: ChainedEntry): Error | null {
	try {
		runs.see(entry);
		return null;
	} catch (error) {
		if (error instanceof Error && error.name === 'RunError') return error;
		throw error;
	}
}

async function problem(work: () => Promise<void>): Promise<Error | null> {
	try {
		await work();
		return null;
	} catch (error) {
		const isKnown = error instanceof Error && ['SubjectError', 'LineError'].includes(error.name);
		if (isKnown) return error;
		throw error;
	}
}

function addAll(set: Set<string>, values: unknown): void {
	if (Array.isArray(values)) for (const value of values) set.add(String(value));
}
