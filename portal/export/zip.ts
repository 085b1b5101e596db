import { Readable } from 'node:stream';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ZipFile } from 'yazl';

/** PDFs are packed already. */
const isPacked = (name: string): boolean => name.endsWith('.pdf');

/**
 * A ZIP that is written while it is read. Names are ours, never a tenant's: an entry can't lead out of the folder it is
 * unpacked to.
 */
export class Zip {
	readonly #file = new ZipFile();
	readonly #at: Date;

	/** @param at when everything in it was made */
	constructor(at: Date) {
		this.#at = at;
		// yazl tells of a failed part here; whoever reads is to see a download that failed, not one that ended.
		(this.#file as unknown as NodeJS.EventEmitter).on('error', (error: Error) => {
			(this.#file.outputStream as Readable).destroy(error);
		});
	}

	/** A part that begins to be made when its turn has come. */
	add(name: string, content: () => AsyncIterable<string | Buffer>): void {
		const options = { mtime: this.#at, mode: 0o100600, compress: !isPacked(name) };
		this.#file.addReadStreamLazy(name, options, (done) => {
			done(null, Readable.from(content(), { objectMode: false }));
		});
	}

	addBytes(name: string, bytes: Buffer): void {
		this.#file.addBuffer(bytes, name, {
			...{ mtime: this.#at, mode: 0o100600, compress: !isPacked(name) },
		});
	}

	addText(name: string, text: string): void {
		this.#file.addBuffer(Buffer.from(text), name, { mtime: this.#at, mode: 0o100600 });
	}

	/** Everything below a folder of ours. */
	async addFolder(folder: string, name: string): Promise<void> {
		for (const entry of await readdir(folder, { withFileTypes: true })) {
			const [from, to] = [join(folder, entry.name), `${name}/${entry.name}`];
			if (entry.isDirectory()) await this.addFolder(from, to);
			else this.#file.addFile(from, to, { mtime: this.#at, compress: !isPacked(to) });
		}
	}

	/** @returns what is to be read; nothing can be added after it */
	end(): Readable {
		this.#file.end();
		return this.#file.outputStream as Readable;
	}
}
