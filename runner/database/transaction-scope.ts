import { AsyncLocalStorage } from 'node:async_hooks';

interface Scope {
	open: boolean;
}

const scopes = new AsyncLocalStorage<Scope>();

/** Runs the body of a transaction so that `refuseInsideTransaction` knows of it, in everything the body awaits. */
export async function insideTransaction<T>(body: () => Promise<T>): Promise<T> {
	const scope: Scope = { open: true };
	try {
		return await scopes.run(scope, body);
	} finally {
		scope.open = false;
	}
}

/**
 * Throws when the outer database is used while a transaction is open in the same chain of calls. On SQLite that
 * statement would wait for a lock that its own caller holds; on Postgres it would silently run outside.
 */
export function refuseInsideTransaction(): void {
	if (scopes.getStore()?.open !== true) return;
	throw new Error(
		'The outer database was used inside a transaction. Use the transaction that was handed in.',
	);
}
