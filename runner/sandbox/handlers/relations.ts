import { ok } from '../http/answer';
import type { Call, Route } from '../http/call';
import { notFound } from '../http/graph-error';
import { collection } from '../odata/collection';
import { project } from '../odata/project';
import { groupsOf, transitiveGroupsOf } from '../state/queries';
import { type DirectoryObject, directoryObjects, membershipsOf } from './directory-object';
import { contextOf, userOf } from './find';
import { managerOf } from './users';

const LIST = ['$select', '$top', '$count'];

/** `microsoft.graph.group` as the last path segment: only these. */
const CASTS = ['group', 'directoryRole', 'administrativeUnit', 'application'] as const;

/** What hangs on a person: manager, reports, memberships, things owned. */
export const relationRoutes: readonly Route[] = [
	{
		operation: 'GET /users/{user}/manager',
		options: ['$select'],
		handle: (call) => {
			const user = userOf(call);
			const manager = managerOf(call, user);
			if (!manager) throw notFound('manager');
			return ok({
				...contextOf(call, 'directoryObjects/$entity'),
				'@odata.type': '#microsoft.graph.user',
				...project(manager.profile, 'user', call.query.select),
			});
		},
	},
	list('directReports', (call) => {
		const { id } = userOf(call).profile;
		const reports = call.tenant.users.filter((user) => user.managerId === id);
		return directoryObjects(
			call.tenant,
			reports.map((user) => user.profile.id),
		);
	}),
	...castable('memberOf', memberOf, CASTS.slice(0, 3)),
	...castable('transitiveMemberOf', transitiveMemberOf, CASTS.slice(0, 2)),
	...castable('ownedObjects', ownedObjects, ['group', 'application']),
	list('ownedDevices', devices),
	list('registeredDevices', devices),
	{
		operation: 'GET /users/{user}/licenseDetails',
		options: ['$select'],
		handle: (call) =>
			collection(
				call,
				userOf(call).profile.assignedLicenses.map(({ skuId }) => ({
					id: skuId,
					skuId,
					skuPartNumber: 'SPE_E5',
					servicePlans: [],
				})),
				{ entity: 'licenseDetails', context: 'licenseDetails', pageSize: 100 },
			),
	},
];

function memberOf(call: Call): DirectoryObject[] {
	const { id } = userOf(call).profile;
	const groups = groupsOf(call.tenant, id).map((group) => group.profile.id);
	return membershipsOf(call.tenant, id, groups, [id]);
}

function transitiveMemberOf(call: Call): DirectoryObject[] {
	const { id } = userOf(call).profile;
	const groups = transitiveGroupsOf(call.tenant, id).map((group) => group.profile.id);
	return membershipsOf(call.tenant, id, groups, [id, ...groups]);
}

function ownedObjects(call: Call): DirectoryObject[] {
	const { id } = userOf(call).profile;
	const groups = call.tenant.groups.filter((group) => group.ownerIds.includes(id));
	const applications = call.tenant.applications.filter((one) => one.ownerIds.includes(id));
	return [
		...directoryObjects(
			call.tenant,
			groups.map((group) => group.profile.id),
		),
		...applications.map(({ id: objectId, appId, displayName }) => ({
			'@odata.type': '#microsoft.graph.application',
			id: objectId,
			appId,
			displayName,
		})),
	];
}

function devices(call: Call): DirectoryObject[] {
	const { id } = userOf(call).profile;
	const owned = call.tenant.entraDevices.filter((device) => device.registeredOwnerIds.includes(id));
	return directoryObjects(
		call.tenant,
		owned.map((device) => device.id),
	);
}

function list(name: string, items: (call: Call) => DirectoryObject[]): Route {
	return {
		operation: `GET /users/{user}/${name}`,
		options: LIST,
		handle: (call) =>
			collection(call, items(call), {
				entity: 'directoryObject',
				context: 'directoryObjects',
				pageSize: 100,
			}),
	};
}

function castable(
	name: string,
	items: (call: Call) => DirectoryObject[],
	casts: readonly string[],
): Route[] {
	return [
		list(name, items),
		...casts.map((cast) =>
			list(`${name}/graph.${cast}`, (call) =>
				items(call).filter((item) => item['@odata.type'] === `#microsoft.graph.${cast}`),
			),
		),
	];
}
