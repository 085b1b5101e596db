import { randomUUID } from 'node:crypto';
import { isCloudName } from '../../nodes/shared/graph/clouds';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';
import { dbNow } from '../database/concurrency';
import type { ConnectionRow } from '../database/schedule-schema';
import { scopeOf } from '../directory/person';
import { whoAsks } from '../who-asks';
import { KeyError } from './connection-key';
import { KeyRing } from './key-ring';
import { removeConnection } from './remove-connection';
import { rotateKeys } from './rotate-keys';
import { opened, placeOf, refOf, type Secret } from './sealed-place';
import { seal } from './seal';

/** A kept connection as it may be shown: no secret, no app. */
export interface KeptConnection {
	readonly id: string;
	readonly tenantId: string;
	readonly cloud: string;
	readonly graphBaseUrl: string;
	/** The group whose members are the list that every night brings up to date; null for the whole tenant. */
	readonly directoryGroup: string | null;
	/** ISO 8601 UTC. */
	readonly updatedAt: string;
}

/**
 * Connections that are kept so that work can be done when nobody is there. Sealed with a key that lies in the data
 * folder and never in the database: who has only one of the two has nothing.
 */
export class KeptConnections {
	readonly #db: Db;
	/** Where the key lies, for people. */
	readonly keyFile: string;
	readonly #ring: KeyRing;

	constructor(db: Db, keyFile: string) {
		this.#db = db;
		this.keyFile = keyFile;
		this.#ring = new KeyRing(db, keyFile);
	}

	/**
	 * Keeps a connection, in the place of the one of the same app in the same tenant. May be repeated.
	 *
	 * @param tenantId the tenant's id as it was read from it: the connection may name a domain
	 * @param actor who does it, for the audit log
	 * @returns the id it is kept under
	 * @throws KeyError, DatabaseError
	 */
	async keep(
		connection: GraphConnection,
		tenantId: string,
		actor: string | null = whoAsks(),
	): Promise<string> {
		const { current: key, all } = await this.#ring.open(true);
		const where = { tenant_id: tenantId.toLowerCase(), client_ref: refOf(key, connection) };
		const refs = all.map((one) => refOf(one, connection));
		return await this.#db.transaction().execute(async (tx) => {
			const at = await dbNow(tx);
			const known = await tx
				.selectFrom('connection')
				.select('id')
				.where('tenant_id', '=', where.tenant_id)
				.where('client_ref', 'in', refs)
				.executeTakeFirst();
			const row = { ...where, ...hostsOf(connection), id: known?.id ?? randomUUID() };
			const { clientId, credential } = connection;
			const sealed = seal(key, JSON.stringify({ clientId, credential }), placeOf(row));
			const values = { ...row, key_id: key.id, sealed, updated_at: at };
			await tx
				.insertInto('connection')
				.values({ ...values, created_at: at, directory_scope: scopeOf({ group: null }) })
				.onConflict((conflict) => conflict.column('id').doUpdateSet(values))
				.execute();
			const facts = { connection: row.id, tenant: row.tenant_id, cloud: row.cloud };
			await auditOf(this.#db).append(tx, [
				{ type: 'connection.kept', actor, facts: { ...facts, isNew: !known } },
			]);
			return row.id;
		});
	}

	/** Forgets one in the transaction of its reason. See `removeConnection`. */
	async removeIn(tx: Queries, id: string, actor: string | null): Promise<boolean> {
		return await removeConnection(this.#db, tx, id, actor);
	}

	/**
	 * One to work with.
	 *
	 * @throws KeyError when the key is missing or another one, or when the row was changed behind our back
	 */
	async open(id: string): Promise<GraphConnection> {
		const row = await this.#db
			.selectFrom('connection')
			.selectAll()
			.where('id', '=', id)
			.executeTakeFirst();
		if (!row) throw new KeyError('The connection is not kept any more. Give it again.');
		return connectionOf(row, opened(await this.#ring.of(row), row));
	}

	/**
	 * Forgets one. May be repeated.
	 *
	 * @returns how many planned offboardings need it; it stays as long as there is one
	 */
	async remove(id: string, actor: string | null = whoAsks()): Promise<number> {
		return await this.#db.transaction().execute(async (tx) => {
			const needed = await tx
				.selectFrom('schedule')
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.where('connection_id', '=', id)
				.where('active', '=', 1)
				.executeTakeFirstOrThrow();
			if (Number(needed.count) > 0) return Number(needed.count);
			await removeConnection(this.#db, tx, id, actor);
			return 0;
		});
	}

	/**
	 * Makes a new key and seals everything with it anew. The older keys stay in the file: backups were sealed with them.
	 * Running processes read the file again by themselves; on other machines it has to be copied first.
	 *
	 * @returns how many connections were sealed anew
	 * @throws KeyError, and then everything is as it was, or opens with the older key still
	 */
	async rotate(actor: string | null = whoAsks()): Promise<number> {
		return await rotateKeys(this.#db, this.#ring, actor);
	}

	/** All of them, the one that was given last first. */
	async list(): Promise<KeptConnection[]> {
		const rows = await this.#db
			.selectFrom('connection')
			.select(['id', 'tenant_id', 'cloud', 'graph_base_url', 'directory_scope', 'updated_at'])
			.orderBy('updated_at', 'desc')
			.orderBy('id')
			.execute();
		return rows.map(({ id, tenant_id, cloud, graph_base_url, directory_scope, updated_at }) => ({
			...{ id, tenantId: tenant_id, cloud, graphBaseUrl: graph_base_url, updatedAt: updated_at },
			directoryGroup: directory_scope === scopeOf({ group: null }) ? null : directory_scope,
		}));
	}

	/** Says which list of people every night brings up to date with it. @param group null for the whole tenant's */
	async setDirectory(id: string, group: string | null): Promise<void> {
		await this.#db
			.updateTable('connection')
			.set({ directory_scope: scopeOf({ group }) })
			.where('id', '=', id)
			.execute();
	}

	/** Looks whether the keys fit all that is kept. @throws KeyError in one line where they do not */
	async check(): Promise<void> {
		const rows = await this.#db.selectFrom('connection').select('key_id').execute();
		if (rows.length > 0) await this.#ring.open(false);
	}
}

function hostsOf({ cloud, graphBaseUrl, loginBaseUrl }: GraphConnection) {
	return { cloud, graph_base_url: graphBaseUrl, login_base_url: loginBaseUrl };
}

function connectionOf(row: ConnectionRow, secret: Secret): GraphConnection {
	if (!isCloudName(row.cloud)) throw new KeyError(`There is no cloud ${row.cloud}.`);
	return {
		...secret,
		tenantId: row.tenant_id,
		cloud: row.cloud,
		graphBaseUrl: row.graph_base_url,
		loginBaseUrl: row.login_base_url,
	};
}
