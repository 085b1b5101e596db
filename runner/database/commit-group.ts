import type { SqliteHandle } from './handle';
import type { Release, WriterLock } from './writer-lock';

/** What a group works on. */
export interface GroupWriter {
	readonly lock: WriterLock;
	/** For what begins or ends something. @throws DatabaseError when the file is not there any more */
	writer(): SqliteHandle;
	/** Ends the transaction of the writer, whatever state it is in. */
	rollBack(): Promise<void>;
}

/** Somebody whose work is done and not on the disk yet. */
interface Waiter {
	readonly resolve: () => void;
	readonly reject: (reason: unknown) => void;
}

/** So many share one commit at most, and nobody joins one that began longer ago: another process may be waiting. */
const MOST_MEMBERS = 32;
const LONGEST_MS = 25;

/**
 * Transactions that queue for the one writer and are made durable by one commit. They run one after the other, each
 * behind a savepoint of its own, so one that fails takes nobody else's work with it. Each is told that it is committed
 * when the commit is on the disk, not before: a commit that fails fails all of them.
 *
 * One commit waits for the disk, whatever is in it. Five hundred runs that each wait for their own get nowhere.
 */
export class CommitGroup {
	readonly #writer: GroupWriter;
	#waiting: Waiter[] = [];
	#openSince: number | null = null;

	constructor(writer: GroupWriter) {
		this.#writer = writer;
	}

	/** Waits for its turn and begins. @returns the turn, for `commit` or `rollback` to give back */
	async begin(): Promise<Release> {
		const release = await this.#writer.lock.acquire();
		try {
			if (this.#openSince === null) {
				await this.#writer.writer().exec('begin immediate');
				this.#openSince = performance.now();
			} else {
				await this.#writer.writer().exec('savepoint member');
			}
			return release;
		} catch (error) {
			await this.#abort(error).finally(release);
			throw error;
		}
	}

	/** Resolves when what was done since `begin` is on the disk. @throws when it is not, and never will be */
	async commit(release: Release): Promise<void> {
		const durable = new Promise<void>((resolve, reject) => {
			this.#waiting.push({ resolve, reject });
		});
		// Whoever hands on may break as well; then that is what is told.
		durable.catch(() => undefined);
		await this.#handOn(release);
		await durable;
	}

	/** Undoes what was done since `begin`, and nothing else. */
	async rollback(release: Release): Promise<void> {
		try {
			if (this.#waiting.length === 0) await this.#abort(null);
			else await this.#writer.writer().exec('rollback to member');
		} catch (error) {
			// A full disk or a damaged page has ended the transaction already, with everybody's work in it.
			await this.#abort(error).finally(release);
			throw error;
		}
		await this.#handOn(release);
	}

	/**
	 * Does one thing that is whole by itself. It shares a commit only where somebody waits already: alone it needs
	 * no more than itself.
	 */
	async alone<T>(work: () => Promise<T>): Promise<T> {
		const { lock } = this.#writer;
		if (this.#openSince === null && !lock.isHeld) {
			const release = await lock.acquire();
			return await work().finally(release);
		}
		const release = await this.begin();
		let result: T;
		try {
			result = await work();
		} catch (error) {
			await this.rollback(release);
			throw error;
		}
		await this.commit(release);
		return result;
	}

	/** Gives the turn to whoever joins; makes everything durable where nobody does. */
	async #handOn(release: Release): Promise<void> {
		const age = performance.now() - (this.#openSince ?? 0);
		const isFull = this.#waiting.length >= MOST_MEMBERS || age >= LONGEST_MS;
		try {
			if (this.#openSince !== null && (isFull || !this.#writer.lock.isWanted)) await this.#flush();
		} finally {
			release();
		}
	}

	async #flush(): Promise<void> {
		try {
			await this.#writer.writer().exec('commit');
		} catch (error) {
			return await this.#abort(error);
		}
		this.#openSince = null;
		for (const { resolve } of this.#waiting.splice(0)) resolve();
	}

	/** Nothing of the group is kept, and everybody in it is told why. */
	async #abort(reason: unknown): Promise<void> {
		const lost = this.#waiting.splice(0);
		const wasOpen = this.#openSince !== null;
		this.#openSince = null;
		try {
			if (wasOpen) await this.#writer.rollBack();
		} finally {
			for (const { reject } of lost) reject(reason);
		}
	}
}
