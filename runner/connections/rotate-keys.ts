import { auditOf } from '../audit/audit-of';
import type { Db, Queries } from '../database/db';
import type { ConnectionKeys } from './connection-key';
import { addKey } from './key-file';
import type { KeyRing } from './key-ring';
import { seal } from './seal';
import { opened, placeOf, refOf } from './sealed-place';

/**
 * Makes a new key and seals every connection with it anew. See `KeptConnections.rotate`.
 *
 * @throws KeyError
 */
export async function rotateKeys(db: Db, ring: KeyRing, actor: string | null): Promise<number> {
	await ring.open(true);
	await addKey(ring.file);
	ring.forget();
	const keys = await ring.open(false);
	return await db.transaction().execute(async (tx) => {
		const connections = await sealAnew(tx, keys);
		const facts = { key: keys.current.id, connections };
		await auditOf(db).append(tx, [{ type: 'connection.keyRotated', actor, facts }]);
		return connections;
	});
}

async function sealAnew(tx: Queries, { all, current }: ConnectionKeys): Promise<number> {
	const rows = await tx.selectFrom('connection').selectAll().execute();
	for (const row of rows) {
		const key = all.find(({ id }) => id === row.key_id) ?? current;
		const secret = opened(key, row);
		const next = { ...row, key_id: current.id, client_ref: refOf(current, secret) };
		const sealed = seal(current, JSON.stringify(secret), placeOf(next));
		const { id, key_id, client_ref } = next;
		await tx
			.updateTable('connection')
			.set({ key_id, client_ref, sealed })
			.where('id', '=', id)
			.execute();
	}
	return rows.length;
}
