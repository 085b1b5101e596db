import { processLoad, type Load } from './process-load';

/** With how many it begins, and how many it comes down to where the process has no time for more. */
const FIRST = 16;
const LEAST = 6;
const STEP = 8;
const LOOK_MS = 200;

/** Shares of the time that the process was busy: fewer places above, more below. */
const FULL = 0.9;
const FREE = 0.75;

/**
 * So many at once; the others wait, first come, first served. Where the process is busy all the time, more at once are
 * not more in a second: everybody else, and another tenant's single person, would only wait behind them. Then there are
 * fewer places; while the tenant is what is waited for, there are as many as may be.
 */
export class Places {
	readonly #count: number;
	readonly #load: Load;
	readonly #waiting: (() => void)[] = [];
	#most: number;
	#inside = 0;
	#timer: NodeJS.Timeout | null = null;

	/** @param count how many at the most */
	constructor(count: number, load: Load = processLoad()) {
		this.#count = count;
		this.#load = load;
		this.#most = Math.min(count, FIRST);
	}

	async take(): Promise<void> {
		if (this.#inside < this.#most) {
			this.#inside += 1;
			return;
		}
		this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
		await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	give(): void {
		this.#inside -= 1;
		this.#fill();
	}

	#look(): void {
		const busy = this.#load();
		if (busy > FULL) this.#most = Math.max(Math.min(LEAST, this.#count), this.#most - STEP / 2);
		if (busy < FREE) this.#most = Math.min(this.#count, this.#most + STEP);
		this.#fill();
	}

	#fill(): void {
		while (this.#inside < this.#most) {
			const next = this.#waiting.shift();
			if (!next) break;
			this.#inside += 1;
			next();
		}
		if (this.#waiting.length > 0 || !this.#timer) return;
		clearInterval(this.#timer);
		this.#timer = null;
	}
}
