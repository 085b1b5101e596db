import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import { KeyError } from '../connections/key-file';
import type { Db } from '../database/db';
import { auditOf } from './audit-of';
import { folderKey, publicKeys } from './keys';
import { keyText } from './note';
import { organisations } from './organisation';

/** The checkpoint that says of a lost key, and the new key as others may know it. */
export interface RenewedKey {
	readonly size: number;
	readonly note: string;
	readonly key: string;
}

/** Has checkpoints of every log signed with a new key from here on. @returns that of one organisation */
export async function rollKey(
	db: Db,
	organisation: string,
	actor: string | null,
): Promise<AuditCheckpoint> {
	const audit = auditOf(db);
	return await db.transaction().execute(async (tx) => {
		// One that has no entry yet is begun, so that there is something to be signed.
		const own = await audit.checkpoint(tx, organisation);
		const logs = await organisations(tx);
		const notes = await audit.rollKey(tx, actor, logs);
		return notes[logs.indexOf(organisation)] ?? own;
	});
}

/** Goes on with another key in the place of one that is lost. @throws KeyError where nothing is lost */
export async function renewKey(
	db: Db,
	organisation: string,
	actor: string | null,
): Promise<RenewedKey> {
	const audit = auditOf(db);
	return await db.transaction().execute(async (tx) => {
		const logs = await organisations(tx);
		const notes = await audit.renewKey(tx, actor, logs);
		const own = notes[Math.max(0, logs.indexOf(organisation))];
		if (!own) throw new KeyError('There is no audit log yet: no key is lost.');
		const key = (await publicKeys(tx, own.origin)).at(-1);
		return { size: own.size, note: own.note, key: key ? keyText(key) : '' };
	});
}

/** What is wrong with the key of the data folder, in one line; null where nothing is. */
export async function keyTrouble(db: Db): Promise<string | null> {
	try {
		await folderKey(db, db.auditKeyFile);
		return null;
	} catch (error) {
		if (error instanceof KeyError) return error.message;
		throw error;
	}
}
