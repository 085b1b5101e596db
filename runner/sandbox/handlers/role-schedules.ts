import { randomUUID } from 'node:crypto';
import { type Answer, created } from '../http/answer';
import { bodyObject, type Call, type Route } from '../http/call';
import type { GraphError } from '../http/graph-error';
import { badRequest } from '../http/graph-error';
import { collection } from '../odata/collection';
import type { RoleAssignment, RoleEligibility } from '../state/roles';
import { contextOf } from './find';
import { definitionExpansion, removeAssignment } from './roles';

const ROLES = '/roleManagement/directory';
const PRIVILEGED_ROLE_ADMINISTRATOR = 'e8611ab8-c189-46e8-94e1-60213ab1f814';
const SHORTEST_ACTIVATION_MS = 5 * 60 * 1000;
const FILTERABLE = ['principalId', 'roleDefinitionId', 'directoryScopeId', 'memberType', 'status'];

/** Privileged Identity Management for directory roles. */
export const roleScheduleRoutes: readonly Route[] = [
	{
		operation: `GET ${ROLES}/roleEligibilitySchedules`,
		options: ['$select', '$filter', '$expand', '$top'],
		handle: (call) => {
			needP2(call);
			return schedules(call, call.tenant.roleEligibilities.map(shownEligibility), 'Eligibility');
		},
	},
	{
		operation: `GET ${ROLES}/roleAssignmentSchedules`,
		options: ['$select', '$filter', '$expand', '$top'],
		handle: (call) => {
			needP2(call);
			return schedules(call, call.tenant.roleAssignments.map(shownActive), 'Assignment');
		},
	},
	{
		operation: `POST ${ROLES}/roleEligibilityScheduleRequests`,
		handle: (call) => {
			const request = readRemoval(call);
			const found = call.tenant.roleEligibilities.find((one) => sameRole(one, request));
			if (!found) throw doesNotExist();
			call.tenant.roleEligibilities = call.tenant.roleEligibilities.filter((one) => one !== found);
			return revoked(call, request, found.id, 'roleEligibilityScheduleRequests');
		},
	},
	{
		operation: `POST ${ROLES}/roleAssignmentScheduleRequests`,
		handle: (call) => {
			const request = readRemoval(call);
			const found = call.tenant.roleAssignments.find((one) => sameRole(one, request));
			if (!found) throw doesNotExist();
			refuseFreshActivation(call, found);
			refuseLastGuardian(call, found);
			removeAssignment(call.tenant, found);
			return revoked(call, request, found.id, 'roleAssignmentScheduleRequests');
		},
	},
];

interface Removal {
	readonly principalId: string;
	readonly roleDefinitionId: string;
	readonly directoryScopeId: string | null;
	readonly appScopeId: string | null;
	readonly justification: string | null;
}

/**
 * Graph answers every PIM call of a tenant without Entra ID P2 or Governance with this.
 * @throws GraphError 400 AadPremiumLicenseRequired.
 */
export function needP2(call: Call): void {
	if (call.tenant.services.entraIdP2) return;
	throw badRequest(
		'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
		'AadPremiumLicenseRequired',
	);
}

/** The refusal of a removal that has nothing to remove. */
export function doesNotExist(): GraphError {
	return badRequest('The Role assignment does not exist.', 'RoleAssignmentDoesNotExist');
}

/** The refusal of a removal less than five minutes after the activation. */
export function refuseFreshActivation(
	call: Call,
	schedule: { assignmentType: string; startDateTime: string },
): void {
	const age = call.now.getTime() - Date.parse(schedule.startDateTime);
	const activated = schedule.assignmentType.toLowerCase() === 'activated';
	if (!activated || age >= SHORTEST_ACTIVATION_MS) return;
	throw badRequest(
		'The assignment is too new: it must have been active for at least five minutes.',
		'ActiveDurationTooShort',
	);
}

/** PIM keeps somebody who can hand out roles; the direct delete does not look. */
function refuseLastGuardian({ tenant }: Call, found: RoleAssignment): void {
	const held = ({ roleDefinitionId }: RoleAssignment): boolean =>
		roleDefinitionId === PRIVILEGED_ROLE_ADMINISTRATOR;
	if (!held(found) || tenant.roleAssignments.some((one) => one !== found && held(one))) return;
	throw badRequest('The last active Privileged Role Administrator cannot be removed.');
}

function readRemoval(call: Call): Removal {
	needP2(call);
	const body = bodyObject(call);
	if (body['action'] !== 'adminRemove') {
		throw badRequest(
			`The action '${String(body['action'])}' is not one the sandbox does.`,
			'InvalidAction',
		);
	}
	const text = (name: string): string | null =>
		typeof body[name] === 'string' ? body[name] : null;
	const principalId = text('principalId');
	const roleDefinitionId = text('roleDefinitionId');
	const directoryScopeId = text('directoryScopeId');
	const appScopeId = text('appScopeId');
	const scope = directoryScopeId ?? appScopeId;
	if (principalId === null || roleDefinitionId === null || scope === null) {
		throw badRequest('principalId, roleDefinitionId and a scope are required.', 'InvalidRequest');
	}
	const justification = text('justification');
	return { principalId, roleDefinitionId, directoryScopeId, appScopeId, justification };
}

function sameRole(one: RoleAssignment | RoleEligibility, wanted: Removal): boolean {
	return (
		one.principalId === wanted.principalId &&
		one.roleDefinitionId === wanted.roleDefinitionId &&
		one.directoryScopeId === wanted.directoryScopeId &&
		one.appScopeId === wanted.appScopeId
	);
}

function schedules(call: Call, items: object[], kind: 'Eligibility' | 'Assignment'): Answer {
	const entity = `unifiedRole${kind}Schedule` as const;
	return collection(call, items, {
		entity,
		context: `roleManagement/directory/role${kind}Schedules`,
		filter: { type: entity, equals: FILTERABLE, startsWith: [] },
		expand: definitionExpansion(call),
		pageSize: 100,
	});
}

/** The time part of a schedule as Graph shows it. */
export function scheduleInfo(startDateTime: string, endDateTime: string | null): object {
	return {
		startDateTime,
		recurrence: null,
		expiration: {
			type: endDateTime === null ? 'noExpiration' : 'afterDateTime',
			endDateTime,
			duration: null,
		},
	};
}

function shownEligibility({ startDateTime, endDateTime, ...rest }: RoleEligibility): object {
	return {
		...rest,
		createdDateTime: startDateTime,
		modifiedDateTime: null,
		memberType: 'Direct',
		status: 'Provisioned',
		scheduleInfo: scheduleInfo(startDateTime, endDateTime),
	};
}

function shownActive({ startDateTime, endDateTime, ...rest }: RoleAssignment): object {
	return {
		...rest,
		createdDateTime: startDateTime,
		modifiedDateTime: null,
		memberType: 'Direct',
		status: 'Provisioned',
		scheduleInfo: scheduleInfo(startDateTime, endDateTime),
	};
}

function revoked(call: Call, request: Removal, scheduleId: string, name: string): Answer {
	const now = call.now.toISOString();
	return created({
		...contextOf(call, `roleManagement/directory/${name}/$entity`),
		id: randomUUID(),
		status: 'Revoked',
		action: 'adminRemove',
		createdDateTime: now,
		completedDateTime: now,
		isValidationOnly: false,
		targetScheduleId: scheduleId,
		...request,
	});
}
