import type { StepKey } from './vocabulary';

/**
 * The application permissions that would do for each kind of call, the least first. The least is what we ask an admin
 * for and what a 403 names; the others are accepted so that nobody is asked for what a broader grant already covers.
 *
 * @see https://learn.microsoft.com/graph/permissions-reference
 */
export const PERMISSIONS = {
	readUser: [
		'User.Read.All',
		'User.ReadWrite.All',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	readMemberships: ['Directory.Read.All', 'Directory.ReadWrite.All', 'GroupMember.Read.All'],
	readOwned: [
		'User.Read.All',
		'User.ReadWrite.All',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	readOrganization: [
		'Organization.Read.All',
		'User.Read.All',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	disableAccount: ['User.EnableDisableAccount.All', 'User.ReadWrite.All'],
	resetPassword: ['User-PasswordProfile.ReadWrite.All'],
	revokeSessions: ['User.RevokeSessions.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
	readMethods: ['UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'],
	removeMethods: ['UserAuthenticationMethod.ReadWrite.All'],
	/** The one kind for which Microsoft's data does not list the permission for all kinds: a 403 there is about this. */
	removeExternalMethods: ['UserAuthMethod-External.ReadWrite.All'],
	readRoles: [
		'RoleManagement.Read.Directory',
		'RoleManagement.ReadWrite.Directory',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	removeRoles: ['RoleManagement.ReadWrite.Directory'],
	readEligibility: [
		'RoleEligibilitySchedule.Read.Directory',
		'RoleEligibilitySchedule.ReadWrite.Directory',
		'RoleManagement.Read.Directory',
		'RoleManagement.ReadWrite.Directory',
	],
	removeEligibility: [
		'RoleEligibilitySchedule.Remove.Directory',
		'RoleEligibilitySchedule.ReadWrite.Directory',
		'RoleManagement.ReadWrite.Directory',
	],
	readAssignmentSchedules: [
		'RoleAssignmentSchedule.Read.Directory',
		'RoleAssignmentSchedule.ReadWrite.Directory',
		'RoleManagement.Read.Directory',
		'RoleManagement.ReadWrite.Directory',
	],
	removeAssignmentSchedules: [
		'RoleAssignmentSchedule.Remove.Directory',
		'RoleAssignmentSchedule.ReadWrite.Directory',
		'RoleManagement.ReadWrite.Directory',
	],
	readGroupEligibility: [
		'PrivilegedEligibilitySchedule.Read.AzureADGroup',
		'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
	],
	removeGroupEligibility: [
		'PrivilegedEligibilitySchedule.Remove.AzureADGroup',
		'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
	],
	readGroupAssignmentSchedules: [
		'PrivilegedAssignmentSchedule.Read.AzureADGroup',
		'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
	],
	removeGroupAssignmentSchedules: [
		'PrivilegedAssignmentSchedule.Remove.AzureADGroup',
		'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
	],
	readMailbox: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
	writeMailbox: ['MailboxSettings.ReadWrite'],
	readDevices: [
		'DeviceManagementManagedDevices.Read.All',
		'DeviceManagementManagedDevices.ReadWrite.All',
	],
	/** `…ReadWrite.All` is listed for wipe on one page of two and refused in practice (microsoft-graph-docs #17172). */
	wipeDevices: ['DeviceManagementManagedDevices.PrivilegedOperations.All'],
	removeMember: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'],
	changeOwner: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'],
	readOwners: [
		'GroupMember.Read.All',
		'GroupMember.ReadWrite.All',
		'Group.Read.All',
		'Group.ReadWrite.All',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	changeTeamMember: ['TeamMember.ReadWrite.All'],
	readTeamMembers: ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'],
	/** Whoever may read people may read this, so nobody is asked for more. */
	readJoinedTeams: [
		'Team.ReadBasic.All',
		'TeamSettings.Read.All',
		'TeamSettings.ReadWrite.All',
		'User.Read.All',
		'User.ReadWrite.All',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	readChannels: [
		'Channel.ReadBasic.All',
		'ChannelSettings.Read.All',
		'ChannelSettings.ReadWrite.All',
		'Group.Read.All',
		'Group.ReadWrite.All',
		'Directory.Read.All',
		'Directory.ReadWrite.All',
	],
	changeChannelMember: ['ChannelMember.ReadWrite.All'],
	readChannelMembers: ['ChannelMember.Read.All', 'ChannelMember.ReadWrite.All'],
} as const satisfies Record<string, readonly string[]>;

export type PermissionNeed = keyof typeof PERMISSIONS;

/** What each step can not do without. Reads that only enrich the record are not listed. */
export const STEP_NEEDS: Readonly<Record<StepKey, readonly PermissionNeed[]>> = {
	disableAccount: ['disableAccount', 'readUser'],
	resetPassword: ['resetPassword', 'readUser'],
	revokeSessions: ['revokeSessions', 'readUser'],
	removeMfaMethods: ['removeMethods'],
	removeAdminRoles: ['removeRoles', 'readGroupEligibility', 'readGroupAssignmentSchedules'],
	forwardEmail: ['writeMailbox', 'readUser'],
	setOutOfOffice: ['writeMailbox'],
	wipeDevices: ['readDevices', 'wipeDevices'],
	removeFromTeams: [
		'readMemberships',
		'removeMember',
		'changeOwner',
		'changeTeamMember',
		'readChannels',
		'changeChannelMember',
	],
	compliancePdf: [],
};

/** The least permissions a step needs and the token does not grant, nor a broader one in their place. */
export function missingFor(step: StepKey, granted: readonly string[]): readonly string[] {
	return STEP_NEEDS[step]
		.map((need): readonly string[] => PERMISSIONS[need])
		.filter((accepted) => !accepted.some((permission) => granted.includes(permission)))
		.map((accepted) => accepted[0] ?? '');
}
