import { graphPath, odataText, type GraphRequest } from '../graph';
import { PERMISSIONS } from '../step/permissions';

const PERSON_FIELDS = 'id,displayName,accountEnabled';

/** The roles that are in use in the tenant, a short list. @see https://learn.microsoft.com/graph/api/directoryrole-list */
export function listActivatedRoles(): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/directoryRoles`,
		query: { $select: 'id,roleTemplateId' },
		effect: 'read',
		permissions: PERMISSIONS.readRoles,
	};
}

/** @see https://learn.microsoft.com/graph/api/directoryrole-list-members */
export function listMembers(roleId: string): GraphRequest {
	return {
		...listActivatedRoles(),
		path: graphPath`/directoryRoles/${roleId}/members`,
		query: { $select: PERSON_FIELDS },
	};
}

/** @see https://learn.microsoft.com/graph/api/group-list-transitivemembers */
export function listPeopleIn(groupId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/groups/${groupId}/transitiveMembers`,
		query: { $select: PERSON_FIELDS },
		effect: 'read',
		permissions: PERMISSIONS.readOwners,
	};
}

/** @see https://learn.microsoft.com/graph/api/rbacapplication-list-roleeligibilityschedules */
export function listEligibleFor(templateId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/roleManagement/directory/roleEligibilitySchedules`,
		query: { $filter: `roleDefinitionId eq ${odataText(templateId)}` },
		effect: 'read',
		permissions: PERMISSIONS.readEligibility,
	};
}

/** @see https://learn.microsoft.com/graph/api/privilegedaccessgroup-list-eligibilityschedules */
export function listEligibleIn(groupId: string): GraphRequest {
	return {
		method: 'GET',
		list: true,
		path: graphPath`/identityGovernance/privilegedAccess/group/eligibilitySchedules`,
		query: { $filter: `groupId eq ${odataText(groupId)}` },
		effect: 'read',
		permissions: PERMISSIONS.readGroupEligibility,
	};
}

/** @see https://learn.microsoft.com/graph/api/user-get */
export function readState(userId: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${userId}`,
		query: { $select: PERSON_FIELDS },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}
