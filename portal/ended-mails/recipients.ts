import type { Queries } from '../database/schema';
import { choiceOf } from './ended-choice';

/** An end, as far as it decides who is told. */
interface End {
	/** Somebody has to do something about it. */
	readonly needs: boolean;
	/** Name and address of whoever asked. */
	readonly requestedBy: string | null;
}

/**
 * Whoever asked, as they chose. Where they are no member any more, what needs somebody is told to Owners and Admins: it
 * would be nobody's otherwise.
 *
 * @returns addresses
 */
export async function recipientsOfEnd(
	tx: Queries,
	organisationId: string,
	{ needs, requestedBy }: End,
): Promise<readonly string[]> {
	const members = await tx
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select(['account.email', 'account.ended_mails', 'member.role'])
		.where('member.organisation_id', '=', organisationId)
		.execute();
	const wanted = (choice: string): boolean =>
		choiceOf(choice) === 'all' || (choiceOf(choice) === 'needs' && needs);
	const asked = /<([^<>]+)>\s*$/.exec(requestedBy ?? '')?.[1]?.toLowerCase();
	const own = members.filter(({ email }) => email.toLowerCase() === asked);
	const admins = members.filter(({ role }) => role === 'owner' || role === 'admin');
	const told = own.length > 0 ? own : needs ? admins : [];
	return told.filter(({ ended_mails }) => wanted(ended_mails)).map(({ email }) => email);
}
