import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import type { Db } from '../database/db';
import { sayAct, type Facts } from './acts';
import { auditOf } from './audit-of';
import { cleanFile } from './clean-file';
import { keysFor, lastEntries, personalOf } from './entries';
import { erasable, erase, type Erased } from './erase';
import { exportBundle, type BundleRequest, type Exported } from './export-bundle';
import { exportCsv, type CsvRequest } from './export-csv';
import type { PersonFound } from './find-subject';
import { ORGANISATION } from './organisation';
import { changeSettings, keepRetention, readSettings, type AuditSettings } from './retention';
import { lastCheckpoint } from './sign-checkpoint';

/** An entry as it may be shown. */
export interface ShownEntry {
	readonly seq: number;
	readonly ts: string;
	readonly type: string;
	/** In words. */
	readonly what: string;
	readonly actor: string;
	readonly run: string | null;
	readonly facts: Facts;
	/** What it says of a person; null where it says nothing. */
	readonly personal: unknown;
	readonly erased: boolean;
	readonly hash: string;
}

/** What can be done with the audit log of a database, besides writing to it. */
export class AuditDesk {
	readonly #db: Db;

	constructor(db: Db) {
		this.#db = db;
	}

	/** The last entries, the newest first; of one run, schedule or list where one is named. */
	async entries(wanted: {
		readonly limit: number;
		readonly run: string | null;
	}): Promise<readonly ShownEntry[]> {
		const entries = await lastEntries(this.#db, wanted);
		if (entries.length === 0) return [];
		const keys = await keysFor(this.#db, await auditOf(this.#db).folder(this.#db), entries);
		return entries.map((entry) => {
			const { seq, ts, type, actor, run, facts, hash, body, subject } = entry;
			const text = personalOf(entry, keys);
			const erased = subject !== null && (body === null || text === null);
			const personal: unknown = text === null ? null : JSON.parse(text);
			return {
				...{ seq, ts, type, what: sayAct(type, facts), actor, run, facts },
				...{ personal, erased, hash },
			};
		});
	}

	async exportBundle(request: BundleRequest): Promise<Exported> {
		return await exportBundle(this.#db, request);
	}

	async exportCsv(request: CsvRequest): Promise<number> {
		return await exportCsv(this.#db, request);
	}

	/** What would be erased of a person. @throws ErasureError when nothing may be */
	async erasable(asked: string): Promise<PersonFound> {
		return await erasable(this.#db, asked);
	}

	/** @returns what was erased, and whether no trace of it is left in the database's files */
	async erase(
		person: PersonFound,
		actor: string | null,
	): Promise<Erased & { readonly isClean: boolean }> {
		const erased = await erase(this.#db, person, { actor, reason: 'request' });
		return { ...erased, isClean: await cleanFile(this.#db) };
	}

	async settings(): Promise<AuditSettings> {
		return await readSettings(this.#db);
	}

	async changeSettings(
		change: Partial<AuditSettings>,
		actor: string | null,
	): Promise<AuditSettings> {
		return await changeSettings(this.#db, change, actor);
	}

	/** The chore of every night. @returns how many runs it erased the personal data of */
	async keepRetention(signal: AbortSignal): Promise<number> {
		const count = await keepRetention(this.#db, signal);
		if (count > 0) await cleanFile(this.#db);
		return count;
	}

	/** Signs a checkpoint where something was added since the last one. */
	async checkpoint(): Promise<AuditCheckpoint | null> {
		const log = await this.#db
			.selectFrom('audit_log')
			.select('size')
			.where('organisation', '=', ORGANISATION)
			.executeTakeFirst();
		const last = await lastCheckpoint(this.#db);
		if (!log || log.size === (last?.size ?? 0)) return null;
		const sign = this.#db.transaction();
		return await sign.execute((tx) => auditOf(this.#db).checkpoint(tx));
	}

	/** Has checkpoints signed with a new key from here on. */
	async rollKey(actor: string | null): Promise<AuditCheckpoint> {
		return await this.#db.transaction().execute((tx) => auditOf(this.#db).rollKey(tx, actor));
	}
}
