import { noContent, ok } from '../http/answer';
import { bodyObject, type Call, holdsAny, type Route } from '../http/call';
import { badRequest, denied, onPremisesMastered } from '../http/graph-error';
import type { UserProfile, UserRecord } from '../state/directory';
import { isPrivileged } from '../state/queries';
import type { TenantState } from '../state/tenant';
import { contextOf, directoryTime, userOf } from './find';
import { setPassword } from './password';

/** Directory roles that let the app change an administrator's password or account. */
const OVER_ADMINS = ['Privileged Authentication Administrator', 'Global Administrator'];

/** Plain properties an app may set, and whether Active Directory owns them for a synced person. */
const PLAIN = [
	'department',
	'employeeType',
	'jobTitle',
	'mobilePhone',
	'officeLocation',
	'showInAddressList',
] as const satisfies readonly (keyof UserProfile)[];

/** Changing people. */
export const userWriteRoutes: readonly Route[] = [
	{
		operation: 'PATCH /users/{user}',
		handle: (call) => {
			const user = userOf(call);
			const changes = Object.entries(bodyObject(call)).map(([name, value]) =>
				planChange(call, user, name, value),
			);
			// All or nothing: every part is checked before the first is written.
			for (const change of changes.sort((a, b) => Number(b.canFail) - Number(a.canFail)))
				change.apply();
			return noContent();
		},
	},
	{
		operation: 'DELETE /users/{user}',
		handle: (call) => {
			deleteUser(call, userOf(call));
			return noContent();
		},
	},
	{
		operation: 'POST /users/{user}/revokeSignInSessions',
		handle: (call) => {
			const user = userOf(call);
			user.profile.signInSessionsValidFromDateTime = directoryTime(call.now);
			return ok({ ...contextOf(call, 'Edm.Boolean'), value: true });
		},
	},
];

interface Change {
	/** True when writing it can still be refused. */
	readonly canFail: boolean;
	readonly apply: () => void;
}

function planChange(call: Call, user: UserRecord, name: string, value: unknown): Change {
	if (name === 'accountEnabled') return planAccountEnabled(call, user, value);
	if (name === 'passwordProfile') return planPassword(call, user, value);
	if (!(PLAIN as readonly string[]).includes(name)) {
		throw badRequest(`Property '${name}' is read-only or not known to the sandbox.`);
	}
	if (!holdsAny(call, ['User.ReadWrite.All', 'Directory.ReadWrite.All'])) throw denied();
	if (user.profile.onPremisesSyncEnabled === true) throw onPremisesMastered();
	return { canFail: false, apply: () => Object.assign(user.profile, { [name]: value }) };
}

function planAccountEnabled(call: Call, user: UserRecord, value: unknown): Change {
	if (typeof value !== 'boolean') {
		throw badRequest("Invalid value specified for property 'accountEnabled' of resource 'User'.");
	}
	const narrow =
		call.permissions.has('User.EnableDisableAccount.All') && holdsAny(call, READ_USERS);
	const wide = call.permissions.has('User.ReadWrite.All') && mayTouch(call.tenant, user);
	if (user.profile.isManagementRestricted === true || !(narrow || wide)) throw denied();
	// A synced account is accepted too: Active Directory only wins at the next synchronisation.
	return { canFail: false, apply: () => void (user.profile.accountEnabled = value) };
}

/** Enabling and disabling alone isn't enough: the app must be able to read who it is about. */
const READ_USERS = [
	'User.Read.All',
	'User.ReadWrite.All',
	'Directory.Read.All',
	'Directory.ReadWrite.All',
];

function planPassword(call: Call, user: UserRecord, value: unknown): Change {
	const permitted = call.permissions.has('User-PasswordProfile.ReadWrite.All');
	const restricted = user.profile.isManagementRestricted === true;
	if (!permitted || restricted || !mayTouch(call.tenant, user)) throw denied();
	if (user.profile.onPremisesSyncEnabled === true) throw onPremisesMastered();
	if (user.profile.userType === 'Guest') {
		throw badRequest('Unable to update the password of a user whose home is another directory.');
	}
	const { password } = (value ?? {}) as { password?: unknown };
	return { canFail: true, apply: () => setPassword(user, password, call.now) };
}

/** Privileged people are out of reach for the app alone; a high role of its service principal reaches them. */
function mayTouch(tenant: TenantState, user: UserRecord): boolean {
	if (!isPrivileged(tenant, user.profile.id)) return true;
	return tenant.app.directoryRoles.some((role) => OVER_ADMINS.includes(role));
}

/**
 * Moves somebody to the deleted items and takes them out of everything, as Graph does for `DELETE /users/{id}` and,
 * dangerously, for `DELETE /groups/{id}/members/{id}` without `$ref`.
 * @throws GraphError 403 for a privileged person without User.DeleteRestore.All.
 */
export function deleteUser({ tenant, permissions }: Call, user: UserRecord): void {
	const { id } = user.profile;
	if (!permissions.has('User.DeleteRestore.All') && !mayTouch(tenant, user)) throw denied();
	tenant.users = tenant.users.filter((other) => other !== user);
	tenant.deletedUsers.push(user);
	for (const group of tenant.groups) {
		group.memberIds = group.memberIds.filter((member) => member !== id);
		group.ownerIds = group.ownerIds.filter((owner) => owner !== id);
	}
	tenant.roleAssignments = tenant.roleAssignments.filter((role) => role.principalId !== id);
}
