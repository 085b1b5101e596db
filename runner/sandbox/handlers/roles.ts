import { noContent, ok } from '../http/answer';
import { type Call, param, type Route } from '../http/call';
import { badRequest, notFound } from '../http/graph-error';
import { type CollectionShape, collection } from '../odata/collection';
import { project } from '../odata/project';
import { findUser } from '../state/queries';
import type { RoleAssignment, RoleDefinition } from '../state/roles';
import type { TenantState } from '../state/tenant';
import { directoryObjects, directoryRole } from './directory-object';
import { contextOf } from './find';

const ROLES = '/roleManagement/directory';
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10';

const ASSIGNMENTS: CollectionShape = {
	entity: 'unifiedRoleAssignment',
	context: 'roleManagement/directory/roleAssignments',
	filter: {
		type: 'unifiedRoleAssignment',
		equals: ['principalId', 'roleDefinitionId', 'directoryScopeId'],
		startsWith: [],
	},
	pageSize: 100,
};

/** Directory roles: definitions, active assignments and the older directoryRoles view. */
export const roleRoutes: readonly Route[] = [
	{
		operation: `GET ${ROLES}/roleDefinitions`,
		options: ['$select', '$filter'],
		handle: (call) =>
			collection(call, call.tenant.roleDefinitions.map(shownDefinition), {
				entity: 'unifiedRoleDefinition',
				context: 'roleManagement/directory/roleDefinitions',
				filter: {
					type: 'unifiedRoleDefinition',
					equals: ['id', 'displayName', 'templateId'],
					startsWith: [],
				},
				pageSize: 200,
			}),
	},
	{
		operation: `GET ${ROLES}/roleDefinitions/{role}`,
		options: ['$select'],
		handle: (call) => {
			const role = call.tenant.roleDefinitions.find(({ id }) => id === param(call, 'role'));
			if (!role) throw notFound(param(call, 'role'));
			const shown = project(shownDefinition(role), 'unifiedRoleDefinition', call.query.select);
			return ok({
				...contextOf(call, 'roleManagement/directory/roleDefinitions/$entity'),
				...shown,
			});
		},
	},
	{
		operation: `GET ${ROLES}/roleAssignments`,
		options: ['$select', '$filter', '$expand', '$top'],
		handle: (call) => {
			if (call.query.filter === null) {
				throw badRequest('The request must be filtered by principalId, roleDefinitionId or scope.');
			}
			return collection(call, call.tenant.roleAssignments.map(shownAssignment), {
				...ASSIGNMENTS,
				expand: definitionExpansion(call),
			});
		},
	},
	{
		operation: `GET ${ROLES}/roleAssignments/{assignment}`,
		options: ['$select', '$expand'],
		handle: (call) => {
			const shown = shownAssignment(assignmentOf(call));
			return ok({
				...contextOf(call, 'roleManagement/directory/roleAssignments/$entity'),
				...project(shown, 'unifiedRoleAssignment', call.query.select),
				...definitionExpansion(call)(shown),
			});
		},
	},
	{
		operation: `DELETE ${ROLES}/roleAssignments/{assignment}`,
		handle: (call) => {
			removeAssignment(call.tenant, assignmentOf(call));
			return noContent();
		},
	},
	{
		operation: 'GET /directoryRoles',
		options: ['$select', '$filter'],
		handle: (call) =>
			collection(call, call.tenant.roleDefinitions.map(directoryRole), {
				entity: 'directoryRole',
				context: 'directoryRoles',
				filter: {
					type: 'DirectoryRole',
					equals: ['roleTemplateId', 'displayName'],
					startsWith: [],
				},
				pageSize: 100,
			}),
	},
	{
		operation: 'GET /directoryRoles/{role}/members',
		options: ['$select'],
		handle: (call) => {
			const ids = tenantWide(call).map((assignment) => assignment.principalId);
			return collection(call, directoryObjects(call.tenant, ids), {
				entity: 'directoryObject',
				context: 'directoryObjects',
				pageSize: 100,
			});
		},
	},
	{
		operation: 'DELETE /directoryRoles/{role}/members/{user}/$ref',
		handle: (call) => {
			const member = param(call, 'user');
			const assignment = tenantWide(call).find(({ principalId }) => principalId === member);
			if (!assignment) throw notFound(member);
			removeAssignment(call.tenant, assignment);
			return noContent();
		},
	},
];

function shownDefinition({ id, displayName, description }: RoleDefinition): object {
	return {
		id,
		displayName,
		description,
		isBuiltIn: true,
		isEnabled: true,
		templateId: id,
		version: '1',
	};
}

function shownAssignment(assignment: RoleAssignment): object {
	const { id, principalId, roleDefinitionId, directoryScopeId, appScopeId } = assignment;
	return { id, principalId, roleDefinitionId, directoryScopeId, appScopeId };
}

/**
 * Reads `$expand=roleDefinition` with an optional `$select` inside.
 * @throws GraphError 400 for any other expansion.
 */
export function definitionExpansion(call: Call): (item: object) => Record<string, unknown> {
	const { expand } = call.query;
	if (expand === null) return () => ({});
	const [, inner] = /^roleDefinition(?:\(\$select=([\w,\s]+)\))?$/.exec(expand.trim()) ?? [
		null,
		null,
	];
	if (inner === null)
		throw badRequest(`Parsing OData Select and Expand failed: '${expand}'.`, 'BadRequest');
	const select = inner === undefined ? null : inner.split(',').map((name) => name.trim());
	return (item) => {
		const { roleDefinitionId } = item as RoleAssignment;
		const role = call.tenant.roleDefinitions.find(({ id }) => id === roleDefinitionId);
		return {
			roleDefinition: role ? project(shownDefinition(role), 'unifiedRoleDefinition', select) : null,
		};
	};
}

function assignmentOf(call: Call): RoleAssignment {
	const id = param(call, 'assignment');
	const assignment = call.tenant.roleAssignments.find((one) => one.id === id);
	if (!assignment) throw notFound(id);
	return assignment;
}

function tenantWide(call: Call): RoleAssignment[] {
	const key = param(call, 'role');
	const role = call.tenant.roleDefinitions.find(({ directoryRoleId }) => directoryRoleId === key);
	if (!role) throw notFound(key);
	return call.tenant.roleAssignments.filter(
		(one) => one.roleDefinitionId === role.id && one.directoryScopeId === '/',
	);
}

/**
 * Takes an active assignment away.
 * @throws GraphError 400 when it is the last Global Administrator who can sign in.
 */
export function removeAssignment(tenant: TenantState, assignment: RoleAssignment): void {
	const others = tenant.roleAssignments.filter((one) => one !== assignment);
	const stillGlobal = others.some(
		(one) => one.roleDefinitionId === GLOBAL_ADMINISTRATOR && findUser(tenant, one.principalId),
	);
	if (assignment.roleDefinitionId === GLOBAL_ADMINISTRATOR && !stillGlobal) {
		throw badRequest('The last active Global Administrator of the tenant cannot be removed.');
	}
	tenant.roleAssignments = others;
}
