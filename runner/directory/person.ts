import type { DirectoryPersonRow } from '../database/directory-schema';

/** Which list of people: a whole tenant's, or that of one group in it. */
export interface Place {
	readonly tenantId: string;
	/** Object id of a security group; null for the whole tenant. */
	readonly group: string | null;
}

/** What kind of account it is, as far as the directory itself shows it; see `kindOf`. */
export type PersonKind = 'employee' | 'guest' | 'disabled' | 'roomOrShared';

export const PERSON_KINDS: readonly PersonKind[] = [
	'employee',
	'guest',
	'disabled',
	'roomOrShared',
];

/** Somebody as the last sync saw them. All texts come from the tenant: data, never markup. */
export interface Person {
	readonly id: string;
	readonly displayName: string | null;
	readonly userPrincipalName: string | null;
	readonly mail: string | null;
	readonly accountEnabled: boolean | null;
	readonly userType: string | null;
	readonly department: string | null;
	readonly jobTitle: string | null;
	readonly onPremisesSyncEnabled: boolean | null;
	/** Null for nobody, and in the list of a group, for which Graph does not say it. */
	readonly managerId: string | null;
	readonly kind: PersonKind | 'removed';
	/** When they were no longer in the list; such people are kept for 30 days. */
	readonly removedAt: string | null;
}

/** How many there are of each kind. */
export interface PeopleCounts {
	readonly employees: number;
	readonly guests: number;
	readonly disabled: number;
	readonly roomsOrShared: number;
	readonly total: number;
}

/** The columns a row of Graph says something about. */
export type Facts = Pick<
	DirectoryPersonRow,
	| 'display_name'
	| 'user_principal_name'
	| 'mail'
	| 'account_enabled'
	| 'user_type'
	| 'department'
	| 'job_title'
	| 'on_premises_sync_enabled'
	| 'manager_id'
>;

/**
 * The kind of an account, from its row alone:
 * - `guest`: `userType` is Guest. Whoever was invited as a member counts as a member.
 * - `disabled`: a member whose sign-in is off; mostly somebody who has left already.
 * - `roomOrShared`: of those, the ones with an address but without manager, department and job title. That is how a
 *   room or a shared mailbox looks from here, and how a carelessly kept leaver looks too. Only each mailbox's own
 *   settings would tell (`userPurpose`), and those need another permission and a request for everybody.
 * - `employee`: every other member, service accounts included, which the directory does not tell apart.
 *
 * In the list of a group no manager is known, so department and job title alone decide there.
 */
export function kindOf(facts: Facts): PersonKind {
	if (facts.user_type?.toLowerCase() === 'guest') return 'guest';
	if (facts.account_enabled !== 0) return 'employee';
	const belongs = facts.manager_id ?? facts.department ?? facts.job_title;
	return facts.mail !== null && belongs === null ? 'roomOrShared' : 'disabled';
}

/** What `scope` holds for a list. */
export function scopeOf({ group }: Pick<Place, 'group'>): string {
	return group === null ? 'tenant' : group.toLowerCase();
}

/** A row as everybody else sees it. */
export function personOf(row: DirectoryPersonRow): Person {
	const flag = (value: number | null): boolean | null => (value === null ? null : value === 1);
	return {
		id: row.object_id,
		displayName: row.display_name,
		userPrincipalName: row.user_principal_name,
		mail: row.mail,
		accountEnabled: flag(row.account_enabled),
		userType: row.user_type,
		department: row.department,
		jobTitle: row.job_title,
		onPremisesSyncEnabled: flag(row.on_premises_sync_enabled),
		managerId: row.manager_id,
		kind: row.kind as Person['kind'],
		removedAt: row.removed_at,
	};
}
