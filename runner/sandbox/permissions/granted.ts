/**
 * What the rehearsal tenant's administrator has consented to: enough for every step. Tests and people who want to see
 * a missing permission take some out of `tenant.app.permissions`.
 */
export const GRANTED_PERMISSIONS: readonly string[] = [
	'AuditLog.Read.All',
	'Organization.Read.All',
	'Domain.Read.All',
	'Directory.Read.All',
	'User.Read.All',
	'User.EnableDisableAccount.All',
	'User-PasswordProfile.ReadWrite.All',
	'User.RevokeSessions.All',
	'UserAuthenticationMethod.ReadWrite.All',
	'RoleManagement.ReadWrite.Directory',
	'RoleEligibilitySchedule.ReadWrite.Directory',
	'RoleAssignmentSchedule.ReadWrite.Directory',
	'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
	'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
	'MailboxSettings.ReadWrite',
	'DeviceManagementManagedDevices.Read.All',
	'DeviceManagementManagedDevices.PrivilegedOperations.All',
	'Device.Read.All',
	'Group.ReadWrite.All',
	'GroupMember.ReadWrite.All',
	'Team.ReadBasic.All',
	'TeamMember.ReadWrite.All',
	'Channel.ReadBasic.All',
	'ChannelMember.ReadWrite.All',
	'LicenseAssignment.Read.All',
];
