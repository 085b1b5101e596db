import type { BulkProgress } from '../bulk/bulk-progress';
import type { RunRecord } from '../journal/run-record';
import { BulkRows } from './bulk-rows';
import { bulkEndLines, endedLine, rowLine } from './bulk-lines';
import { eraseLines, strong, type Output } from './output';
import { TAPE } from './run-lines';
import { widthOf } from './text';
import { waitSentence } from './wait-line';

const REDRAW_MS = 250;
/** Whoever is told to wait at the same moment waits for the same thing. */
const SAME_WAIT_MS = 1_000;
/** Of those who are under way, so many have a line of their own at the bottom of a terminal. */
const MOST_ROWS = 12;

/**
 * Shows a list of people while it is worked off: how many are locked out, then a line for everybody who is through.
 * Lines that are final are only ever added; on a terminal those who are under way stand below them, drawn anew.
 */
export class BulkScreen {
	readonly #output: Output;
	readonly #rows = new BulkRows();
	readonly #waits = new Map<string, number>();
	#footerRows = 0;
	#timer: NodeJS.Timeout | null = null;
	#hasTape = false;
	#hasLockOut = false;

	constructor(output: Output) {
		this.#output = output;
	}

	/** Takes the next thing that happened. */
	show(progress: BulkProgress): void {
		this.#rows.take(progress);
		if (progress.type === 'begun') {
			this.#print([`${progress.id}  ${progress.users.length} people, lock-out first.`]);
			this.#keepDrawing();
			return;
		}
		const lines = [...this.#tapeLines(), ...this.#waitLines(progress)];
		if (progress.type === 'ended') lines.push(endedLine(progress.run, this.#output));
		lines.push(...this.#lockOutLines());
		if (lines.length > 0) this.#print(lines);
	}

	/** Shows how it ended. */
	end(runs: readonly RunRecord[]): void {
		this.stop();
		this.#print(bulkEndLines(runs, this.#output));
	}

	/** Takes the moving lines away; nothing is drawn after that. */
	stop(): void {
		if (this.#timer) clearInterval(this.#timer);
		this.#timer = null;
		this.#print([]);
	}

	/** Where no line moves, a wait that many share is said once. */
	#waitLines(progress: BulkProgress): string[] {
		if (this.#output.live || progress.type !== 'run' || progress.progress.type !== 'waiting')
			return [];
		const { wait } = progress.progress;
		const kind = `${wait.service} ${wait.why}`;
		const until = Date.parse(wait.untilIso);
		if (until <= (this.#waits.get(kind) ?? 0) + SAME_WAIT_MS) return [];
		this.#waits.set(kind, until);
		return [`${waitSentence(wait, Date.now())}.`];
	}

	#tapeLines(): string[] {
		if (this.#hasTape || !this.#rows.simulated) return [];
		this.#hasTape = true;
		return [strong(this.#output, TAPE)];
	}

	/** Said once, as soon as nobody is before or in the lock-out any more. */
	#lockOutLines(): string[] {
		if (this.#hasLockOut || !this.#rows.isLockOutOver) return [];
		this.#hasLockOut = true;
		return this.#rows.dryRun ? [] : [strong(this.#output, `${this.#rows.lockOutSentence}.`)];
	}

	#keepDrawing(): void {
		if (!this.#output.live || this.#timer) return;
		this.#timer = setInterval(() => this.#print([]), REDRAW_MS);
		this.#timer.unref();
	}

	#print(lines: readonly string[]): void {
		const erase = eraseLines(this.#footerRows);
		const footer = this.#footer();
		this.#footerRows = footer.reduce((rows, line) => rows + this.#rowsOf(line), 0);
		const text = erase + lines.map((line) => `${line}\n`).join('') + footer.join('\n');
		if (text !== '') this.#output.write(text);
	}

	#footer(): string[] {
		if (!this.#output.live || !this.#timer) return [];
		const under = this.#rows.underWay();
		const more = under.length - MOST_ROWS;
		return [
			...under.slice(0, MOST_ROWS).map((row) => rowLine(row, this.#rows.simulated, this.#output)),
			...(more > 0 ? [`and ${more} more under way`] : []),
			strong(this.#output, this.#rows.sentence),
		];
	}

	/** A narrow terminal breaks a moving line; all of its rows have to be taken back. */
	#rowsOf(line: string): number {
		// eslint-disable-next-line no-control-regex -- our own colour codes take no columns
		const width = widthOf(line.replace(/\u001b\[[0-9;]*m/g, ''));
		return Math.max(1, Math.ceil(width / this.#output.columns));
	}
}
