import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import { decidedAlone, listedAlone } from './decided-alone';

/**
 * How many one person would decide about within a day, with these; whoever is on several lists counts once. The lists of
 * others count too.
 *
 * @param users object ids
 * @param own a list that is being begun, and does not count yet
 */
export async function peopleOfLists(
	{ db, now }: Pick<Services, 'db' | 'now'>,
	{ member, visitor: { email } }: Pick<MemberCall, 'member' | 'visitor'>,
	users: readonly string[],
	own: string | null = null,
): Promise<number> {
	const organisationId = member.organisation.id;
	const listed = await listedAlone(db, organisationId, now(), own);
	const before = await decidedAlone(db, { organisationId, email }, now(), own);
	return new Set([...listed, ...before, ...users.map((id) => id.toLowerCase())]).size;
}
