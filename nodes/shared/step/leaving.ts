import type { Person } from './offboarding';

/** Why somebody on the list takes nothing over; follows a name. */
export const LEAVING_TOO = 'who is leaving too';

/**
 * True for somebody who is being offboarded too: nothing is passed on to them, because it would only go under with them.
 *
 * @param leaving object ids or user principal names, in any letter case
 */
export function isLeaving(
	{ id, userPrincipalName }: Pick<Person, 'id' | 'userPrincipalName'>,
	leaving: readonly string[] | undefined,
): boolean {
	const own = [id.toLowerCase(), userPrincipalName?.toLowerCase()];
	return (leaving ?? []).some((key) => own.includes(key.trim().toLowerCase()));
}
