import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { stepNamed, type StatusMark, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { RunRecord } from '../journal/run-record';
import type { RunProgress, RunWait } from '../execution/progress';
import { lockOutOf } from '../words/lock-out';
import { lockOutLine } from './lock-out-line';
import { marksOf } from '../words/marks';
import { nine, shapeOf } from './strip';
import { eraseLines, tint, type Output } from './output';
import { endLines, headLines } from './run-lines';
import { indented, stepLines } from './step-lines';
import { widthOf } from './text';
import { isWaiting, waitSentence } from './wait-line';

const REDRAW_MS = 120;

/**
 * Shows one offboarding while it runs. Lines that are final are only ever added; on a terminal one more line at the
 * bottom shows the nine and what runs now, and is drawn anew.
 */
export class RunScreen {
	readonly #output: Output;
	readonly #outcomes = new Map<StepKey, StepOutcome>();
	#offboarding: Offboarding | null = null;
	#startedAt = '';
	#running: { readonly key: StepKey; readonly since: number } | null = null;
	#wait: RunWait | null = null;
	#lockOut: string | null = null;
	#footerLines = 0;
	#timer: NodeJS.Timeout | null = null;

	constructor(output: Output) {
		this.#output = output;
	}

	/** Takes the next thing that happened. */
	show(progress: RunProgress): void {
		// Whatever else happens, the wait is over.
		this.#wait = progress.type === 'waiting' ? progress.wait : null;
		if (progress.type === 'started') {
			this.#startedAt = progress.at;
			this.#print([`${progress.id}  Looking up the employee.`]);
		} else if (progress.type === 'resumed') {
			this.#startedAt = progress.at;
			this.#print([`${progress.id}  Going on where it was interrupted.`]);
		} else if (progress.type === 'lookedUp') {
			this.#offboarding = progress.offboarding;
			this.#print(headLines(progress.offboarding, this.#output));
		} else if (progress.type === 'stepStarted') {
			// Only now is it sure that the step before has nothing to add: one may try earlier ones again.
			const lines = this.#lockOutLines();
			this.#running = { key: progress.key, since: Date.now() };
			this.#keepDrawing();
			this.#print(lines);
		} else if (progress.type === 'waiting') {
			this.#keepDrawing();
			// A moving line says it as long as it lasts; where there is none it is said once.
			this.#print(this.#output.live ? [] : [`${waitSentence(progress.wait, Date.now())}.`]);
		} else {
			this.#stepFinished(progress.outcome);
		}
	}

	/** Shows how it ended. A run that was refused or failed says why elsewhere, in one line. */
	end(run: RunRecord): void {
		this.stop();
		if (run.offboarding) this.#print(endLines(run, this.#output));
	}

	/** Takes the moving line away; nothing is drawn after that. */
	stop(): void {
		if (this.#timer) clearInterval(this.#timer);
		this.#timer = null;
		this.#running = null;
		this.#wait = null;
		this.#print([]);
	}

	#stepFinished(outcome: StepOutcome): void {
		this.#outcomes.set(outcome.key, outcome);
		if (this.#running?.key === outcome.key) this.#running = null;
		const dryRun = this.#offboarding?.request.dryRun ?? false;
		const style = { output: this.#output, simulated: this.#simulated, dryRun };
		this.#print(stepLines(outcome, style));
	}

	/** Said as soon as it is true, and again only when it changed. */
	#lockOutLines(): string[] {
		const lockOut = lockOutOf(this.#outcomes, this.#startedAt, this.#simulated);
		if (!lockOut || lockOut.sentence === this.#lockOut) return [];
		this.#lockOut = lockOut.sentence;
		const limit = lockOut.limit === null ? [] : indented(lockOut.limit, 2, this.#output);
		return ['', lockOutLine(lockOut, this.#simulated, this.#output), ...limit, ''];
	}

	get #simulated(): boolean {
		return this.#offboarding?.tenant.simulated ?? false;
	}

	#keepDrawing(): void {
		if (!this.#output.live || this.#timer) return;
		this.#timer = setInterval(() => this.#print([]), REDRAW_MS);
		this.#timer.unref();
	}

	#print(lines: readonly string[]): void {
		const erase = eraseLines(this.#footerLines);
		const footer = this.#footer();
		this.#footerLines = footer === '' ? 0 : this.#rows(footer);
		const text = erase + lines.map((line) => `${line}\n`).join('') + footer;
		if (text !== '') this.#output.write(text);
	}

	#footer(): string {
		if (!this.#output.live) return '';
		const marks = marksOf(this.#outcomes.values());
		if (isWaiting(this.#wait, Date.now())) return this.#waitingFooter(this.#wait, marks);
		if (!this.#running) return '';
		const { key, since } = this.#running;
		marks.set(key, 'running');
		const { number, title } = stepNamed(key);
		const seconds = ((Date.now() - since) / 1000).toFixed(1);
		return `${nine(this.#output, marks, this.#simulated)}  Running ${number} ${title}  ${seconds} s`;
	}

	#waitingFooter(wait: RunWait, marks: Map<StepKey, StatusMark>): string {
		if (wait.key !== null) marks.set(wait.key, 'waiting');
		const step = wait.key === null ? '' : `${stepNamed(wait.key).number} `;
		const shape = tint(this.#output, 'waiting', shapeOf('waiting', this.#simulated));
		return `${nine(this.#output, marks, this.#simulated)}  ${step}${shape} ${waitSentence(wait, Date.now())}`;
	}

	/** A narrow terminal breaks the moving line; all of its rows have to be taken back. */
	#rows(footer: string): number {
		// eslint-disable-next-line no-control-regex -- our own colour codes take no columns
		const width = widthOf(footer.replace(/\u001b\[[0-9;]*m/g, ''));
		return Math.max(1, Math.ceil(width / this.#output.columns));
	}
}
