import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import { keyedHash } from '../connections/seal';
import type { Db, Queries } from '../database/db';
import type { Facts, NewEntry } from './acts';
import { encryptBody } from './body';
import { chain, genesis, type ChainedEntry } from './chain';
import { folderKey, newOrigin, type FolderKey } from './keys';
import { hashAt, insertEntries, takeNumbers, type TakenHead } from './log-rows';
import { homeOf, LOCAL, organisationOfTenant, type Home } from './organisation';
import { signCheckpoint, signRollOver, type Place } from './sign-checkpoint';
import { Subjects } from './subjects';

/** A checkpoint is made at the latest after so many entries. */
const CHECKPOINT_EVERY = 100;

/** The first entry of a run or schedule. */
const BEGINNINGS: ReadonlySet<string> = new Set(['offboarding.requested', 'schedule.made']);

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
	 * @throws KeyError when the key of the data folder is not there: then what they tell does not happen either
	 */
	async append(tx: Queries, entries: readonly NewEntry[], organisation?: string): Promise<void> {
		if (entries.length === 0) return;
		const { size, ...head } = await this.#append(tx, entries, organisation);
		const isDue = size % CHECKPOINT_EVERY < entries.length;
		if (isDue) await signCheckpoint(tx, await this.folder(tx), { ...head, size });
	}

	/** @returns where the chain stands then */
	async #append(tx: Queries, entries: readonly NewEntry[], organisation?: string): Promise<Place> {
		const home = organisation === undefined ? await this.#homeOf(tx, entries[0]) : { organisation };
		const head = await this.#take(tx, home, entries.length);
		const folder = await this.folder(tx);
		const rows: ChainedEntry[] = [];
		let { prev } = head;
		for (const [index, entry] of entries.entries()) {
			const seq = head.size - entries.length + 1 + index;
			const row = await this.#rowOf(tx, folder, entry, { ...head, seq });
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

	/** The same for an account or an invitation. */
	forgetIn(organisation: string, name: string): void {
		this.#subjects.forgetIn(organisation, name);
	}

	/** The key of the data folder. Once it was seen with a signing key that is on the disk, it is kept in memory. */
	async folder(tx: Queries): Promise<FolderKey> {
		return (this.#folder ??= await folderKey(tx, this.#keyFile));
	}

	async #rowOf(
		tx: Queries,
		folder: FolderKey,
		entry: NewEntry,
		{ organisation, seq, ts }: Pick<Head, 'organisation' | 'ts'> & { readonly seq: number },
	): Promise<Omit<ChainedEntry, 'prev' | 'hash'>> {
		const { type, run = null } = entry;
		const actor = text(entry.actor === undefined ? 'system' : (entry.actor ?? 'unknown'));
		const common = { seq, ts, type, actor, run, facts: factsOf(entry, folder) };
		if (entry.personal === undefined) return { ...common, subject: null, body: null };
		const name = entry.about ?? run;
		if (name === null) throw new Error(`${type} says something of a person and not whose it is.`);
		const isNew = BEGINNINGS.has(type);
		const place = { organisation, run: name, at: ts, isNew };
		const { id, key } = await this.#subjects.of(tx, folder, place);
		const body = key === null ? null : encryptBody(key, { id, type }, entry.personal);
		return { ...common, subject: id, body };
	}

	/** Gives away numbers, and holds the row of the log until the transaction ends. */
	async #take(tx: Queries, home: Home, count: number): Promise<Head> {
		if (!tx.isTransaction) throw new Error('The audit log is written in a transaction');
		const head = (await takeNumbers(tx, home, count)) ?? (await this.#begin(tx, home, count));
		const last = head.size - count;
		if (last === 0) return { ...head, prev: genesis(head.origin) };
		// On Postgres the statement that waited for another still sees what was there before it waited.
		return { ...head, prev: head.prev ?? (await hashAt(tx, head.organisation, last)) };
	}

	async #begin(tx: Queries, home: Home, count: number): Promise<TakenHead> {
		const organisation =
			'tenant' in home ? await organisationOfTenant(tx, home.tenant) : home.organisation;
		const origin = await newOrigin(tx, await this.folder(tx), organisation);
		await tx
			.insertInto('audit_log')
			.values({ organisation, origin, size: 0, retention_days: null, legal_hold: 0 })
			.onConflict((conflict) => conflict.column('organisation').doNothing())
			.execute();
		const head = await takeNumbers(tx, { organisation }, count);
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
