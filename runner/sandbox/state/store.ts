import fs from 'node:fs';
import path from 'node:path';
import type { TenantState } from './tenant';

const FILE = 'sandbox-tenant.json';
const SAVE_DELAY_MS = 150;

/** Keeps the tenant in a file, so that a rehearsal goes on after a restart. */
export interface StateStore {
	/** Says that something changed; saved a moment later, many changes at once. */
	changed(): void;
	/** Saves now what has not been saved. */
	flush(): void;
}

/**
 * Reads the saved tenant of a data folder.
 * @returns null when nothing was saved there yet.
 * @throws Error with one line for a person when the file is there but can't be understood.
 */
export function loadState(dataDir: string): TenantState | null {
	const file = path.join(dataDir, FILE);
	let text: string;
	try {
		text = fs.readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw new Error(`The sandbox state ${file} can't be read: ${(error as Error).message}`, {
			cause: error,
		});
	}
	const state = parse(text);
	if (!state) {
		throw new Error(
			`The sandbox state ${file} is damaged or from another version. ` +
				'Delete the file to start with a fresh tenant.',
		);
	}
	return state;
}

function parse(text: string): TenantState | null {
	try {
		const value = JSON.parse(text) as Partial<TenantState> | null;
		const sound = value?.schema === 'offboardiq.sandbox/1' && Array.isArray(value.users);
		return sound ? (value as TenantState) : null;
	} catch {
		return null;
	}
}

/**
 * Saves the tenant so that a crash leaves either the old or the new file, never half of one.
 * @throws when the folder can't be written.
 */
export function saveState(dataDir: string, state: TenantState): void {
	fs.mkdirSync(dataDir, { recursive: true });
	const file = path.join(dataDir, FILE);
	const temporary = `${file}.${process.pid}.tmp`;
	const handle = fs.openSync(temporary, 'w', 0o600);
	try {
		fs.writeFileSync(handle, JSON.stringify(state));
		fs.fsyncSync(handle);
	} finally {
		fs.closeSync(handle);
	}
	fs.renameSync(temporary, file);
}

/** A store for a data folder, or one that keeps nothing when there is none. */
export function openStore(dataDir: string | undefined, state: TenantState): StateStore {
	if (dataDir === undefined) return { changed: () => {}, flush: () => {} };
	let timer: NodeJS.Timeout | null = null;
	const flush = (): void => {
		if (timer) clearTimeout(timer);
		timer = null;
		saveState(dataDir, state);
	};
	return {
		flush,
		changed: () => {
			timer ??= setTimeout(flush, SAVE_DELAY_MS).unref();
		},
	};
}
