/** What a member may be. */
export type Role = 'owner' | 'admin' | 'manager' | 'viewer';

export const ROLES: readonly Role[] = ['owner', 'admin', 'manager', 'viewer'];

/** What a role is called, and what it may do, in the guide's words. */
export const ROLE_WORDS: Readonly<Record<Role, { readonly name: string; readonly can: string }>> = {
	owner: { name: 'Owner', can: 'Everything, billing and deletion included' },
	admin: { name: 'Admin', can: 'Everything but billing and deletion' },
	manager: { name: 'Manager', can: 'Offboard and manage employees' },
	viewer: { name: 'Viewer', can: 'See data and reports' },
};

/**
 * Who may do what: the one table. A permission that is not in it belongs to nobody.
 */
const MAY = {
	'dashboard:read': ['owner', 'admin', 'manager', 'viewer'],
	'employees:read': ['owner', 'admin', 'manager', 'viewer'],
	'employees:sync': ['owner', 'admin', 'manager'],
	'offboardings:read': ['owner', 'admin', 'manager', 'viewer'],
	'offboardings:start': ['owner', 'admin', 'manager'],
	'offboardings:approve': ['owner', 'admin', 'manager'],
	'offboardings:undo': ['owner', 'admin'],
	'reports:read': ['owner', 'admin', 'manager', 'viewer'],
	'audit:read': ['owner', 'admin', 'manager', 'viewer'],
	'team:read': ['owner', 'admin', 'manager', 'viewer'],
	'team:manage': ['owner', 'admin'],
	'connection:read': ['owner', 'admin', 'manager', 'viewer'],
	'connection:manage': ['owner', 'admin'],
	'automations:manage': ['owner', 'admin'],
	'organisation:manage': ['owner', 'admin'],
	'organisation:export': ['owner'],
	'organisation:delete': ['owner'],
	'billing:manage': ['owner'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof MAY;

export const PERMISSIONS = Object.keys(MAY) as readonly Permission[];

/** The lines of the table that people read, each by the permission that decides it. */
export const ROLE_ROWS: readonly (readonly [string, Permission])[] = [
	['See data, reports', 'reports:read'],
	['Start offboardings', 'offboardings:start'],
	['Approve what somebody else asks for', 'offboardings:approve'],
	['Undo what can be undone', 'offboardings:undo'],
	['Team, settings, automations', 'team:manage'],
	['Billing', 'billing:manage'],
	['Delete organisation', 'organisation:delete'],
];

/** Whether a role may. Asked at the route and again in the service. */
export function can(role: Role, permission: Permission): boolean {
	const roles: readonly Role[] = MAY[permission];
	return roles.includes(role);
}

/** A text from the database or a form, as a role. */
export function roleOf(text: string): Role | null {
	return ROLES.find((role) => role === text) ?? null;
}

/** Which roles somebody may give away or take: an Admin can't make or change Owners. */
export function mayAssign(by: Role, role: Role): boolean {
	if (!can(by, 'team:manage')) return false;
	return role !== 'owner' || by === 'owner';
}
