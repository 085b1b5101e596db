import { randomUUID } from 'node:crypto';
import { type Answer, created } from '../http/answer';
import { bodyObject, type Call, type Route } from '../http/call';
import { badRequest } from '../http/graph-error';
import { collection } from '../odata/collection';
import { findGroup } from '../state/queries';
import type { GroupSchedule } from '../state/roles';
import { contextOf } from './find';
import { doesNotExist, needP2, refuseFreshActivation, scheduleInfo } from './role-schedules';

const PIM = '/identityGovernance/privilegedAccess/group';

/** Privileged Identity Management for groups. */
export const groupScheduleRoutes: readonly Route[] = [
	{
		operation: `GET ${PIM}/eligibilitySchedules`,
		options: ['$select', '$filter', '$top'],
		handle: (call) => list(call, call.tenant.groupEligibilities, 'Eligibility'),
	},
	{
		operation: `GET ${PIM}/assignmentSchedules`,
		options: ['$select', '$filter', '$top'],
		handle: (call) => list(call, call.tenant.groupAssignments, 'Assignment'),
	},
	{
		operation: `POST ${PIM}/eligibilityScheduleRequests`,
		handle: (call) => {
			const found = wanted(call, call.tenant.groupEligibilities);
			call.tenant.groupEligibilities = call.tenant.groupEligibilities.filter(
				(one) => one !== found,
			);
			return revoked(call, found, 'eligibilityScheduleRequests');
		},
	},
	{
		operation: `POST ${PIM}/assignmentScheduleRequests`,
		handle: (call) => {
			const found = wanted(call, call.tenant.groupAssignments);
			refuseFreshActivation(call, found);
			call.tenant.groupAssignments = call.tenant.groupAssignments.filter((one) => one !== found);
			leave(call, found);
			return revoked(call, found, 'assignmentScheduleRequests');
		},
	},
];

function list(call: Call, items: GroupSchedule[], kind: 'Eligibility' | 'Assignment'): Answer {
	needP2(call);
	const { filter } = call.query;
	if (filter === null || !/principalId|groupId/.test(filter)) {
		throw badRequest('Either principalId or groupId must be filtered on.', 'MissingProvider');
	}
	const entity = `privilegedAccessGroup${kind}Schedule` as const;
	return collection(
		call,
		items.map((item) => shown(item, kind)),
		{
			entity,
			context: `identityGovernance/privilegedAccess/group/${kind.toLowerCase()}Schedules`,
			filter: { type: entity, equals: ['principalId', 'groupId', 'accessId'], startsWith: [] },
			pageSize: 100,
		},
	);
}

function shown(item: GroupSchedule, kind: 'Eligibility' | 'Assignment'): object {
	const { id, principalId, groupId, accessId, assignmentType, startDateTime, endDateTime } = item;
	return {
		...{ id, principalId, groupId, accessId },
		...(kind === 'Assignment' ? { assignmentType } : {}),
		createdDateTime: startDateTime,
		memberType: 'direct',
		status: 'Provisioned',
		scheduleInfo: scheduleInfo(startDateTime, endDateTime),
	};
}

function wanted(call: Call, items: readonly GroupSchedule[]): GroupSchedule {
	needP2(call);
	const body = bodyObject(call);
	if (body['action'] !== 'adminRemove') {
		throw badRequest(
			`The action '${String(body['action'])}' is not one the sandbox does.`,
			'InvalidAction',
		);
	}
	const found = items.find(
		(one) =>
			one.principalId === body['principalId'] &&
			one.groupId === body['groupId'] &&
			one.accessId === body['accessId'],
	);
	if (!found) throw doesNotExist();
	return found;
}

/** An active place in the group ends together with its schedule. */
function leave(call: Call, { groupId, principalId, accessId }: GroupSchedule): void {
	const group = findGroup(call.tenant, groupId);
	if (!group) return;
	const others = (ids: string[]): string[] => ids.filter((id) => id !== principalId);
	if (accessId === 'member') group.memberIds = others(group.memberIds);
	else group.ownerIds = others(group.ownerIds);
}

function revoked(call: Call, schedule: GroupSchedule, name: string): Answer {
	const now = call.now.toISOString();
	return created({
		...contextOf(call, `identityGovernance/privilegedAccess/group/${name}/$entity`),
		id: randomUUID(),
		status: 'Revoked',
		action: 'adminRemove',
		createdDateTime: now,
		completedDateTime: now,
		principalId: schedule.principalId,
		groupId: schedule.groupId,
		accessId: schedule.accessId,
		targetScheduleId: schedule.id,
	});
}
