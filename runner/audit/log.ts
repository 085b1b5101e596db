import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import { keyedHash } from '../connections/seal';
import type { Db, Queries } from '../database/db';
import type { Facts, NewEntry } from './acts';
import { encryptBody } from './body';
import { chain, genesis, type ChainedEntry } from './chain';
import { currentSigner, folderKey, installationOf, type FolderKey } from './keys';
import { hashAt, insertEntries, takeNumbers, type TakenHead } from './log-rows';
import { ORGANISATION } from './organisation';
import { signCheckpoint, signRollOver, type Place } from './sign-checkpoint';
import { Subjects } from './subjects';

/** A checkpoint is made at the latest after so many entries. */
const CHECKPOINT_EVERY = 100;

/** The first entry of a run or schedule. */
const BEGINNINGS: ReadonlySet<string> = new Set(['offboarding.requested', 'schedule.made']);

/** Where the chain stands, while nobody else can add to it. */
interface Head {
	readonly origin: string;
	/** The number of the last entry, those that are being added included. */
	readonly size: number;
	readonly ts: string;
	/** Hash of the last entry that is there. */
	readonly prev: string;
}

/**
 * The audit log of a database: a chain of hashes, written in the transaction of what it tells. Whoever appends waits
 * for whoever does it at the same moment, so there are no gaps and no forks; append last, and lock nothing after it.
 */
export class AuditLog {
	readonly #keyFile: string | null;
	readonly #subjects = new Subjects();
	#folder: FolderKey | null = null;

	constructor(db: Db) {
		this.#keyFile = db.auditKeyFile;
	}

	/**
	 * Adds entries, in order.
	 *
	 * @param tx the transaction of what they tell
	 * @throws KeyError when the key of the data folder is not there: then what they tell does not happen either
	 */
	async append(tx: Queries, entries: readonly NewEntry[]): Promise<void> {
		if (entries.length === 0) return;
		const { size, ...head } = await this.#append(tx, entries);
		const isDue = size % CHECKPOINT_EVERY < entries.length;
		if (isDue) await signCheckpoint(tx, await this.folder(tx), { ...head, size });
	}

	/** @returns where the chain stands then */
	async #append(tx: Queries, entries: readonly NewEntry[]): Promise<Place> {
		const head = await this.#take(tx, entries.length);
		const folder = await this.folder(tx);
		const rows: ChainedEntry[] = [];
		let { prev } = head;
		for (const [index, entry] of entries.entries()) {
			const seq = head.size - entries.length + 1 + index;
			const row = await this.#rowOf(tx, folder, entry, { seq, ts: head.ts });
			rows.push({ ...row, prev, hash: chain(prev, row) });
			prev = rows[index]?.hash ?? prev;
		}
		await insertEntries(tx, rows);
		return { ...head, root: prev };
	}

	/**
	 * Has checkpoints signed with a new key from here on. Both keys sign the one that says so, and the old one is
	 * destroyed.
	 *
	 * @param actor whoever asks for it
	 */
	async rollKey(tx: Queries, actor: string | null): Promise<AuditCheckpoint> {
		const place = await this.#append(tx, [{ type: 'audit.keyRolled', actor, facts: {} }]);
		return await signRollOver(tx, await this.folder(tx), place);
	}

	/**
	 * Signs how far the log has come; the last checkpoint again where nothing was added since.
	 *
	 * @param tx a transaction
	 */
	async checkpoint(tx: Queries): Promise<AuditCheckpoint> {
		let head = await this.#take(tx, 0);
		if (head.size === 0) {
			await this.append(tx, [{ type: 'audit.begun', facts: {} }]);
			head = await this.#take(tx, 0);
		}
		return await signCheckpoint(tx, await this.folder(tx), { ...head, root: head.prev });
	}

	/** Adds entries and signs how far the log has come with them. */
	async appendAndSign(tx: Queries, entries: readonly NewEntry[]): Promise<AuditCheckpoint> {
		const place = await this.#append(tx, entries);
		return await signCheckpoint(tx, await this.folder(tx), place);
	}

	/** The transaction in which something was first said about a run is committed. */
	remember(run: string): void {
		this.#subjects.remember(run);
	}

	/** The run has ended: its key need not be remembered. */
	forget(run: string): void {
		this.#subjects.forget(run);
	}

	/** The key of the data folder. Once it was seen with a signing key that is on the disk, it is kept in memory. */
	async folder(tx: Queries): Promise<FolderKey> {
		return (this.#folder ??= await folderKey(tx, this.#keyFile));
	}

	async #rowOf(
		tx: Queries,
		folder: FolderKey,
		entry: NewEntry,
		{ seq, ts }: { readonly seq: number; readonly ts: string },
	): Promise<Omit<ChainedEntry, 'prev' | 'hash'>> {
		const { type, run = null } = entry;
		const actor = text(entry.actor === undefined ? 'system' : (entry.actor ?? 'unknown'));
		const common = { seq, ts, type, actor, run, facts: factsOf(entry, folder) };
		if (entry.personal === undefined) return { ...common, subject: null, body: null };
		if (run === null) throw new Error(`${type} says something of a person and names no run.`);
		const isNew = BEGINNINGS.has(type);
		const place = { organisation: ORGANISATION, run, at: ts, isNew };
		const { id, key } = await this.#subjects.of(tx, folder, place);
		const body = key === null ? null : encryptBody(key, { id, type }, entry.personal);
		return { ...common, subject: id, body };
	}

	/** Gives away numbers, and holds the row of the log until the transaction ends. */
	async #take(tx: Queries, count: number): Promise<Head> {
		if (!tx.isTransaction) throw new Error('The audit log is written in a transaction');
		const head = (await takeNumbers(tx, count)) ?? (await this.#begin(tx, count));
		const last = head.size - count;
		if (last === 0) return { ...head, prev: genesis(head.origin) };
		// On Postgres the statement that waited for another still sees what was there before it waited.
		return { ...head, prev: head.prev ?? (await hashAt(tx, last)) };
	}

	async #begin(tx: Queries, count: number): Promise<TakenHead> {
		await currentSigner(tx, await this.folder(tx));
		const origin = `${await installationOf(tx)}/${ORGANISATION}`;
		await tx
			.insertInto('audit_log')
			.values({ organisation: ORGANISATION, origin, size: 0, retention_days: null, legal_hold: 0 })
			.onConflict((conflict) => conflict.column('organisation').doNothing())
			.execute();
		const head = await takeNumbers(tx, count);
		if (head) return head;
		throw new Error('The audit log was begun and is not there.');
	}
}

function factsOf({ facts, hashed = {} }: NewEntry, folder: FolderKey): Facts {
	const names = Object.entries(hashed).map(
		([name, value]) => [name, keyedHash(folder, value).slice(0, 32)] as const,
	);
	return names.length === 0 ? facts : { ...facts, ...Object.fromEntries(names) };
}

/** As the database keeps it: what is hashed has to come out again. */
const text = (value: string): string => value.replaceAll(/\p{Surrogate}|\0/gu, '\uFFFD');
