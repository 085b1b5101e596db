import type { Db } from '../database/db';
import type { ConnectionRow } from '../database/schedule-schema';
import {
	connectionKeys,
	KeyError,
	type ConnectionKey,
	type ConnectionKeys,
} from './connection-key';

/** The keys of kept connections, read from their file once, and again when a row names one that is not known yet. */
export class KeyRing {
	readonly #db: Db;
	readonly file: string;
	#keys: Promise<ConnectionKeys> | null = null;

	constructor(db: Db, file: string) {
		this.#db = db;
		this.file = file;
	}

	/** @param mayMake a new key is made only where nothing is sealed with an older one */
	async open(mayMake: boolean): Promise<ConnectionKeys> {
		const opening = (this.#keys ??= this.#read(mayMake));
		try {
			return await opening;
		} catch (error) {
			this.#keys = null;
			throw error;
		}
	}

	/** The file has changed. */
	forget(): void {
		this.#keys = null;
	}

	/** The key a row was sealed with. @throws KeyError when it is not in the file */
	async of({ key_id }: Pick<ConnectionRow, 'key_id'>): Promise<ConnectionKey> {
		const known = (await this.open(false)).all.find(({ id }) => id === key_id);
		if (known) return known;
		this.forget();
		const keys = await this.open(false);
		const key = keys.all.find(({ id }) => id === key_id);
		if (!key) throw wrongKey(keys.current);
		return key;
	}

	async #read(mayMake: boolean): Promise<ConnectionKeys> {
		const rows = await this.#db.selectFrom('connection').select('key_id').execute();
		const keys = await connectionKeys(this.file, mayMake && rows.length === 0);
		const ids = new Set(keys.all.map(({ id }) => id));
		if (rows.some((row) => !ids.has(row.key_id))) throw wrongKey(keys.current);
		return keys;
	}
}

function wrongKey(key: ConnectionKey): KeyError {
	return new KeyError(
		`The key ${key.file} is not the one that the kept connections were sealed with. Copy the right one from the machine where they were given, or put it back from a backup.`,
	);
}
