import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a bundle, to be changed and put back. */
export class Files {
	readonly #folder: string;
	readonly #whole = new Map<string, Buffer>();
	readonly #changed = new Set<string>();

	constructor(folder: string) {
		this.#folder = folder;
		for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			const name = join(entry.parentPath, entry.name).slice(folder.length + 1);
			this.#whole.set(name, readFileSync(join(folder, name)));
		}
	}

	get names(): readonly string[] {
		return [...this.#whole.keys()].sort();
	}

	bytes(name: string): Buffer {
		return readFileSync(join(this.#folder, name));
	}

	text(name: string): string {
		return this.bytes(name).toString('utf8');
	}

	lines(name: string): string[] {
		return this.text(name).split('\n').slice(0, -1);
	}

	set(name: string, content: string | Uint8Array): void {
		this.#changed.add(name);
		writeFileSync(join(this.#folder, name), content);
	}

	setLines(name: string, lines: readonly string[]): void {
		this.set(name, lines.map((line) => `${line}\n`).join(''));
	}

	remove(name: string): void {
		this.#changed.add(name);
		rmSync(join(this.#folder, name));
	}

	/** @returns whether anything is other than it was */
	get isChanged(): boolean {
		const now = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
		const files = now.filter((entry) => entry.isFile());
		return (
			files.length !== this.#whole.size ||
			[...this.#changed].some((name) => !this.#whole.get(name)?.equals(this.bytes(name)))
		);
	}

	putBack(): void {
		for (const name of this.#changed) {
			const whole = this.#whole.get(name);
			if (whole) writeFileSync(join(this.#folder, name), whole);
			else rmSync(join(this.#folder, name), { force: true });
		}
		this.#changed.clear();
	}
}
