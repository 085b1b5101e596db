const MAIL_WRITE = 'MailboxSettings.ReadWrite';
const MAIL_READ = `MailboxSettings.Read ${MAIL_WRITE}`;
const RULES = '/users/{}/mailFolders/{}/messageRules';
const INTUNE_READ =
	'DeviceManagementManagedDevices.Read.All DeviceManagementManagedDevices.ReadWrite.All ' +
	'DeviceManagementConfiguration.Read.All DeviceManagementConfiguration.ReadWrite.All';
const DIRECTORY = 'Directory.Read.All Directory.ReadWrite.All';
const TEAM_READ = `Team.ReadBasic.All TeamSettings.Read.All TeamSettings.ReadWrite.All ${DIRECTORY}`;
const TEAM_MEMBER_WRITE = 'TeamMember.ReadWrite.All TeamMember.ReadWriteNonOwnerRole.All';
const CHANNEL_MEMBER_WRITE = 'ChannelMember.ReadWrite.All';
const CHANNELS = '/teams/{}/channels';

/** Exchange, Intune and Teams. */
export const SERVICE_PERMISSIONS: Readonly<Record<string, string>> = {
	'GET /users/{}/mailboxSettings': MAIL_READ,
	'PATCH /users/{}/mailboxSettings': MAIL_WRITE,
	[`GET ${RULES}`]: MAIL_READ,
	[`POST ${RULES}`]: MAIL_WRITE,
	[`GET ${RULES}/{}`]: MAIL_READ,
	[`PATCH ${RULES}/{}`]: MAIL_WRITE,
	[`DELETE ${RULES}/{}`]: MAIL_WRITE,
	'GET /users/{}/managedDevices': INTUNE_READ,
	'GET /deviceManagement/managedDevices': INTUNE_READ,
	'GET /deviceManagement/managedDevices/{}': INTUNE_READ,
	// The data lists ReadWrite.All for wipe too; the service refuses it to apps.
	'POST /deviceManagement/managedDevices/{}/wipe':
		'DeviceManagementManagedDevices.PrivilegedOperations.All',
	'POST /deviceManagement/managedDevices/{}/retire':
		'DeviceManagementManagedDevices.PrivilegedOperations.All',
	'GET /users/{}/joinedTeams': `${TEAM_READ} User.Read.All User.ReadWrite.All`,
	'GET /teams/{}': `${TEAM_READ} Group.Read.All Group.ReadWrite.All`,
	'GET /teams/{}/members': 'TeamMember.Read.All TeamMember.ReadWrite.All',
	'POST /teams/{}/members': TEAM_MEMBER_WRITE,
	'DELETE /teams/{}/members/{}': TEAM_MEMBER_WRITE,
	[`GET ${CHANNELS}`]: `Channel.ReadBasic.All ChannelSettings.Read.All ChannelSettings.ReadWrite.All Group.Read.All Group.ReadWrite.All ${DIRECTORY}`,
	[`GET ${CHANNELS}/{}/members`]: 'ChannelMember.Read.All ChannelMember.ReadWrite.All',
	[`POST ${CHANNELS}/{}/members`]: CHANNEL_MEMBER_WRITE,
	[`DELETE ${CHANNELS}/{}/members/{}`]: CHANNEL_MEMBER_WRITE,
};
