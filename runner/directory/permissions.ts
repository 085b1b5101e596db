import { PERMISSIONS } from '../../nodes/shared/step/permissions';

/** Application permissions to read people, the least first. */
export const READ_PEOPLE = PERMISSIONS.readUser;

/** Application permissions to read a group and who is in it, the least first. */
export const READ_GROUP = [
	'GroupMember.Read.All',
	'Group.Read.All',
	'Group.ReadWrite.All',
	'Directory.Read.All',
	'Directory.ReadWrite.All',
] as const;
