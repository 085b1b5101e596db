import { createGraphClient } from '../../nodes/shared/graph/client';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { graphPath } from '../../nodes/shared/graph/path';
import { fieldsOf, textOf } from '../../nodes/shared/graph/read';
import type { GraphRequest } from '../../nodes/shared/graph/request';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';
import type { BulkMember } from './bulk-record';

/**
 * The list with everybody on it once: the first place counts. Somebody can be named by user principal name and by
 * object id; only where a list holds both is the tenant asked, and only for the names. Who cannot be found stays on the
 * list: their own look-up says why.
 *
 * Permission User.Read.All. Reads only.
 * @throws ConnectionError when the tenant can't be signed in to
 */
export async function withoutDoubles(
	connection: GraphConnection,
	members: readonly BulkMember[],
): Promise<readonly BulkMember[]> {
	const distinct = firstOf(members, ({ user }) => user.toLowerCase());
	const ids = distinct.filter(({ user }) => !user.includes('@'));
	if (ids.length === 0 || ids.length === distinct.length) return distinct;
	const named = distinct.length - ids.length < ids.length ? 'name' : 'id';
	const asked = named === 'name' ? distinct.filter(({ user }) => user.includes('@')) : ids;
	const graph = createGraphClient(connection, { readOnly: true });
	const answers = await graph.together(asked.map(({ user }) => readKeys(user)));
	const other = new Map<string, string>();
	for (const [at, answer] of answers.entries()) {
		const person = answer.ok ? fieldsOf(answer.body) : {};
		const key = textOf(person, named === 'name' ? 'id' : 'userPrincipalName');
		if (key !== null) other.set(asked[at]?.user.toLowerCase() ?? '', key.toLowerCase());
	}
	return firstOf(distinct, ({ user }) => other.get(user.toLowerCase()) ?? user.toLowerCase());
}

function firstOf(
	members: readonly BulkMember[],
	keyOf: (member: BulkMember) => string,
): readonly BulkMember[] {
	const seen = new Set<string>();
	return members.filter((member) => {
		const key = keyOf(member);
		return seen.has(key) ? false : seen.add(key) !== undefined;
	});
}

/** @see https://learn.microsoft.com/graph/api/user-get */
function readKeys(user: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${user}`,
		query: { $select: 'id,userPrincipalName' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}
