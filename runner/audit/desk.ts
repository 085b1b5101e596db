import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import type { Db, Queries } from '../database/db';
import { sayAct, type NewEntry } from './acts';
import type { LogPosition, ShownEntry } from './shown-entry';
import { auditOf } from './audit-of';
import { cleanFile } from './clean-file';
import type { ChainedEntry } from './chain';
import { keysFor, lastEntries, personalOf, type EntriesWanted } from './entries';
import { erasable, erase, type Erased } from './erase';
import type { ForgetPeople } from './erased-people';
import { eraseOrganisation } from './erase-organisation';
import { exportBundle, type BundleRequest, type Exported } from './export-bundle';
import { csvOf, exportCsv, type CsvRequest } from './export-csv';
import type { PersonFound } from './find-subject';
import { keyTrouble, renewKey, rollKey, type RenewedKey } from './key-changes';
import { giveTenant, LOCAL, organisations } from './organisation';
import { changeSettings, keepRetention, readSettings, type AuditSettings } from './retention';
import { lastCheckpoint } from './sign-checkpoint';

/** What can be done with the audit log of an organisation. */
export class AuditDesk {
	readonly #db: Db;
	readonly #organisation: string;

	/** @param organisation whose log; left out for that of an installation without a portal */
	constructor(db: Db, organisation: string = LOCAL) {
		this.#db = db;
		this.#organisation = organisation;
	}

	/** The log of another organisation of the same database. */
	of(organisation: string): AuditDesk {
		return new AuditDesk(this.#db, organisation);
	}

	/** Every organisation that has a log. */
	async organisations(): Promise<readonly string[]> {
		return await organisations(this.#db);
	}

	/**
	 * Adds entries about what people do.
	 *
	 * @param tx the transaction of what they tell, of this database; append last and lock nothing after it
	 * @throws KeyError
	 */
	async record(tx: Queries, entries: readonly NewEntry[]): Promise<void> {
		await auditOf(this.#db).append(tx, entries, this.#organisation);
	}

	/** From here on this log gets what is done in a tenant. Runs that have begun stay in the log they began in. */
	async takeTenant(tx: Queries, tenantId: string): Promise<void> {
		await giveTenant(tx, tenantId, this.#organisation);
	}

	/** The tenant is nobody's any more. */
	async leaveTenant(tx: Queries, tenantId: string): Promise<void> {
		await giveTenant(tx, tenantId, null);
	}

	/** The last entries, the newest first; of one run, schedule or list where one is named. */
	async entries(wanted: EntriesWanted): Promise<readonly ShownEntry[]> {
		const entries = await lastEntries(this.#db, this.#organisation, wanted);
		if (entries.length === 0) return [];
		const keys = await this.#keys(entries);
		return entries.map((entry) => {
			const { seq, ts, type, actor, run, facts, hash, subject } = entry;
			const text = personalOf(entry, keys);
			const erased = subject !== null && keys.has(subject) && text === null;
			const personal: unknown = text === null ? null : JSON.parse(text);
			return {
				...{ seq, ts, type, what: sayAct(type, facts), actor, run, facts },
				...{ personal, erased, hash },
			};
		});
	}

	/** Empty while the key of the data folder is lost: then what it seals stays closed. */
	async #keys(entries: readonly ChainedEntry[]): Promise<ReadonlyMap<string, Buffer | null>> {
		if ((await this.keyTrouble()) !== null) return new Map();
		return await keysFor(this.#db, await auditOf(this.#db).folder(this.#db), entries);
	}

	/** How far the log has come, and how far it is signed; null where there is none yet. */
	async position(): Promise<LogPosition | null> {
		const last = await lastCheckpoint(this.#db, this.#organisation);
		const [newest] = await lastEntries(this.#db, this.#organisation, { limit: 1 });
		return newest ? { size: newest.seq, head: newest.hash, signed: last?.size ?? 0 } : null;
	}

	/** The entries that are looked for, as CSV in pieces. See `csvOf`. */
	csv(wanted: Omit<EntriesWanted, 'limit'>, actor: string | null): AsyncGenerator<string> {
		return csvOf(this.#db, this.#organisation, wanted, actor);
	}

	async exportBundle(request: BundleRequest): Promise<Exported> {
		return await exportBundle(this.#db, this.#organisation, request);
	}

	async exportCsv(request: CsvRequest): Promise<number> {
		return await exportCsv(this.#db, this.#organisation, request);
	}

	/** What would be erased of a person. @throws ErasureError when nothing may be */
	async erasable(asked: string): Promise<PersonFound> {
		return await erasable(this.#db, asked);
	}

	/** @returns what was erased, and whether no trace of it is left in the database's files */
	async erase(
		person: PersonFound,
		actor: string | null,
		forget: ForgetPeople | null = null,
	): Promise<Erased & { readonly isClean: boolean }> {
		const erased = await erase(this.#db, person, { actor, reason: 'request', forget });
		return { ...erased, isClean: await cleanFile(this.#db) };
	}

	/** Erases all that is kept of this organisation. See `eraseOrganisation`. */
	async eraseOrganisation(
		tenantIds: readonly string[],
		together: (tx: Queries) => Promise<void>,
	): ReturnType<typeof eraseOrganisation> {
		return await eraseOrganisation(this.#db, this.#organisation, tenantIds, together);
	}

	async settings(): Promise<AuditSettings> {
		return await readSettings(this.#db, this.#organisation);
	}

	async changeSettings(
		change: Partial<AuditSettings>,
		actor: string | null,
	): Promise<AuditSettings> {
		return await changeSettings(this.#db, this.#organisation, change, actor);
	}

	/** The chore of every night, for every log. @returns how many runs it erased the personal data of */
	async keepRetention(signal: AbortSignal, forget: ForgetPeople | null = null): Promise<number> {
		let count = 0;
		for (const organisation of await organisations(this.#db)) {
			count += await keepRetention(this.#db, organisation, signal, forget);
		}
		if (count > 0) await cleanFile(this.#db);
		return count;
	}

	/** Signs a checkpoint of every log to which something was added since the last one. */
	async checkpointAll(): Promise<void> {
		for (const organisation of await organisations(this.#db)) {
			await this.of(organisation).checkpoint();
		}
	}

	/** Signs a checkpoint where something was added since the last one. */
	async checkpoint(): Promise<AuditCheckpoint | null> {
		const log = await this.#db
			.selectFrom('audit_log')
			.select('size')
			.where('organisation', '=', this.#organisation)
			.executeTakeFirst();
		const last = await lastCheckpoint(this.#db, this.#organisation);
		if (!log || log.size === (last?.size ?? 0)) return null;
		const sign = this.#db.transaction();
		return await sign.execute((tx) => auditOf(this.#db).checkpoint(tx, this.#organisation));
	}

	/** The newest checkpoint as a signed note, made now where something was added since; null where there is none. */
	async newestNote(): Promise<string | null> {
		const { note = null } =
			(await this.checkpoint()) ?? (await lastCheckpoint(this.#db, this.#organisation)) ?? {};
		return note;
	}

	/** Goes on with another key in the place of one that is lost. @returns the checkpoint of this log that says so */
	async renewKey(actor: string | null): Promise<RenewedKey> {
		return await renewKey(this.#db, this.#organisation, actor);
	}

	/** What is wrong with the key, in one line; null where nothing is. Until it is right, nothing is signed or sealed. */
	async keyTrouble(): Promise<string | null> {
		return await keyTrouble(this.#db);
	}

	/** Has checkpoints of every log signed with a new key from here on. @returns that of this log */
	async rollKey(actor: string | null): Promise<AuditCheckpoint> {
		return await rollKey(this.#db, this.#organisation, actor);
	}
}
