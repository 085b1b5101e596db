import { noContent } from '../http/answer';
import { bodyObject, type Call, param, type Route } from '../http/call';
import { audienceOf } from '../login/tokens';
import { badRequest, denied, notFound, onPremisesMastered } from '../http/graph-error';
import type { GroupRecord } from '../state/directory';
import { findUser } from '../state/queries';
import { directoryObject } from './directory-object';
import { groupOf } from './find';
import { deleteUser } from './user-writes';

/** Adding and removing members and owners. */
export const groupReferenceRoutes: readonly Route[] = [
	{ operation: 'POST /groups/{group}/members/$ref', handle: (call) => add(call, 'memberIds') },
	{ operation: 'POST /groups/{group}/owners/$ref', handle: (call) => add(call, 'ownerIds') },
	{
		operation: 'DELETE /groups/{group}/members/{object}/$ref',
		handle: (call) => {
			const group = groupOf(call);
			checkWritable(call, group, 'memberIds');
			const id = listed(call, group.memberIds);
			group.memberIds = group.memberIds.filter((member) => member !== id);
			takeLicences(call, group, id);
			return noContent();
		},
	},
	{
		operation: 'DELETE /groups/{group}/owners/{object}/$ref',
		handle: (call) => {
			const group = groupOf(call);
			checkWritable(call, group, 'ownerIds');
			const id = listed(call, group.ownerIds);
			const left = group.ownerIds.filter((owner) => owner !== id);
			// Service principals don't count: a group needs a person.
			if (!left.some((owner) => findUser(call.tenant, owner))) {
				throw badRequest(
					'The group must have at least one owner, hence this owner cannot be removed.',
				);
			}
			group.ownerIds = left;
			return noContent();
		},
	},
	// Without $ref the path names the person, not the membership, and Graph deletes the person.
	{ operation: 'DELETE /groups/{group}/members/{object}', handle: removePerson },
	{ operation: 'DELETE /groups/{group}/owners/{object}', handle: removePerson },
];

/** A licence that comes through a group goes with the membership. */
function takeLicences(call: Call, group: GroupRecord, userId: string): void {
	const profile = findUser(call.tenant, userId)?.profile;
	if (!profile || group.profile.assignedLicenses.length === 0) return;
	profile.licenseAssignmentStates = profile.licenseAssignmentStates.filter(
		({ assignedByGroup }) => assignedByGroup !== group.profile.id,
	);
	const left = new Set(profile.licenseAssignmentStates.map(({ skuId }) => skuId));
	profile.assignedLicenses = profile.assignedLicenses.filter(({ skuId }) => left.has(skuId));
}

type List = 'memberIds' | 'ownerIds';

function removePerson(call: Call): ReturnType<Route['handle']> {
	const group = groupOf(call);
	const id = listed(call, [...group.memberIds, ...group.ownerIds]);
	const user = findUser(call.tenant, id);
	if (!user) throw denied();
	deleteUser(call, user);
	return noContent();
}

function listed(call: Call, ids: readonly string[]): string {
	const wanted = param(call, 'object');
	const id = ids.find((one) => one.toLowerCase() === wanted.toLowerCase());
	if (id === undefined) throw notFound(wanted);
	return id;
}

function add(call: Call, name: List): ReturnType<Route['handle']> {
	const group = groupOf(call);
	checkWritable(call, group, name);
	const id = referenced(call);
	if (group[name].includes(id)) {
		throw badRequest(
			"One or more added object references already exist for the following modified properties: 'members'.".replace(
				'members',
				name === 'memberIds' ? 'members' : 'owners',
			),
		);
	}
	group[name].push(id);
	return noContent();
}

/** The object an `@odata.id` points at; its host must be this Graph's own. */
function referenced(call: Call): string {
	const url = bodyObject(call)['@odata.id'];
	const pattern =
		/^(https?:\/\/[^/]+)\/(?:v1\.0|beta)\/(?:directoryObjects|users)(?:\/|\(')([^/')]+)(?:'\))?$/;
	const [, host, key] = pattern.exec(typeof url === 'string' ? url : '') ?? [];
	const ours = host === call.baseUrl || host === audienceOf(call.tenant);
	if (key === undefined || !ours) throw badRequest('Invalid URL format specified in @odata.id.');
	const object = directoryObject(call.tenant, decodeURIComponent(key));
	if (!object) throw notFound(key);
	return String(object['id']);
}

/**
 * What keeps Graph from changing a group.
 * @throws GraphError 400 for a synced, mail-enabled or dynamic group, 403 for one roles can be assigned to.
 */
function checkWritable(call: Call, { profile }: GroupRecord, name: List): void {
	if (profile.onPremisesSyncEnabled === true) throw onPremisesMastered();
	if (profile.mailEnabled && !profile.groupTypes.includes('Unified')) {
		throw badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
	}
	if (name === 'memberIds' && profile.groupTypes.includes('DynamicMembership')) {
		throw badRequest(
			'Insufficient privileges to complete the operation: the group has dynamic membership.',
		);
	}
	const assignable = profile.isAssignableToRole === true;
	if (assignable && !call.permissions.has('RoleManagement.ReadWrite.Directory')) throw denied();
}
