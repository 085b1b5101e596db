import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../built-file';
import { packsOf } from '../lines';
import { soundLines } from './sound-lines';

/** A pack of lines, and for each of them whether its hash is right: see `soundLines`. */
export interface HashedPack {
	readonly pack: Buffer;
	readonly sound: Uint8Array;
}

/** So many bytes are hashed faster than a thread for it begins. */
const LARGE_BYTES = 16 << 20;
/** So many packs are hashed while one is read. */
const AHEAD = 4;

/**
 * The lines of a file, hashed; those of a large one in a thread of its own. Hashing takes about as long as reading what
 * the lines say, so that both together take half as long.
 *
 * @param largeBytes from this size on it is a large one
 * @throws LineError
 */
export async function* hashedPacks(
	file: string,
	largeBytes = LARGE_BYTES,
): AsyncGenerator<HashedPack> {
	const packs = packsOf(file);
	const size = await stat(file).then(
		(found) => found.size,
		() => 0,
	);
	if (size < largeBytes) {
		for await (const pack of packs) yield { pack, sound: soundLines(pack) };
		return;
	}
	const thread = new HashingThread();
	try {
		const ahead: Promise<HashedPack>[] = [];
		for await (const pack of packs) {
			ahead.push(thread.hash(pack));
			const next = ahead.length > AHEAD ? ahead.shift() : undefined;
			if (next) yield await next;
		}
		for (const next of ahead) yield await next;
	} finally {
		await thread.end();
	}
}

interface Waiting {
	readonly pack: Buffer;
	readonly resolve: (hashed: HashedPack) => void;
	readonly reject: (error: Error) => void;
}

/** It answers in the order in which it was asked. */
class HashingThread {
	readonly #worker = new Worker(builtFile(__dirname, 'worker.js'), { env: {}, execArgv: [] });
	readonly #waiting: Waiting[] = [];
	#failed: Error | null = null;

	constructor() {
		this.#worker.on('message', (sound: Uint8Array) => {
			const next = this.#waiting.shift();
			next?.resolve({ pack: next.pack, sound });
		});
		this.#worker.on('error', (error) => this.#fail(error));
		this.#worker.on('exit', () => this.#fail(new Error('The thread that hashes has ended.')));
	}

	hash(pack: Buffer): Promise<HashedPack> {
		const answer = new Promise<HashedPack>((resolve, reject) => {
			if (this.#failed) return reject(this.#failed);
			this.#waiting.push({ pack, resolve, reject });
			this.#worker.postMessage(pack);
		});
		// Whoever stops reading in the middle does not ask for the rest.
		answer.catch(() => undefined);
		return answer;
	}

	async end(): Promise<void> {
		await this.#worker.terminate();
	}

	#fail(error: Error): void {
		this.#failed ??= error;
		for (const { reject } of this.#waiting.splice(0)) reject(error);
	}
}
