import type { ChainedEntry } from '../audit/chain';

/** What an entry says must not be. One sentence that names it. */
export class RunError extends Error {
	override readonly name = 'RunError';
}

/** As much of a run as what comes after its end has to agree with. */
export interface EndedState {
	/** False where its beginning is before the bundle. */
	readonly isWhole: boolean;
	ended: boolean;
}

/** What a later check is called, and what an undo is: the run, and its number. */
const ADDENDUM = /-A[1-9]\d*$/;
const UNDO = /-U[1-9]\d*$/;

/** Follows what comes after the end of a run: later checks, and undos, each of which begins before it ends. */
export class AfterEndCheck {
	/** SHA-256 of the PDF of each run that has one, of each addendum and each undo, hex. */
	readonly #pdfs: Map<string, string>;
	/** Undos that have begun and not ended, by run: one at a time. */
	readonly #undoing = new Map<string, string>();

	constructor(pdfs: Map<string, string>) {
		this.#pdfs = pdfs;
	}

	/** A later check adds to just the record that was made. @throws RunError */
	addendum({ seq, facts }: ChainedEntry, run: string, state: EndedState): void {
		mustHaveEnded({ seq }, run, state);
		const { addendum, pdf, record } = facts;
		if (!isNumberOf(addendum, run, ADDENDUM)) {
			throw new RunError(`Entry ${seq} names no addendum of ${run}.`);
		}
		if (this.#pdfs.has(addendum)) throw new RunError(`Entry ${seq} makes ${addendum} again.`);
		if (record !== (this.#pdfs.get(run) ?? (state.isWhole ? undefined : record))) {
			throw new RunError(`Entry ${seq} adds to another record than that of ${run}.`);
		}
		if (typeof pdf === 'string') this.#pdfs.set(addendum, pdf);
	}

	/** An undo begins, goes on, or ends with a record. @throws RunError */
	undo({ type, seq, facts }: ChainedEntry, run: string, state: EndedState): void {
		mustHaveEnded({ seq }, run, state);
		const { undo, pdf, record } = facts;
		if (!isNumberOf(undo, run, UNDO)) throw new RunError(`Entry ${seq} names no undo of ${run}.`);
		const underWay = this.#undoing.get(run);
		if (type === 'offboarding.undoBegun') {
			if (underWay) throw new RunError(`Entry ${seq} begins ${undo} beside ${underWay}.`);
			if (this.#pdfs.has(undo)) throw new RunError(`Entry ${seq} begins ${undo} again.`);
			this.#undoing.set(run, undo);
		} else if (state.isWhole && underWay !== undo) {
			throw new RunError(`Entry ${seq} is about ${undo}, which is not under way.`);
		}
		if (type === 'offboarding.undoResumed') return;
		// A run that was stopped early has no record, and its undo says so.
		if (record !== (this.#pdfs.get(run) ?? (state.isWhole ? null : record))) {
			throw new RunError(`Entry ${seq} undoes another record than that of ${run}.`);
		}
		if (type !== 'offboarding.undone') return;
		this.#undoing.delete(run);
		if (typeof pdf === 'string') this.#pdfs.set(undo, pdf);
	}
}

function isNumberOf(id: unknown, run: string, shape: RegExp): id is string {
	return typeof id === 'string' && shape.test(id) && id.replace(shape, '') === run;
}

/** @throws RunError */
export function mustHaveEnded(
	{ seq }: Pick<ChainedEntry, 'seq'>,
	run: string,
	{ isWhole, ended }: EndedState,
): void {
	if (isWhole && !ended) throw new RunError(`Entry ${seq} comes before the end of ${run}.`);
}
