import type Stripe from 'stripe';

/**
 * From when on a subscription is not paid: the beginning of the oldest period whose invoice is open or was given up. Where
 * Stripe is set to go on all the same, each new period begins unpaid too, and must not be taken for the first.
 *
 * @returns seconds since 1970; null where nothing is open
 */
export function unpaidSince(
	invoices: readonly Stripe.Invoice[],
	subscriptionId: string,
): number | null {
	const starts = invoices
		.filter(({ status }) => status === 'open' || status === 'uncollectible')
		.filter(({ billing_reason }) => billing_reason === 'subscription_cycle')
		.filter((invoice) => subscriptionOf(invoice) === subscriptionId)
		.flatMap(({ lines }) => lines.data.filter((line) => !isProration(line)))
		.map(({ period }) => period.start);
	return starts.length === 0 ? null : Math.min(...starts);
}

function subscriptionOf({ parent }: Stripe.Invoice): string | null {
	const subscription = parent?.subscription_details?.subscription ?? null;
	return typeof subscription === 'string' || subscription === null ? subscription : subscription.id;
}

const isProration = ({ parent }: Stripe.InvoiceLineItem): boolean =>
	parent?.subscription_item_details?.proration === true ||
	parent?.invoice_item_details?.proration === true;
