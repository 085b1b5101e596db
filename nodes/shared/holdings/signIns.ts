import { fieldsOf, graphPath, textOf, type GraphRequest } from '../graph';

/** What it takes besides reading people. */
export const READ_SIGN_INS: readonly string[] = ['AuditLog.Read.All'];

/**
 * When somebody last signed in, and since when sessions count. The object id only: Graph takes no name here. Needs
 * AuditLog.Read.All besides User.Read.All, and a tenant with Entra ID P1: that is why nothing of a step rests on it.
 * Microsoft brings it up to date within some hours, not at once.
 *
 * @see https://learn.microsoft.com/graph/api/resources/signinactivity
 */
export function readSignInActivity(id: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${id}`,
		query: { $select: 'id,signInActivity' },
		effect: 'read',
		permissions: READ_SIGN_INS,
	};
}

/** The last sign-ins of somebody, ISO 8601 UTC; null: none is on record. */
export interface SignInActivity {
	/** Tried, whatever came of it. */
	readonly lastTried: string | null;
	/** Known to have succeeded. */
	readonly lastSucceeded: string | null;
}

/** The sign-ins in an answer of `readSignInActivity`. */
export function signInActivityOf(body: unknown): SignInActivity {
	const activity = fieldsOf(fieldsOf(body)['signInActivity']);
	const tried = ['lastSignInDateTime', 'lastNonInteractiveSignInDateTime'].flatMap(
		(name) => textOf(activity, name) ?? [],
	);
	const lastTried = tried.sort((one, other) => Date.parse(one) - Date.parse(other)).at(-1) ?? null;
	return { lastTried, lastSucceeded: textOf(activity, 'lastSuccessfulSignInDateTime') };
}
