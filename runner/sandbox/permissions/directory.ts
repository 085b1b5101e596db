const DIRECTORY = 'Directory.Read.All Directory.ReadWrite.All';
const USER_READ = `User.Read.All User.ReadWrite.All ${DIRECTORY}`;
const USER_WRITE = 'User.ReadWrite.All Directory.ReadWrite.All';
const GROUP_READ = `Group.Read.All Group.ReadWrite.All GroupMember.Read.All ${DIRECTORY}`;
const GROUP_BASIC = 'Group.ReadBasic.All';
const MEMBER_READ = `${GROUP_READ} GroupMember.ReadWrite.All ${GROUP_BASIC} GroupMember.ReadBasic.All`;
const MEMBER_OF = `${DIRECTORY} ${GROUP_BASIC} GroupMember.ReadBasic.All`;
const TRANSITIVE = `${MEMBER_OF} Group.Read.All GroupMember.Read.All User.Read.All`;
const MEMBER_WRITE = 'GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All';
const OWNER_READ = `Group.Read.All Group.ReadWrite.All GroupMember.Read.All GroupMember.ReadWrite.All ${DIRECTORY}`;
const OWNER_WRITE = 'Group.ReadWrite.All Directory.ReadWrite.All';
const DEVICE_READ = `Device.Read.All Device.ReadWrite.All ${DIRECTORY}`;

/** Users, groups, devices and what hangs on them. */
export const DIRECTORY_PERMISSIONS: Readonly<Record<string, string>> = {
	'GET /organization': `Organization.Read.All Organization.ReadWrite.All User.Read.All ${DIRECTORY}`,
	'GET /domains': 'Domain.Read.All Domain.ReadWrite.All Directory.Read.All',
	'GET /users': USER_READ,
	'GET /users/delta': USER_READ,
	'GET /users/{}': USER_READ,
	// Which of these is enough depends on the property; the handler decides.
	'PATCH /users/{}': `${USER_WRITE} User.EnableDisableAccount.All User-PasswordProfile.ReadWrite.All`,
	'DELETE /users/{}': 'User.DeleteRestore.All User.ReadWrite.All',
	'POST /users/{}/revokeSignInSessions': `User.RevokeSessions.All ${USER_WRITE}`,
	'GET /users/{}/manager': USER_READ,
	'GET /users/{}/directReports': USER_READ,
	'GET /users/{}/memberOf': MEMBER_OF,
	'GET /users/{}/memberOf/graph.group': MEMBER_OF,
	'GET /users/{}/memberOf/graph.directoryRole': MEMBER_OF,
	'GET /users/{}/memberOf/graph.administrativeUnit': MEMBER_OF,
	'GET /users/{}/transitiveMemberOf': TRANSITIVE,
	'GET /users/{}/transitiveMemberOf/graph.group': TRANSITIVE,
	'GET /users/{}/transitiveMemberOf/graph.directoryRole': TRANSITIVE,
	'GET /users/{}/ownedObjects': USER_READ,
	'GET /users/{}/ownedObjects/graph.group': USER_READ,
	'GET /users/{}/ownedObjects/graph.application': USER_READ,
	'GET /users/{}/ownedDevices': USER_READ,
	'GET /users/{}/registeredDevices': USER_READ,
	'GET /users/{}/licenseDetails': `LicenseAssignment.Read.All ${USER_READ}`,
	'GET /groups': `${GROUP_READ} ${GROUP_BASIC}`,
	'GET /groups/{}': GROUP_READ,
	'GET /groups/{}/members': MEMBER_READ,
	'GET /groups/{}/members/graph.user': MEMBER_READ,
	'GET /groups/{}/transitiveMembers': MEMBER_READ,
	'GET /groups/{}/transitiveMembers/graph.user': MEMBER_READ,
	'POST /groups/{}/members/$ref': MEMBER_WRITE,
	'DELETE /groups/{}/members/{}/$ref': MEMBER_WRITE,
	// Without $ref Graph deletes the member itself, so it asks what deleting a user asks.
	'DELETE /groups/{}/members/{}': 'User.DeleteRestore.All User.ReadWrite.All',
	'GET /groups/{}/owners': OWNER_READ,
	'GET /groups/{}/owners/graph.user': OWNER_READ,
	'POST /groups/{}/owners/$ref': OWNER_WRITE,
	'DELETE /groups/{}/owners/{}/$ref': OWNER_WRITE,
	'DELETE /groups/{}/owners/{}': 'User.DeleteRestore.All User.ReadWrite.All',
	'GET /devices': DEVICE_READ,
	'GET /devices/{}': DEVICE_READ,
	'PATCH /devices/{}': 'Device.ReadWrite.All Directory.ReadWrite.All',
};
