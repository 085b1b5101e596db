import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionKey } from '../connections/connection-key';
import { KeyError } from '../connections/connection-key';
import { seal, unseal } from '../connections/seal';
import { writeOnce } from '../connections/write-once';
import type { Issued } from './certificates';

/** One certificate of an installation, with its key sealed. */
interface KeyFile {
	readonly certificate: string;
	readonly sealedKey: string;
}

/** `ca` issues, `leaf` signs. Numbered from 1; what has a higher number is newer, and none is ever deleted. */
export type Kind = 'ca' | 'leaf';

/** A certificate by its name. */
export interface Kept {
	readonly name: string;
	readonly number: number;
	readonly certificatePem: string;
}

/** The certificates and keys of a data folder, in `keys/evidence`. */
export class KeyFiles {
	readonly folder: string;

	constructor(dataFolder: string) {
		this.folder = join(dataFolder, 'keys', 'evidence');
	}

	/** All of a kind, oldest first. */
	async all(kind: Kind): Promise<Kept[]> {
		const names = await readdir(this.folder).catch(noneIfMissing);
		const numbers = names
			.map((name) => Number(new RegExp(`^${kind}-(\\d+)\\.json$`).exec(name)?.[1] ?? 0))
			.filter((number) => number > 0)
			.sort((one, other) => one - other);
		return await Promise.all(numbers.map((number) => this.#read(kind, number)));
	}

	/** Adds the next of a kind, or finds that another process has just done so. @returns the one that is there now */
	async add(kind: Kind, number: number, made: Issued, key: ConnectionKey): Promise<Kept> {
		const name = `${kind}-${number}`;
		const { certificatePem, privateKeyPem } = made;
		const sealedKey = seal(key, privateKeyPem, placeOf(name, certificatePem));
		const file: KeyFile = { certificate: certificatePem, sealedKey };
		await writeOnce(this.#path(name), `${JSON.stringify(file, null, '\t')}\n`);
		return await this.#read(kind, number);
	}

	/** @throws KeyError when it was sealed with another key, or changed */
	async privateKey({ name, certificatePem }: Kept, key: ConnectionKey): Promise<string> {
		const { sealedKey } = await this.#parse(name);
		const opened = unseal(key, sealedKey, placeOf(name, certificatePem));
		if (opened !== null) return opened;
		throw new KeyError(
			`${this.#path(name)} does not open with ${key.file}. Put the right key back from a backup, or move ${this.folder} away to begin with a new CA.`,
		);
	}

	async #read(kind: Kind, number: number): Promise<Kept> {
		const name = `${kind}-${number}`;
		const { certificate } = await this.#parse(name);
		return { name, number, certificatePem: certificate };
	}

	async #parse(name: string): Promise<KeyFile> {
		try {
			const file = JSON.parse(await readFile(this.#path(name), 'utf8')) as Partial<KeyFile>;
			const { certificate, sealedKey } = file;
			if (typeof certificate === 'string' && typeof sealedKey === 'string') {
				return { certificate, sealedKey };
			}
		} catch {
			// Said below: whatever is wrong with it, the same helps.
		}
		throw new KeyError(`${this.#path(name)} can not be read. Put it back from a backup.`);
	}

	#path(name: string): string {
		return join(this.folder, `${name}.json`);
	}
}

/** A key that is put beside another certificate does not open. */
function placeOf(name: string, certificatePem: string): readonly string[] {
	return ['evidence/1', name, certificatePem];
}

function noneIfMissing(error: unknown): string[] {
	if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
	throw error;
}
