import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import type { Queries } from '../database/db';
import { checkpointText, noteHash, parseCheckpoint } from './checkpoint';
import { addSigner, currentSigner, type FolderKey, type Signer } from './keys';
import { signNote, type NoteKey } from './note';
import { ORGANISATION } from './organisation';

/** Where the chain stands. */
export interface Place {
	readonly origin: string;
	readonly size: number;
	readonly root: string;
	/** ISO 8601 UTC. */
	readonly ts: string;
}

/**
 * Signs a checkpoint and writes it down. Call it while the row of the log is held.
 *
 * @returns the one that is there already, where nothing was added since
 */
export async function signCheckpoint(
	tx: Queries,
	folder: FolderKey,
	place: Place,
): Promise<AuditCheckpoint> {
	const { origin, size, root } = place;
	const last = await lastCheckpoint(tx);
	if (last?.size === size) return { origin, size, root, note: last.note };
	const signer = await signerAfter(tx, folder, last);
	return await write(tx, place, [signer], { last, next: null });
}

/**
 * Signs a checkpoint with the key that signed so far and with a new one, which signs from then on. The old private key
 * is destroyed.
 *
 * @throws Error where that checkpoint is signed already: add the entry that tells of it first
 */
export async function signRollOver(
	tx: Queries,
	folder: FolderKey,
	place: Place,
): Promise<AuditCheckpoint> {
	const last = await lastCheckpoint(tx);
	const old = await currentSigner(tx, folder);
	await addSigner(tx, folder, old.number + 1);
	const signer = await currentSigner(tx, folder);
	await tx
		.updateTable('audit_key')
		.set({ sealed: null })
		.where('number', '=', old.number)
		.execute();
	return await write(tx, place, [old, signer], { last, next: signer.key });
}

const known = new WeakMap<FolderKey, Signer>();

/** The last checkpoint tells which key signs now, so that it need not be opened each time. */
async function signerAfter(
	tx: Queries,
	folder: FolderKey,
	last: Last | undefined,
): Promise<Signer> {
	const kept = known.get(folder);
	const { checkpoint, signed } = (last && parseCheckpoint(last.note)) ?? {};
	const id = checkpoint?.next?.id ?? signed?.signatures[0]?.keyId;
	if (kept && kept.key.id === id) return kept;
	const signer = await currentSigner(tx, folder);
	known.set(folder, signer);
	return signer;
}

async function write(
	tx: Queries,
	{ origin, size, root, ts: at }: Place,
	signers: readonly Signer[],
	{ last, next }: { readonly last: Last | undefined; readonly next: NoteKey | null },
): Promise<AuditCheckpoint> {
	const previous = last ? noteHash(last.note) : null;
	const note = signNote(checkpointText({ origin, size, root, previous, at, next }), signers);
	await tx
		.insertInto('audit_checkpoint')
		.values({ organisation: ORGANISATION, size, at, note })
		.execute();
	return { origin, size, root, note };
}

interface Last {
	readonly size: number;
	readonly note: string;
}

/** The last one that was signed, as it is handed to others; null where nothing is on record yet. */
export async function lastCheckpointOf(db: Queries): Promise<AuditCheckpoint | null> {
	const last = await lastCheckpoint(db);
	const { origin, size, root } = (last && parseCheckpoint(last.note))?.checkpoint ?? {};
	if (!last || origin === undefined || size === undefined || root === undefined) return null;
	return { origin, size, root, note: last.note };
}

/** The last one that was signed. */
export async function lastCheckpoint(tx: Queries): Promise<Last | undefined> {
	return await tx
		.selectFrom('audit_checkpoint')
		.select(['size', 'note'])
		.where('organisation', '=', ORGANISATION)
		.orderBy('size', 'desc')
		.limit(1)
		.executeTakeFirst();
}
