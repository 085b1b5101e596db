import { existsSync } from 'node:fs';
import { subjectText, type SubjectLine } from '../audit/bundle-format';
import { decryptBody } from '../audit/body';
import type { ChainedEntry } from '../audit/chain';
import { linesOf } from './lines';

/** A key of personal data that is not the one it should be. One sentence for people. */
export class SubjectError extends Error {
	override readonly name = 'SubjectError';
}

/**
 * Looks whether each key of personal data opens what was encrypted with it, and whether those that are missing were
 * erased by an entry that says so.
 */
export class SubjectCheck {
	readonly #lines: AsyncIterator<string> | null;
	readonly #seen = new Set<string>();
	readonly #missing = new Set<string>();
	opened = 0;

	/** @param file with the keys; where there is none, bodies stay closed and nothing is looked at */
	constructor(file: string) {
		this.#lines = existsSync(file) ? single(file) : null;
	}

	get isClosed(): boolean {
		return this.#lines === null;
	}

	get erased(): number {
		return this.#seen.size - this.opened;
	}

	/** @throws SubjectError, LineError */
	async see({ subject, type, body, seq, facts }: ChainedEntry): Promise<void> {
		if (type === 'audit.erased') this.#forget(facts['subjects']);
		// What was sealed with a lost key is gone for good.
		if (type === 'audit.keyLost') this.#missing.clear();
		if (this.#lines === null || subject === null || this.#seen.has(subject)) return;
		this.#seen.add(subject);
		const next: IteratorResult<string, unknown> = await this.#lines.next();
		const line = next.done ? null : parse(next.value);
		if (line === null || line.subject !== subject || subjectText(line) !== next.value) {
			throw new SubjectError(`The key of what entry ${seq} says of a person is not in its place.`);
		}
		if (line.key === null) {
			this.#missing.add(subject);
			return;
		}
		const key = Buffer.from(line.key, 'base64');
		const isRight = key.length === 32 && key.toString('base64') === line.key;
		const opens =
			isRight && (body === null || decryptBody(key, { id: subject, type }, body) !== null);
		if (!opens) throw new SubjectError(`The key given for entry ${seq} does not open it.`);
		this.opened += 1;
	}

	/** @throws SubjectError */
	async end(): Promise<void> {
		if (this.#lines === null) return;
		if (!(await this.#lines.next()).done) {
			throw new SubjectError('There are keys in it for nobody who is in it.');
		}
		if (this.#missing.size === 0) return;
		throw new SubjectError(
			`${this.#missing.size} keys of personal data are missing, and no entry says that they were erased.`,
		);
	}

	/** Whatever an entry says was erased may be missing; it was written after what it erased. */
	#forget(subjects: unknown): void {
		if (!Array.isArray(subjects)) return;
		for (const subject of subjects) this.#missing.delete(String(subject));
	}
}

async function* single(file: string): AsyncGenerator<string> {
	for await (const lines of linesOf(file)) yield* lines;
}

function parse(text: string): SubjectLine | null {
	try {
		const line: unknown = JSON.parse(text);
		return typeof line === 'object' && line !== null ? (line as SubjectLine) : null;
	} catch {
		return null;
	}
}
