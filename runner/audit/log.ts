import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import { KeyError } from '../connections/key-file';
import type { Db, Queries } from '../database/db';
import type { NewEntry } from './acts';
import { chain, genesis, type ChainedEntry } from './chain';
import { beginLog } from './begin-log';
import { BEGINNINGS, rowOf } from './entry-row';
import { folderKey, renewedFolderKey, type FolderKey } from './keys';
import { hashAt, insertEntries, takeNumbers } from './log-rows';
import { homeOf, LOCAL, type Home } from './organisation';
import {
	lastCheckpoint,
	signCheckpoint,
	signRenewal,
	signRollOver,
	type Place,
} from './sign-checkpoint';
import { Subjects } from './subjects';

/** A checkpoint is made at the latest after so many entries. */
const CHECKPOINT_EVERY = 100;

/** Where the chain stands, while nobody else can add to it. */
interface Head {
	readonly organisation: string;
	readonly origin: string;
	/** The number of the last entry, those that are being added included. */
	readonly size: number;
	readonly ts: string;
	/** Hash of the last entry that is there. */
	readonly prev: string;
}

/**
 * The audit log of a database: a chain of hashes for each organisation, written in the transaction of what it tells.
 * Whoever appends waits for whoever does it at the same moment, so there are no gaps and no forks; append last, and lock
 * nothing after it.
 */
export class AuditLog {
	readonly #keyFile: string | null;
	readonly #subjects = new Subjects();
	#folder: FolderKey | null = null;

	constructor(db: Db) {
		this.#keyFile = db.auditKeyFile;
	}

	/**
	 * Adds entries, in order. All of them go into one log.
	 *
	 * @param tx the transaction of what they tell
	 * @param organisation whose log; left out where the run or the tenant of the first one says it
	 * @throws KeyError when the key of the data folder is not there and no log was begun yet
	 */
	async append(tx: Queries, entries: readonly NewEntry[], organisation?: string): Promise<void> {
		if (entries.length === 0) return;
		const { size, ...head } = await this.#append(tx, entries, organisation);
		const isDue = size % CHECKPOINT_EVERY < entries.length;
		if (isDue) await this.#sign(tx, { ...head, size });
	}

	/** @returns where the chain stands then */
	async #append(tx: Queries, entries: readonly NewEntry[], organisation?: string): Promise<Place> {
		const home = organisation === undefined ? await this.#homeOf(tx, entries[0]) : { organisation };
		const head = await this.#take(tx, home, entries.length);
		const folder = await this.#folderIfThere(tx);
		const rows: ChainedEntry[] = [];
		let { prev } = head;
		for (const [index, entry] of entries.entries()) {
			const seq = head.size - entries.length + 1 + index;
			const row = await rowOf({ tx, folder, subjects: this.#subjects }, entry, { ...head, seq });
			rows.push({ ...row, prev, hash: chain(prev, row) });
			prev = rows[index]?.hash ?? prev;
		}
		await insertEntries(tx, head.organisation, rows);
		return { ...head, root: prev };
	}

	/** A run stays where it began; what has none goes by its tenant. */
	async #homeOf(tx: Queries, first: NewEntry | undefined): Promise<Home> {
		if (!first) return { organisation: LOCAL };
		const { run, type } = first;
		const home = run && !BEGINNINGS.has(type) ? await this.#subjects.home(tx, run) : null;
		return home === null ? homeOf(first) : { organisation: home };
	}

	/**
	 * Has checkpoints of every log signed with a new key from here on. Both keys sign those that say so, and the old one
	 * is destroyed.
	 *
	 * @param actor whoever asks for it
	 */
	async rollKey(
		tx: Queries,
		actor: string | null,
		organisations: readonly string[],
	): Promise<readonly AuditCheckpoint[]> {
		const places: Place[] = [];
		for (const organisation of organisations) {
			const rolled = { type: 'audit.keyRolled', actor, facts: {} } as const;
			places.push(await this.#append(tx, [rolled], organisation));
		}
		return await signRollOver(tx, await this.folder(tx), places);
	}

	/**
	 * Signs how far a log has come; the last checkpoint again where nothing was added since.
	 *
	 * @param tx a transaction
	 */
	async checkpoint(tx: Queries, organisation: string = LOCAL): Promise<AuditCheckpoint> {
		const home = { organisation };
		let head = await this.#take(tx, home, 0);
		if (head.size === 0) {
			await this.append(tx, [{ type: 'audit.begun', facts: {} }], organisation);
			head = await this.#take(tx, home, 0);
		}
		return await signCheckpoint(tx, await this.folder(tx), { ...head, root: head.prev });
	}

	/** Adds entries and signs how far the log has come with them, unless the key is lost. */
	async appendAndSign(tx: Queries, entries: readonly NewEntry[]): Promise<void> {
		await this.#sign(tx, await this.#append(tx, entries));
	}

	/**
	 * Goes on with another key in the place of one that is lost, and says so in every log.
	 *
	 * @throws KeyError where nothing is lost
	 */
	async renewKey(
		tx: Queries,
		actor: string | null,
		organisations: readonly string[],
	): Promise<readonly AuditCheckpoint[]> {
		const folder = await renewedFolderKey(tx, this.#keyFile);
		this.#folder = folder;
		const notes: AuditCheckpoint[] = [];
		for (const organisation of organisations) {
			const last = await lastCheckpoint(tx, organisation);
			const facts = { signedUpTo: last?.size ?? 0 };
			const lost = { type: 'audit.keyLost', actor, facts } as const;
			notes.push(await signRenewal(tx, folder, await this.#append(tx, [lost], organisation)));
		}
		return notes;
	}

	/** Without the key nothing is signed: what is written meanwhile is covered by the next checkpoint that is. */
	async #sign(tx: Queries, place: Place): Promise<void> {
		const folder = await this.#folderIfThere(tx);
		if (folder === null) return;
		await signCheckpoint(tx, folder, place).catch((error: unknown) => {
			// Another process has renewed the key: it is read anew.
			this.#folder = null;
			throw error;
		});
	}

	/** Null while the key is lost, unreadable or another: what is done meanwhile is written down without what it seals. */
	async #folderIfThere(tx: Queries): Promise<FolderKey | null> {
		try {
			return await this.folder(tx);
		} catch (error) {
			if (error instanceof KeyError) return null;
			throw error;
		}
	}

	/** The transaction in which something was first said about a run is committed. */
	remember(run: string): void {
		this.#subjects.remember(run);
	}

	/** The run has ended: its key need not be remembered. */
	forget(run: string): void {
		this.#subjects.forget(run);
	}

	/** Keys were destroyed: none is remembered. */
	forgetAll(): void {
		this.#subjects.forgetAll();
	}

	/** The key of the data folder. Once it was seen with a signing key that is on the disk, it is kept in memory. */
	async folder(tx: Queries): Promise<FolderKey> {
		return (this.#folder ??= await folderKey(tx, this.#keyFile));
	}

	/** Gives away numbers, and holds the row of the log until the transaction ends. */
	async #take(tx: Queries, home: Home, count: number): Promise<Head> {
		if (!tx.isTransaction) throw new Error('The audit log is written in a transaction');
		const head =
			(await takeNumbers(tx, home, count)) ??
			(await beginLog(tx, await this.folder(tx), home, count));
		const last = head.size - count;
		if (last === 0) return { ...head, prev: genesis(head.origin) };
		// On Postgres the statement that waited for another still sees what was there before it waited.
		return { ...head, prev: head.prev ?? (await hashAt(tx, head.organisation, last)) };
	}
}
