import { ok } from '../http/answer';
import type { Call, Route } from '../http/call';
import { badRequest, denied } from '../http/graph-error';
import { type CollectionShape, collection } from '../odata/collection';
import { project } from '../odata/project';
import type { UserProfile, UserRecord } from '../state/directory';
import { findUser } from '../state/queries';
import { assignedPlansOf } from './assigned-plans';
import { contextOf, userOf } from './find';

const USERS: CollectionShape = {
	entity: 'user',
	context: 'users',
	filter: {
		type: 'User',
		equals: [
			'id',
			'userPrincipalName',
			'mail',
			'displayName',
			'accountEnabled',
			'userType',
			'employeeId',
		],
		startsWith: ['displayName', 'userPrincipalName', 'mail', 'givenName', 'surname'],
	},
	searchable: ['displayName', 'mail', 'userPrincipalName'],
	orderable: ['displayName', 'userPrincipalName'],
	pageSize: 100,
};

/** Reading people. */
export const userRoutes: readonly Route[] = [
	{
		operation: 'GET /users',
		options: ['$select', '$filter', '$search', '$orderby', '$count', '$top', '$expand'],
		handle: (call) => {
			const expand = managerExpansion(call);
			return collection(
				call,
				call.tenant.users.map(({ profile }) => profile),
				{ ...USERS, expand: (item) => expand((item as UserProfile).id) },
			);
		},
	},
	{
		operation: 'GET /users/{user}',
		options: ['$select', '$expand'],
		handle: (call) => {
			const user = userOf(call);
			refuseSignIns(call);
			const { profile } = user;
			const shown = { ...profile, assignedPlans: assignedPlansOf(user) };
			return ok({
				...contextOf(call, 'users/$entity'),
				...project(shown, 'user', call.query.select),
				...managerExpansion(call)(profile.id),
			});
		},
	},
];

/** Graph asks for one permission more where somebody's last sign-ins are selected. @throws GraphError 403 */
function refuseSignIns({ query, permissions }: Call): void {
	const asks = query.select?.includes('signInActivity') === true;
	if (asks && !permissions.has('AuditLog.Read.All')) throw denied();
}

/**
 * Reads `$expand=manager` with an optional `$select` inside; somebody without a manager gets no such property.
 * @throws GraphError 400 for any other expansion.
 */
function managerExpansion(call: Call): (userId: string) => Record<string, unknown> {
	const { expand } = call.query;
	if (expand === null) return () => ({});
	const [, inner] = /^manager(?:\(\$select=([\w,\s]+)\))?$/.exec(expand.trim()) ?? [null, null];
	if (inner === null)
		throw badRequest(`Parsing OData Select and Expand failed: '${expand}'.`, 'BadRequest');
	const select = inner === undefined ? null : inner.split(',').map((name) => name.trim());
	return (userId) => {
		const manager = managerOf(call, findUser(call.tenant, userId));
		if (!manager) return {};
		const shown = project(manager.profile, 'user', select);
		return {
			manager: { '@odata.type': '#microsoft.graph.user', ...shown, id: manager.profile.id },
		};
	};
}

/** Somebody's manager, if there is one and they still exist. */
export function managerOf(call: Call, user: UserRecord | undefined): UserRecord | undefined {
	return user?.managerId ? findUser(call.tenant, user.managerId) : undefined;
}
