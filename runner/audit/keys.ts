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
import type { AuditKeyRow } from '../database/audit-schema';
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
			`The key ${file} is missing, and the audit log is signed with it. ${REMEDY}`,
		);
	}
	const key = folderKeyFrom(bytes, file);
	if (known !== undefined && known.key_id !== key.id) {
		throw new KeyError(
			`The key ${file} is not the one that the audit log is signed with. ${REMEDY}`,
		);
	}
	return key;
}

const REMEDY =
	'Put it back from a backup; where there is none, offboardiq audit renew-key goes on with a new one.';

function folderKeyFrom(bytes: Buffer, file: string): FolderKey {
	const derived = (purpose: string) =>
		Buffer.from(hkdfSync('sha256', bytes, '', `offboardiq audit ${purpose}`, 32));
	const id = hash('sha256', derived('key id'), 'hex').slice(0, 16);
	return { id, sealing: createSecretKey(derived('sealing')), naming: derived('naming'), file };
}

/**
 * Takes another key in the place of one that is lost: whatever valid key lies in the file, or a new one where none is.
 * What was sealed with the lost one stays sealed; no key is written over.
 *
 * @throws KeyError where nothing is lost, where the file is no key, or where there is no log yet
 */
export async function renewedFolderKey(tx: Queries, file: string | null): Promise<FolderKey> {
	const last = await lastKey(tx);
	if (file === null || !last) throw new KeyError('There is no audit log yet: no key is lost.');
	const bytes = await readKeyFile(file, true);
	if (bytes === null) throw new Error('A key was made and is not there.');
	const key = folderKeyFrom(bytes, file);
	if (key.id === last.key_id) {
		throw new KeyError(
			`The key ${file} is there and is the right one: nothing is lost. offboardiq audit roll-key takes a new signing key.`,
		);
	}
	// Whoever finds the lost file one day must not sign with it any more.
	await tx.updateTable('audit_key').set({ sealed: null }).execute();
	await addSigner(tx, key, last.number + 1);
	return key;
}

/**
 * The key that signs now.
 *
 * @param name that of the log's installation, see `nameOf`
 */
export async function currentSigner(tx: Queries, folder: FolderKey, name: string): Promise<Signer> {
	const row = await lastKey(tx);
	const opened = row?.sealed ? unseal(folder, row.sealed, placeOf(row.number)) : null;
	if (!row || opened === null) {
		throw new KeyError('The signing key of the audit log was changed in the database.');
	}
	const der = Buffer.from(opened, 'base64');
	return {
		number: row.number,
		key: noteKey(name, spki(row.public_key)),
		privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
	};
}

/** The name of a log that begins now: made from the key that signs, which is made when there is none. */
export async function newOrigin(
	tx: Queries,
	folder: FolderKey,
	organisation: string,
): Promise<string> {
	if (!(await lastKey(tx))) await addSigner(tx, folder, 1);
	const last = await lastKey(tx);
	if (!last) throw new Error('A signing key was made and is not there.');
	return `${installationName(spki(last.public_key))}/${organisation}`;
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

/** The installation's part of a log's name: made from the first key that signed it, so nobody has it with another one. */
export const nameOf = (origin: string): string => origin.split('/').slice(0, 2).join('/');

/** Every key that signed a log, oldest first. */
export async function publicKeys(tx: Queries, origin: string): Promise<readonly NoteKey[]> {
	const name = nameOf(origin);
	const rows = await tx.selectFrom('audit_key').select('public_key').orderBy('number').execute();
	const keys = rows.map(({ public_key }) => spki(public_key));
	const first = keys.findIndex((key) => installationName(key) === name);
	return keys.slice(first).map((key) => noteKey(name, key));
}

async function lastKey(tx: Queries): Promise<AuditKeyRow | undefined> {
	return await tx
		.selectFrom('audit_key')
		.selectAll()
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
}

const spki = (text: string): KeyObject =>
	createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

const placeOf = (number: number): readonly string[] => ['audit-key/1', String(number)];
