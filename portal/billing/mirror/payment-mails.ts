import type { Queries } from '../../database/schema';
import { post } from '../../mail/outbox';
import type { Services } from '../../services';
import { GRACE_DAYS } from '../entitlement/entitlement';
import { money } from '../money';

/** Writes to every Owner about a payment that failed, once for each invoice, in the transaction that found it out. */
export async function tellOfUnpaid(
	{ config, now }: Services,
	tx: Queries,
	organisationId: string,
): Promise<void> {
	const unpaid = await tx
		.updateTable('invoice')
		.set({ told_at: now().toISOString() })
		.where('organisation_id', '=', organisationId)
		.where('status', '=', 'open')
		.where('attempts', '>', 0)
		.where('told_at', 'is', null)
		// A change whose payment failed changes nothing, and whoever asked for it is looking at it.
		.where('id', 'in', (row) =>
			row
				.selectFrom('subscription')
				.select('latest_invoice')
				.where('organisation_id', '=', organisationId)
				.where('status', '=', 'past_due')
				.where('latest_invoice', 'is not', null)
				.$narrowType<{ latest_invoice: string }>(),
		)
		.returning(['number', 'amount_due', 'currency'])
		.execute();
	if (unpaid.length === 0) return;
	const owners = await tx
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select('account.email')
		.where('member.organisation_id', '=', organisationId)
		.where('member.role', '=', 'owner')
		.execute();
	for (const { number, amount_due, currency } of unpaid) {
		const text = `${money(amount_due, currency)} of invoice ${number} could not be taken from your card. Everything goes on as before for ${GRACE_DAYS} days after the end of what is paid; then nothing new can be started until it is paid, and what is scheduled is held. Pay it, or give another card, here:\n\n${config.publicUrl}/billing`;
		for (const { email } of owners) {
			const subject = `Payment failed: invoice ${number}`;
			await post(tx, { organisationId, recipient: email, subject, text }, now());
		}
	}
}
