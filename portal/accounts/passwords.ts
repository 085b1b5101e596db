import { hash, verify } from '@node-rs/argon2';

/** OWASP's figures for argon2id: 19 MiB, two passes. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes share libuv's four threads with the database, so only two run at once. */
const AT_ONCE = 2;

export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 256;

let running = 0;
const waiting: (() => void)[] = [];

async function oneOfTwo<T>(work: () => Promise<T>): Promise<T> {
	if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
	else running++;
	try {
		return await work();
	} finally {
		const next = waiting.shift();
		// The place is handed on, so the count stays.
		if (next) next();
		else running--;
	}
}

/** What is kept of a password. Never call it inside a transaction. */
export function hashPassword(password: string): Promise<string> {
	return oneOfTwo(() => hash(password.normalize('NFKC'), COST));
}

let nobody: Promise<string> | null = null;

/** Whether it is the password. Takes as long for somebody who does not exist. */
export async function isPassword(kept: string | null, password: string): Promise<boolean> {
	nobody ??= hashPassword('nobody has this password');
	const against = kept ?? (await nobody);
	const fits = await oneOfTwo(() => verify(against, password.normalize('NFKC')));
	return fits && kept !== null;
}
