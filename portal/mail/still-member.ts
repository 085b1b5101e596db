import { parseEmail } from '../accounts/email-address';
import type { Queries } from '../database/schema';

/** Whether a mail may still go to an address: what is an organisation's business goes to its members only. */
export async function isStillTheirs(
	db: Queries,
	{
		recipient,
		organisationId,
	}: { readonly recipient: string; readonly organisationId: string | null },
): Promise<boolean> {
	if (organisationId === null) return true;
	const member = await db
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select('member.account_id')
		.where('member.organisation_id', '=', organisationId)
		.where('account.email_key', '=', parseEmail(recipient)?.key ?? '')
		.executeTakeFirst();
	return member !== undefined;
}

/** Whoever is taken out gets nothing more of what was written for members, however long it has waited to be sent. */
export async function dropUnsent(
	tx: Queries,
	organisationId: string,
	accountId: string,
): Promise<void> {
	await tx
		.deleteFrom('outgoing_mail')
		.where('organisation_id', '=', organisationId)
		.where('sent_at', 'is', null)
		.where('recipient', 'in', (eb) =>
			eb.selectFrom('account').select('email').where('id', '=', accountId),
		)
		.execute();
}
