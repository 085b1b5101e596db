import {
	fieldsOf,
	graphPath,
	textOf,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../../nodes/shared/graph';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';

/** Who an offboarding is about, in as much detail as tells a person from their successor. */
export interface Identity {
	/** Entra object id. */
	readonly id: string;
	readonly userPrincipalName: string;
	readonly displayName: string;
	/** The number HR gives them; null: none, or it could not be read. */
	readonly employeeId: string | null;
	/** When the account was made, ISO 8601 UTC. */
	readonly createdAt: string | null;
}

/** What a look at the tenant says about the person a schedule is about. */
export type IdentityCheck =
	| { readonly is: 'same'; readonly identity: Identity; readonly note: string | null }
	| { readonly is: 'doubtful'; readonly found: Identity; readonly reason: string }
	| { readonly is: 'gone'; readonly reason: string };

const FIELDS = 'id,userPrincipalName,displayName,employeeId,createdDateTime';

/** @see https://learn.microsoft.com/graph/api/user-get */
function readIdentity(userKey: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userKey}`,
		query: { $select: FIELDS },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

/**
 * Reads who somebody is, by object id. Reads only. Permission: User.Read.All.
 *
 * @throws GraphFailure, ConnectionError
 */
export async function identityOf(graph: GraphClient, id: string): Promise<Identity> {
	const identity = identityIn((await graph.send(readIdentity(id))).body);
	if (identity) return identity;
	throw new Error(`Microsoft Graph answered without a person for ${id}.`);
}

/**
 * Reads who people are, by object id or user principal name, in as few round trips as it takes. Reads only. Permission:
 * User.Read.All.
 *
 * @returns by the key that was asked for; whoever is not there is left out
 * @throws GraphFailure, ConnectionError where it can't be found out
 */
export async function identitiesOf(
	graph: GraphClient,
	keys: readonly string[],
): Promise<ReadonlyMap<string, Identity>> {
	const answers = await graph.together(keys.map(readIdentity));
	const found = new Map<string, Identity>();
	for (const [at, key] of keys.entries()) {
		const identity = personIn(answers[at]);
		if (identity) found.set(key, identity);
	}
	return found;
}

/**
 * Looks the person of a schedule up again, by object id and by the name they had: one round trip, reads only.
 * Permission: User.Read.All.
 *
 * @throws GraphFailure, ConnectionError when the tenant can't be asked: then nothing is known
 */
export async function checkIdentity(
	graph: GraphClient,
	expected: Identity,
): Promise<IdentityCheck> {
	const { id, userPrincipalName } = expected;
	const [byId, byName] = await graph.together([readIdentity(id), readIdentity(userPrincipalName)]);
	return compareIdentity(expected, personIn(byId), personIn(byName));
}

/** Null when there is nobody. Any other failure means that nothing is known, and is thrown. */
function personIn(result: GraphResult | undefined): Identity | null {
	if (!result) throw new Error('A look-up came back short.');
	if (result.ok) return identityIn(result.body);
	if (result.failure.kind === 'notFound') return null;
	throw result.failure;
}

function identityIn(body: unknown): Identity | null {
	const fields = fieldsOf(body);
	const id = textOf(fields, 'id');
	const userPrincipalName = textOf(fields, 'userPrincipalName');
	if (id === null || userPrincipalName === null) return null;
	return {
		id: id.toLowerCase(),
		userPrincipalName,
		displayName: textOf(fields, 'displayName') ?? userPrincipalName,
		employeeId: textOf(fields, 'employeeId'),
		createdAt: textOf(fields, 'createdDateTime'),
	};
}

/**
 * Whether somebody is still the person who was meant.
 *
 * @param byId who has the object id now
 * @param byName who has the name now
 */
export function compareIdentity(
	expected: Identity,
	byId: Identity | null,
	byName: Identity | null,
): IdentityCheck {
	const name = expected.userPrincipalName;
	const successor = byName !== null && byName.id !== expected.id ? byName : null;
	if (byId === null && successor === null) {
		return { is: 'gone', reason: `The account of ${name} has been deleted. Nothing was changed.` };
	}
	if (byId === null && successor !== null) {
		const reason = `The account of ${name} was deleted, and the name belongs to another account now (${successor.displayName}, object id ${successor.id}). Somebody may have been hired again.`;
		return { is: 'doubtful', found: successor, reason };
	}
	const found = byId ?? expected;
	if (successor !== null) {
		const reason = `${expected.displayName} is ${found.userPrincipalName} now, and ${name} belongs to another account (${successor.displayName}, object id ${successor.id}).`;
		return { is: 'doubtful', found, reason };
	}
	const changed = changedMark(expected, found);
	if (changed !== null) return { is: 'doubtful', found, reason: `${name}: ${changed}` };
	const renamed = found.userPrincipalName.toLowerCase() !== name.toLowerCase();
	const note = renamed ? `${name} is called ${found.userPrincipalName} now. Same account.` : null;
	return { is: 'same', identity: found, note };
}

/** What was known then and is different now; null: nothing. */
function changedMark(expected: Identity, found: Identity): string | null {
	if (expected.employeeId !== null && expected.employeeId !== found.employeeId) {
		return `the employee id was ${expected.employeeId} and is ${found.employeeId ?? 'empty'} now. Somebody may have been hired again.`;
	}
	const [then, now] = [expected.createdAt, found.createdAt].map((at) => Date.parse(at ?? ''));
	if (!Number.isNaN(then) && then !== now) {
		return `the account was created ${expected.createdAt} and says ${found.createdAt ?? 'nothing'} now. Somebody may have been hired again.`;
	}
	return null;
}
