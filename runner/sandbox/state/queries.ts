import type { GroupRecord, UserRecord } from './directory';
import type { TenantState } from './tenant';

const sameId = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Where somebody was found last. Only a hint: whoever arranges a case may have moved or renamed them since. */
const places = new WeakMap<TenantState, Map<string, number>>();

/**
 * The person with an object id or user principal name, in any letter case.
 * @returns undefined when there is none (a deleted one counts as none).
 */
export function findUser(tenant: TenantState, key: string): UserRecord | undefined {
	const wanted = key.toLowerCase();
	const isWanted = ({ profile }: UserRecord) =>
		profile.id.toLowerCase() === wanted || profile.userPrincipalName.toLowerCase() === wanted;
	const known = places.get(tenant) ?? new Map<string, number>();
	places.set(tenant, known);
	const last = tenant.users[known.get(wanted) ?? -1];
	if (last && isWanted(last)) return last;
	const at = tenant.users.findIndex(isWanted);
	if (at < 0) return undefined;
	if (known.size > 4 * tenant.users.length) known.clear();
	known.set(wanted, at);
	return tenant.users[at];
}

/** The group with an object id, or undefined. */
export function findGroup(tenant: TenantState, id: string): GroupRecord | undefined {
	return tenant.groups.find((group) => sameId(group.profile.id, id));
}

/** The groups that list an object as a direct member. */
export function groupsOf(tenant: TenantState, memberId: string): GroupRecord[] {
	return tenant.groups.filter((group) => group.memberIds.includes(memberId));
}

/** The groups an object belongs to, through other groups too; each once. */
export function transitiveGroupsOf(tenant: TenantState, memberId: string): GroupRecord[] {
	const found = new Set<GroupRecord>();
	const waiting = [memberId];
	for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
		for (const group of groupsOf(tenant, id)) {
			if (found.has(group)) continue;
			found.add(group);
			waiting.push(group.profile.id);
		}
	}
	return [...found];
}

/** Everybody in a group, through nested groups too; each once. */
export function transitiveMembersOf(tenant: TenantState, group: GroupRecord): string[] {
	const found = new Set<string>();
	// Grows while it is gone through: first the direct members, then those of each group among them.
	const waiting = [...group.memberIds];
	const groups = new Map(tenant.groups.map((one) => [one.profile.id, one]));
	for (const id of waiting) {
		if (found.has(id)) continue;
		found.add(id);
		for (const member of groups.get(id)?.memberIds ?? []) waiting.push(member);
	}
	return [...found];
}

/**
 * True when Entra treats somebody as privileged: an active role, or a place in (or the ownership of) a group that
 * roles can be assigned to. Sensitive changes to such an account need more than User.ReadWrite.All.
 */
export function isPrivileged(tenant: TenantState, userId: string): boolean {
	if (tenant.roleAssignments.some((role) => role.principalId === userId)) return true;
	return tenant.groups.some(
		(group) =>
			group.profile.isAssignableToRole === true &&
			(group.memberIds.includes(userId) || group.ownerIds.includes(userId)),
	);
}

/** True for a group that carries a team. */
export function isTeam(group: GroupRecord): boolean {
	return group.profile.resourceProvisioningOptions.includes('Team');
}

/** Whom Teams shows in the team. */
export function rosterOf({ memberIds, ownerIds, rosterOnlyIds }: GroupRecord): string[] {
	return [...memberIds, ...ownerIds, ...(rosterOnlyIds ?? [])];
}
