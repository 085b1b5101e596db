import type { AuditCheckpoint } from '../../nodes/shared/step/auditCheckpoint';
import type { Queries } from '../database/db';
import { checkpointText, noteHash, parseCheckpoint } from './checkpoint';
import { addSigner, currentSigner, nameOf, type FolderKey, type Signer } from './keys';
import { signNote, type NoteKey } from './note';
import { LOCAL, organisationOfRun } from './organisation';

/** Where the chain stands. */
export interface Place {
	readonly organisation: string;
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
	const { organisation, origin, size, root } = place;
	const last = await lastCheckpoint(tx, organisation);
	if (last?.size === size) return { origin, size, root, note: last.note };
	const signer = await signerAfter(tx, folder, origin, last);
	return await write(tx, place, [signer], { last, next: null });
}

/**
 * Signs a checkpoint of every log with the key that signed so far and with a new one, which signs from then on. The old
 * private key is destroyed.
 *
 * @param places each right after the entry that tells of it
 */
export async function signRollOver(
	tx: Queries,
	folder: FolderKey,
	places: readonly Place[],
): Promise<readonly AuditCheckpoint[]> {
	const olds = await Promise.all(
		places.map(({ origin }) => currentSigner(tx, folder, nameOf(origin))),
	);
	const number = olds[0]?.number ?? 0;
	await addSigner(tx, folder, number + 1);
	await tx.updateTable('audit_key').set({ sealed: null }).where('number', '=', number).execute();
	const notes: AuditCheckpoint[] = [];
	for (const [index, place] of places.entries()) {
		const signer = await currentSigner(tx, folder, nameOf(place.origin));
		const last = await lastCheckpoint(tx, place.organisation);
		const signers = [...olds.slice(index, index + 1), signer];
		notes.push(await write(tx, place, signers, { last, next: signer.key }));
	}
	return notes;
}

/** Signs a checkpoint with a new key alone: the one before is lost, so nobody but the log itself vouches for it. */
export async function signRenewal(
	tx: Queries,
	folder: FolderKey,
	place: Place,
): Promise<AuditCheckpoint> {
	const signer = await currentSigner(tx, folder, nameOf(place.origin));
	const last = await lastCheckpoint(tx, place.organisation);
	return await write(tx, place, [signer], { last, next: signer.key });
}

const known = new WeakMap<FolderKey, Map<string, Signer>>();

/** The last checkpoint tells which key signs now, so that it need not be opened each time. */
async function signerAfter(
	tx: Queries,
	folder: FolderKey,
	origin: string,
	last: Last | undefined,
): Promise<Signer> {
	const opened = known.get(folder) ?? new Map<string, Signer>();
	known.set(folder, opened);
	const { checkpoint, signed } = (last && parseCheckpoint(last.note)) ?? {};
	const id = checkpoint?.next?.id ?? signed?.signatures[0]?.keyId ?? '';
	const signer = opened.get(id) ?? (await currentSigner(tx, folder, nameOf(origin)));
	opened.set(signer.key.id, signer);
	return signer;
}

async function write(
	tx: Queries,
	{ organisation, origin, size, root, ts: at }: Place,
	signers: readonly Signer[],
	{ last, next }: { readonly last: Last | undefined; readonly next: NoteKey | null },
): Promise<AuditCheckpoint> {
	const previous = last ? noteHash(last.note) : null;
	const note = signNote(checkpointText({ origin, size, root, previous, at, next }), signers);
	await tx.insertInto('audit_checkpoint').values({ organisation, size, at, note }).execute();
	return { origin, size, root, note };
}

interface Last {
	readonly size: number;
	readonly note: string;
}

/** The last one of the log that a run is in, as it is handed to others; null where nothing is on record yet. */
export async function lastCheckpointOf(db: Queries, run: string): Promise<AuditCheckpoint | null> {
	const last = await lastCheckpoint(db, (await organisationOfRun(db, run)) ?? LOCAL);
	const { origin, size, root } = (last && parseCheckpoint(last.note))?.checkpoint ?? {};
	if (!last || origin === undefined || size === undefined || root === undefined) return null;
	return { origin, size, root, note: last.note };
}

/** The last one that was signed. */
export async function lastCheckpoint(tx: Queries, organisation: string): Promise<Last | undefined> {
	return await tx
		.selectFrom('audit_checkpoint')
		.select(['size', 'note'])
		.where('organisation', '=', organisation)
		.orderBy('size', 'desc')
		.limit(1)
		.executeTakeFirst();
}
