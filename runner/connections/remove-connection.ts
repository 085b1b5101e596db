import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';

/**
 * Forgets a connection: what is sealed goes with its row. Planned offboardings that need it wait for another one.
 *
 * @param tx the transaction of whatever is its reason
 * @param actor who does it, for the audit log
 * @returns whether it was there
 */
export async function removeConnection(
	db: Db,
	tx: Queries,
	id: string,
	actor: string | null,
): Promise<boolean> {
	const row = await tx
		.deleteFrom('connection')
		.where('id', '=', id)
		.returning(['tenant_id', 'cloud'])
		.executeTakeFirst();
	if (!row) return false;
	await tx.deleteFrom('own_night').where('connection_id', '=', id).execute();
	const facts = { connection: id, tenant: row.tenant_id, cloud: row.cloud };
	await auditOf(db).append(tx, [{ type: 'connection.removed', actor, facts }]);
	return true;
}
