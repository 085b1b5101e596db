import { type Answer, ok } from '../http/answer';
import type { Call, Route } from '../http/call';
import { type CollectionShape, collection } from '../odata/collection';
import { project } from '../odata/project';
import { permissionsFor } from '../permissions';
import { transitiveMembersOf } from '../state/queries';
import { type DirectoryObject, directoryObjects } from './directory-object';
import { contextOf, groupOf } from './find';

const GROUPS: CollectionShape = {
	entity: 'group',
	context: 'groups',
	filter: {
		type: 'Group',
		equals: ['id', 'displayName', 'mail', 'mailEnabled', 'securityEnabled', 'isAssignableToRole'],
		startsWith: ['displayName', 'mail'],
	},
	searchable: ['displayName'],
	orderable: ['displayName'],
	pageSize: 100,
};

/** Reading groups and who is in them. */
export const groupRoutes: readonly Route[] = [
	{
		operation: 'GET /groups',
		options: ['$select', '$filter', '$search', '$orderby', '$count', '$top'],
		handle: (call) =>
			collection(
				call,
				call.tenant.groups.map(({ profile }) => profile),
				GROUPS,
			),
	},
	{
		operation: 'GET /groups/{group}',
		options: ['$select'],
		handle: (call) =>
			ok({
				...contextOf(call, 'groups/$entity'),
				...project(groupOf(call).profile, 'group', call.query.select),
			}),
	},
	...people('members', (call) => groupOf(call).memberIds),
	...people('transitiveMembers', (call) => transitiveMembersOf(call.tenant, groupOf(call))),
	...people('owners', (call) => groupOf(call).ownerIds),
];

/** A list of what is in a group, whole or cast to people. */
function people(name: string, ids: (call: Call) => string[]): Route[] {
	const options = ['$select', '$top', '$count'];
	const answer = (call: Call, onlyUsers: boolean): Answer => {
		const objects = directoryObjects(call.tenant, ids(call));
		const shown = objects.filter(
			(object) => !onlyUsers || object['@odata.type'] === '#microsoft.graph.user',
		);
		return collection(call, mayReadUsers(call) ? shown : shown.map(idOnly), {
			entity: 'directoryObject',
			context: 'directoryObjects',
			pageSize: 100,
		});
	};
	return [
		{ operation: `GET /groups/{group}/${name}`, options, handle: (call) => answer(call, false) },
		{
			operation: `GET /groups/{group}/${name}/graph.user`,
			options,
			handle: (call) => answer(call, true),
		},
	];
}

/** Who may read members but not people gets the people's ids, and nothing where the rest would be. */
function mayReadUsers(call: Call): boolean {
	return permissionsFor('GET /users/{user}').some((name) => call.permissions.has(name));
}

function idOnly(object: DirectoryObject): DirectoryObject {
	if (object['@odata.type'] !== '#microsoft.graph.user') return object;
	const names = Object.keys(object).filter((name) => name !== 'id' && name !== '@odata.type');
	return { ...object, ...Object.fromEntries(names.map((name) => [name, null])) };
}
