import { STEPS } from '../../nodes/shared/step/vocabulary';
import type { ChainedEntry } from '../audit/chain';
import { AfterEndCheck, mustHaveEnded, RunError } from './check-after-end';

export { RunError } from './check-after-end';

/** What is known of a run while the log is read. */
interface RunState {
	/** False where its beginning is before the bundle. */
	readonly isWhole: boolean;
	readonly dryRun: boolean;
	hasResults: boolean;
	ended: boolean;
}

/** What people say of a run that has ended. */
const AFTERWARDS: ReadonlySet<string> = new Set([
	'offboarding.dealtWith',
	'offboarding.triedAgain',
	'offboarding.stepTriedAgain',
]);

/** Undoing what a run has done. */
const UNDOING: ReadonlySet<string> = new Set([
	...['offboarding.undoBegun', 'offboarding.undoResumed', 'offboarding.undone'],
]);

const KEYS: readonly string[] = STEPS.map(({ key }) => key);

/** Looks whether each run is whole: asked for, all nine steps, one end, and no device wiped twice. */
export class RunCheck {
	readonly #isPart: boolean;
	readonly #runs = new Map<string, RunState>();
	/** Devices to which something was sent that was not refused. */
	readonly #sent = new Map<string, number>();
	/** SHA-256 of the PDF of each run that has one, of each addendum and each undo, hex. */
	readonly pdfs = new Map<string, string>();
	readonly #after = new AfterEndCheck(this.pdfs);
	wipes = 0;
	/** How many were sent while the key was lost, to devices that can't be told apart. */
	unnamed = 0;

	/** @param isPart true where the log begins before the bundle */
	constructor(isPart: boolean) {
		this.#isPart = isPart;
	}

	get runs(): number {
		return this.#runs.size;
	}

	/** How many were rehearsals: their numbers begin so. */
	get simulated(): number {
		return [...this.#runs.keys()].filter((run) => run.startsWith('SIM-')).length;
	}

	/** How many have not ended yet. */
	get open(): number {
		return [...this.#runs.values()].filter(({ ended }) => !ended).length;
	}

	/** @throws RunError */
	see(entry: ChainedEntry): void {
		if (entry.type.startsWith('device.')) this.#seeDevice(entry);
		else if (entry.type.startsWith('offboarding.')) this.#seeRun(entry);
	}

	#seeRun(entry: ChainedEntry): void {
		// Facts are read only where they are needed: there may be millions of them.
		const { type, seq, run } = entry;
		if (run === null) throw new RunError(`Entry ${seq} names no run.`);
		const known = this.#runs.get(run);
		if (type === 'offboarding.requested') {
			if (known) throw new RunError(`Entry ${seq} asks for ${run} a second time.`);
			const dryRun = entry.facts['dryRun'] === true;
			this.#runs.set(run, { isWhole: true, dryRun, hasResults: false, ended: false });
			return;
		}
		const state = known ?? this.#before(run, seq);
		if (type === 'offboarding.rechecked') return this.#after.addendum(entry, run, state);
		if (UNDOING.has(type)) return this.#after.undo(entry, run, state);
		if (AFTERWARDS.has(type)) return mustHaveEnded(entry, run, state);
		if (state.ended) throw new RunError(`Entry ${seq} comes after the end of ${run}.`);
		if (type === 'offboarding.results') state.hasResults = true;
		else if (type === 'offboarding.recorded') this.#seeRecord(entry, run, state);
		else if (type === 'offboarding.ended') this.#seeEnd(entry, run, state);
	}

	#before(run: string, seq: number): RunState {
		if (!this.#isPart) throw new RunError(`Entry ${seq} is about ${run}, which nobody asked for.`);
		const state = { isWhole: false, dryRun: false, hasResults: false, ended: false };
		this.#runs.set(run, state);
		return state;
	}

	#seeRecord({ seq, facts }: ChainedEntry, run: string, { isWhole, hasResults }: RunState): void {
		if (isWhole && !hasResults) {
			throw new RunError(`Entry ${seq} records ${run}, whose results are not in the log.`);
		}
		if (typeof facts['pdf'] === 'string') this.pdfs.set(run, facts['pdf']);
	}

	#seeEnd({ seq, facts }: ChainedEntry, run: string, state: RunState): void {
		state.ended = true;
		const steps = Array.isArray(facts['steps']) ? (facts['steps'] as readonly StepFact[]) : [];
		const isWhole =
			steps.length === KEYS.length && steps.every(({ key }, index) => key === KEYS[index]);
		if (!isWhole) throw new RunError(`Entry ${seq} ends ${run} without all nine steps.`);
		const isCompleted = textOf(facts['status']).startsWith('completed');
		const missing = steps.filter(({ status }) => status === 'pending');
		if (!isCompleted || state.dryRun || !state.isWhole || missing.length === 0) return;
		throw new RunError(`Entry ${seq} ends ${run} as completed, and a step was not started.`);
	}

	#seeDevice({ type, seq, facts }: ChainedEntry): void {
		const device = textOf(facts['device']);
		// Written while there was no key to hide it with: which device it is, only the journal knows.
		if (facts['noKey'] === true && device === '') {
			if (type === 'device.sending') this.unnamed += 1;
			return;
		}
		const before = this.#sent.get(device);
		if (type === 'device.refused' || isReleased(type, facts)) {
			this.#sent.delete(device);
		} else if (type !== 'device.sending') {
			if (before === undefined && !this.#isPart && this.unnamed === 0) {
				throw new RunError(`Entry ${seq} is the answer to something that was never sent.`);
			}
		} else if (before === undefined) {
			this.#sent.set(device, seq);
			this.wipes += 1;
		} else {
			throw new RunError(`Entry ${seq} sends to the device of entry ${before} a second time.`);
		}
	}
}

/** A person has looked: it was not done, and one more may be sent. */
const isReleased = (type: string, { decision }: ChainedEntry['facts']): boolean =>
	type === 'device.decided' && decision === 'send';

const textOf = (fact: unknown): string => (typeof fact === 'string' ? fact : '');

interface StepFact {
	readonly key: string;
	readonly status: string;
}
