import type { PermissionNeed } from './permissions';

/** The directory role that lets an app change somebody who holds an admin role. */
export const OVER_ADMINISTRATORS = 'Privileged Authentication Administrator';

/**
 * What a permission alone may not reach, by kind of call: a directory role of the app's service principal. Without it
 * the roles of the leaver go first and the step is tried again.
 *
 * @see https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions
 */
export const EXTRA_ROLES: Readonly<Partial<Record<PermissionNeed, string>>> = {
	disableAccount: `${OVER_ADMINISTRATORS}, for administrators where Microsoft Graph refuses the permission alone; a role scoped to the unit, for members of a restricted administrative unit`,
	resetPassword: `${OVER_ADMINISTRATORS}, for administrators; a role scoped to the unit, for members of a restricted administrative unit`,
};
