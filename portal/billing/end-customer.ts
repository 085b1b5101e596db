import Stripe from 'stripe';
import type { Services } from '../services';

/**
 * Deletes an organisation at Stripe, which ends its plan at once: nobody goes on paying for what is gone. The invoices
 * stay there, as the law wants it. It may be repeated.
 *
 * @throws Error while Stripe can't be asked; then the organisation is not deleted yet either
 */
export async function endCustomer(
	{ db, stripe }: Pick<Services, 'db' | 'stripe'>,
	organisationId: string,
): Promise<void> {
	const known = await db
		.selectFrom('billing_customer')
		.select(['customer_id', 'mode'])
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	if (!known?.customer_id) return;
	if (stripe === null || stripe.mode !== known.mode) {
		if (known.mode !== 'live') return;
		throw new Error('The organisation pays for a plan, and there is no live key to end it with.');
	}
	try {
		await stripe.client.customers.del(known.customer_id);
	} catch (error) {
		const isThere =
			!(error instanceof Stripe.errors.StripeError) || error.code !== 'resource_missing';
		if (isThere) throw error;
	}
}
