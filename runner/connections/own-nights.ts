import { databaseNow, updated } from '../database/concurrency';
import type { Db, Queries } from '../database/db';
import { nextNight, nightTime } from '../schedule/night-time';

/** When the people of a connection are synced each night. */
export interface OwnNight {
	/** Such as `03:30`; null: not at night at all. */
	readonly at: string | null;
	/** IANA name. */
	readonly zone: string;
}

/** The same with when it is next, ISO 8601 UTC. */
export interface KeptNight extends OwnNight {
	readonly dueAt: string | null;
}

/** A list of people whose time has come. */
export interface DueNight {
	readonly connectionId: string;
	readonly tenantId: string;
	readonly group: string | null;
	/** Milliseconds until it is tried again if it fails now; null: not before the next night. */
	readonly again: number | null;
}

const MINUTE = 60_000;
const AGAIN_AFTER_MS = [10 * MINUTE, 50 * MINUTE];

/** Nights that somebody chose for a connection; all others are synced when the runner was told to. */
export class OwnNights {
	readonly #db: Db;
	readonly #now: (db: Queries) => Promise<Date>;

	/** @param now the clock of the database unless a test has its own */
	constructor(db: Db, now: (db: Queries) => Promise<Date> = databaseNow) {
		this.#db = db;
		this.#now = now;
	}

	/** What was chosen for a connection; null: nothing, so it is synced with all others. */
	async of(connectionId: string): Promise<KeptNight | null> {
		const row = await this.#db
			.selectFrom('own_night')
			.selectAll()
			.where('connection_id', '=', connectionId)
			.executeTakeFirst();
		return row ? { at: row.sync_at, zone: row.zone, dueAt: row.due_at } : null;
	}

	/** The connections for which something was chosen. */
	async chosen(): Promise<ReadonlySet<string>> {
		const rows = await this.#db.selectFrom('own_night').select('connection_id').execute();
		return new Set(rows.map(({ connection_id }) => connection_id));
	}

	/**
	 * Chooses a time, or goes back to the one of all others. It counts from its next time on.
	 *
	 * @param tx the transaction of its reason
	 * @throws ScheduleError for what is no time of day or no zone
	 */
	async setIn(tx: Queries, connectionId: string, night: OwnNight | null): Promise<void> {
		if (night === null) {
			await tx.deleteFrom('own_night').where('connection_id', '=', connectionId).execute();
			return;
		}
		const values = {
			...{ sync_at: night.at, zone: night.zone, tries: 0 },
			due_at: nextOf(night.at, night.zone, await this.#now(tx)),
		};
		await tx
			.insertInto('own_night')
			.values({ connection_id: connectionId, ...values })
			.onConflict((conflict) => conflict.column('connection_id').doUpdateSet(values))
			.execute();
	}

	/** Takes over what was chosen for the connection that another one replaces. */
	async moveIn(tx: Queries, from: string, to: string): Promise<void> {
		if (from === to) return;
		await tx.deleteFrom('own_night').where('connection_id', '=', to).execute();
		await tx
			.updateTable('own_night')
			.set({ connection_id: to })
			.where('connection_id', '=', from)
			.execute();
	}

	/**
	 * Takes what is due, so that nobody else does. Until it is `done` it counts as failed: it is due again a little
	 * later, also where the process dies.
	 */
	async takeDue(): Promise<readonly DueNight[]> {
		const now = await this.#now(this.#db);
		const rows = await this.#db
			.selectFrom('own_night')
			.innerJoin('connection', 'connection.id', 'own_night.connection_id')
			.select(['connection_id', 'sync_at', 'zone', 'due_at', 'tries'])
			.select(['tenant_id', 'directory_scope'])
			.where('due_at', '<=', now.toISOString())
			.orderBy('due_at')
			.execute();
		const taken: DueNight[] = [];
		for (const row of rows) {
			const again = AGAIN_AFTER_MS[row.tries] ?? null;
			const next =
				again === null
					? { due_at: nextOf(row.sync_at, row.zone, now), tries: 0 }
					: { due_at: new Date(now.getTime() + again).toISOString(), tries: row.tries + 1 };
			const result = await this.#db
				.updateTable('own_night')
				.set(next)
				.where('connection_id', '=', row.connection_id)
				.where('due_at', '=', row.due_at)
				.executeTakeFirst();
			if (updated(result) === 0) continue;
			const group = row.directory_scope === 'tenant' ? null : row.directory_scope;
			taken.push({ connectionId: row.connection_id, tenantId: row.tenant_id, group, again });
		}
		return taken;
	}

	/** It worked: the next time is the next night. What was chosen meanwhile stays. */
	async done(connectionId: string): Promise<void> {
		await this.#db.transaction().execute(async (tx) => {
			const row = await tx
				.selectFrom('own_night')
				.select(['sync_at', 'zone'])
				.where('connection_id', '=', connectionId)
				.executeTakeFirst();
			if (!row) return;
			await tx
				.updateTable('own_night')
				.set({ due_at: nextOf(row.sync_at, row.zone, await this.#now(tx)), tries: 0 })
				.where('connection_id', '=', connectionId)
				.execute();
		});
	}
}

const nextOf = (at: string | null, zone: string, now: Date): string | null =>
	at === null ? null : nextNight(nightTime(at, zone), now).toISOString();
