import {
	createPrivateKey,
	createPublicKey,
	createSecretKey,
	generateKeyPairSync,
	hash,
	hkdfSync,
	type KeyObject,
} from 'node:crypto';
import { KeyError, keyFileIn, readKeyFile } from '../connections/key-file';
import { seal, unseal } from '../connections/seal';
import { dbNow } from '../database/concurrency';
import type { Queries } from '../database/db';
import { installationName } from './keys-name';
import { noteKey, type NoteKey } from './note';

/** What the data folder gives: never in the database. */
export interface FolderKey {
	/** Says which key it is, without telling anything about it: hex. */
	readonly id: string;
	/** 32 bytes for AES-256-GCM: seals the keys of subjects, and the private signing key. */
	readonly sealing: KeyObject;
	/** 32 bytes for hashes that only we can make. */
	readonly naming: Buffer;
	readonly file: string;
}

/** A key pair that signs checkpoints. */
export interface Signer {
	readonly number: number;
	readonly key: NoteKey;
	readonly privateKey: KeyObject;
}

/** Where the key of the audit log lies. */
export const auditKeyFile = (dataFolder: string, environment?: NodeJS.ProcessEnv): string =>
	keyFileIn(dataFolder, 'audit.key', environment);

/**
 * The key of a data folder. It is made together with the first signing key, never later: whoever lost it must not get
 * another one without a word.
 *
 * @throws KeyError
 */
export async function folderKey(tx: Queries, file: string | null): Promise<FolderKey> {
	if (file === null) throw new KeyError('A database without a data folder signs nothing.');
	const known = await tx
		.selectFrom('audit_key')
		.select('key_id')
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	const bytes = await readKeyFile(file, known === undefined);
	if (bytes === null) {
		throw new KeyError(
			`The key ${file} is missing, and the audit log is signed with it. Put it back from a backup; nothing is done without its entry in the log.`,
		);
	}
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq audit ${purpose}`, 32));
	const id = hash('sha256', derived('key id'), 'hex').slice(0, 16);
	if (known !== undefined && known.key_id !== id) {
		throw new KeyError(
			`The key ${file} is not the one that the audit log is signed with. Put the right one back from a backup.`,
		);
	}
	return { id, sealing: createSecretKey(derived('sealing')), naming: derived('naming'), file };
}

/** The key that signs now; the first one is made when there is none. */
export async function currentSigner(tx: Queries, folder: FolderKey): Promise<Signer> {
	const last = await lastKey(tx);
	if (last) return last(folder);
	await addSigner(tx, folder, 1);
	const first = await lastKey(tx);
	if (first) return first(folder);
	throw new Error('A signing key was made and is not there.');
}

/** Makes a new key pair. Of two that make the same number, the first one counts. */
export async function addSigner(tx: Queries, folder: FolderKey, number: number): Promise<void> {
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
	await tx
		.insertInto('audit_key')
		.values({
			number,
			public_key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
			sealed: seal(folder, pkcs8, placeOf(number)),
			key_id: folder.id,
			created_at: await dbNow(tx),
		})
		.onConflict((conflict) => conflict.column('number').doNothing())
		.execute();
}

/** The name of an installation comes from its first key, so nobody can have it with another one. */
export async function installationOf(tx: Queries): Promise<string> {
	const { public_key } = await tx
		.selectFrom('audit_key')
		.select('public_key')
		.where('number', '=', 1)
		.executeTakeFirstOrThrow();
	return installationName(spki(public_key));
}

/** Every key there was, oldest first. */
export async function publicKeys(tx: Queries): Promise<readonly NoteKey[]> {
	const name = await installationOf(tx);
	const rows = await tx.selectFrom('audit_key').select('public_key').orderBy('number').execute();
	return rows.map(({ public_key }) => noteKey(name, spki(public_key)));
}

async function lastKey(tx: Queries): Promise<((folder: FolderKey) => Signer) | null> {
	const row = await tx
		.selectFrom('audit_key')
		.selectAll()
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!row) return null;
	const name = await installationOf(tx);
	return (folder) => {
		const opened = row.sealed === null ? null : unseal(folder, row.sealed, placeOf(row.number));
		if (opened === null) {
			throw new KeyError('The signing key of the audit log was changed in the database.');
		}
		const der = Buffer.from(opened, 'base64');
		return {
			number: row.number,
			key: noteKey(name, spki(row.public_key)),
			privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
		};
	};
}

const spki = (text: string): KeyObject =>
	createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

const placeOf = (number: number): readonly string[] => ['audit-key/1', String(number)];
