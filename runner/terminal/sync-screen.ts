import type { SyncProgress, SyncResult } from '../directory/result';
import { eraseLines, strong, type Output } from './output';
import { plain, widthOf } from './text';

const REDRAW_MS = 120;

/** Shows a sync while it runs: on a terminal one line that moves, and how it ended everywhere. */
export class SyncScreen {
	readonly #output: Output;
	readonly #since = Date.now();
	#progress: SyncProgress | null = null;
	#drawn = 0;
	#timer: NodeJS.Timeout | null = null;

	constructor(output: Output) {
		this.#output = output;
		if (!output.live) return;
		this.#draw();
		this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
		this.#timer.unref();
	}

	/** Takes how far it is. */
	show(progress: SyncProgress): void {
		this.#progress = progress;
	}

	/** Shows how it ended. One that failed says why elsewhere, in one line. */
	end(result: SyncResult): void {
		this.stop();
		if (result.status === 'failed') return;
		this.#output.write(
			endLines(result, this.#output)
				.map((line) => `${line}\n`)
				.join(''),
		);
	}

	/** Takes the moving line away; nothing is drawn after that. */
	stop(): void {
		if (!this.#timer) return;
		clearInterval(this.#timer);
		this.#timer = null;
		this.#output.write(eraseLines(this.#drawn));
		this.#drawn = 0;
	}

	#draw(): void {
		const line = lineOf(this.#progress, (Date.now() - this.#since) / 1_000);
		this.#output.write(eraseLines(this.#drawn) + line);
		this.#drawn = Math.max(1, Math.ceil(widthOf(line) / this.#output.columns));
	}
}

function lineOf(progress: SyncProgress | null, seconds: number): string {
	const time = `${seconds.toFixed(1)} s`;
	if (!progress) return `Asking Microsoft Graph for people  ${time}`;
	const what = progress.full ? 'people' : 'changes';
	return `${amount(progress.people, what)}  ${amount(progress.pages, 'pages')}  ${time}`;
}

function endLines(result: SyncResult, output: Output): string[] {
	const { people, status, full, pages, added, updated, removed } = result;
	const seconds = (Date.parse(result.finishedAt) - Date.parse(result.startedAt)) / 1_000;
	const whose = result.group === null ? 'the tenant' : `the group ${result.group}`;
	const read = full ? 'everybody read' : 'changes read';
	return [
		...(result.simulated ? ['Simulated tenant: these people are not real.'] : []),
		strong(
			output,
			`${amount(people.employees, 'employees')} in ${whose}${status === 'stopped' ? ', nobody removed' : ''}`,
		),
		`Not among them: ${amount(people.guests, 'guests')}, ${amount(people.disabled, 'disabled accounts')}, ` +
			`and ${amount(people.roomsOrShared, 'more')} that might be rooms or shared mailboxes.`,
		`${amount(added, 'added')}, ${amount(updated, 'updated')}, ${amount(removed, 'removed')}; ` +
			`${read} in ${amount(pages, 'pages')}, ${seconds.toFixed(1)} s.`,
		...(result.message !== null && status === 'completed' ? [plain(result.message)] : []),
	];
}

/** A number with the word for so many; the word for one is the same without its s. */
export function amount(count: number, words: string): string {
	return `${count.toLocaleString('en')} ${count === 1 ? words.replace(/s\b/, '') : words}`;
}
