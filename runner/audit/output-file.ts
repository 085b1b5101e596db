import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';

/** A file that is written piece by piece, and waits where the disk is slower. Nobody else may read it. */
export class OutputFile {
	readonly #stream: WriteStream;
	#error: Error | null = null;

	/** @param file must not exist yet */
	constructor(file: string) {
		this.#stream = createWriteStream(file, { flags: 'wx', mode: 0o600, highWaterMark: 1 << 18 });
		this.#stream.on('error', (error) => {
			this.#error = error;
		});
	}

	/** @throws what the disk says */
	async write(text: string): Promise<void> {
		if (this.#error) throw this.#error;
		if (!this.#stream.write(text)) await once(this.#stream, 'drain');
	}

	/** @throws what the disk says */
	async end(): Promise<void> {
		if (this.#error) throw this.#error;
		const finished = once(this.#stream, 'finish');
		this.#stream.end();
		await finished;
	}
}
