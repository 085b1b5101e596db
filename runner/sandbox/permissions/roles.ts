const ROLE_WRITE = 'RoleManagement.ReadWrite.Directory';
const DIRECTORY = 'Directory.Read.All Directory.ReadWrite.All';
const ROLE_READ = `RoleManagement.Read.Directory ${ROLE_WRITE} ${DIRECTORY}`;
const PIM_READ = `RoleManagement.Read.All RoleManagement.Read.Directory ${ROLE_WRITE}`;
const ELIGIBLE_WRITE = 'RoleEligibilitySchedule.ReadWrite.Directory';
const ACTIVE_WRITE = 'RoleAssignmentSchedule.ReadWrite.Directory';
const REMOVE_ONLY =
	'RoleAssignmentSchedule.Remove.Directory RoleEligibilitySchedule.Remove.Directory';
const ROLES = '/roleManagement/directory';
const PIM_GROUPS = '/identityGovernance/privilegedAccess/group';

/** Directory roles and Privileged Identity Management. */
export const ROLE_PERMISSIONS: Readonly<Record<string, string>> = {
	[`GET ${ROLES}/roleDefinitions`]: `RoleManagement.Read.All ${ROLE_READ}`,
	[`GET ${ROLES}/roleDefinitions/{}`]: `RoleManagement.Read.All ${ROLE_READ}`,
	[`GET ${ROLES}/roleAssignments`]: ROLE_READ,
	[`GET ${ROLES}/roleAssignments/{}`]: ROLE_READ,
	[`DELETE ${ROLES}/roleAssignments/{}`]: ROLE_WRITE,
	[`GET ${ROLES}/roleEligibilitySchedules`]: `RoleEligibilitySchedule.Read.Directory ${ELIGIBLE_WRITE} ${PIM_READ}`,
	[`GET ${ROLES}/roleAssignmentSchedules`]: `RoleAssignmentSchedule.Read.Directory ${ACTIVE_WRITE} ${PIM_READ}`,
	[`POST ${ROLES}/roleEligibilityScheduleRequests`]: `${ELIGIBLE_WRITE} RoleEligibilitySchedule.Remove.Directory ${ROLE_WRITE}`,
	[`POST ${ROLES}/roleAssignmentScheduleRequests`]: `${ACTIVE_WRITE} ${REMOVE_ONLY} ${ROLE_WRITE}`,
	'GET /directoryRoles': ROLE_READ,
	'GET /directoryRoles/{}/members': ROLE_READ,
	'DELETE /directoryRoles/{}/members/{}/$ref': ROLE_WRITE,
	[`GET ${PIM_GROUPS}/eligibilitySchedules`]:
		'PrivilegedEligibilitySchedule.Read.AzureADGroup PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
	[`GET ${PIM_GROUPS}/assignmentSchedules`]:
		'PrivilegedAssignmentSchedule.Read.AzureADGroup PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
	[`POST ${PIM_GROUPS}/eligibilityScheduleRequests`]:
		'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup PrivilegedEligibilitySchedule.Remove.AzureADGroup',
	[`POST ${PIM_GROUPS}/assignmentScheduleRequests`]:
		'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup PrivilegedAssignmentSchedule.Remove.AzureADGroup',
};
