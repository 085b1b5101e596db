import type Stripe from 'stripe';
import type { InvoiceRow } from '../../database/billing-schema';
import { isoOf } from './subscription-row';

/** What an invoice says beside its sums. Kept as JSON. */
export interface InvoiceDetails {
	readonly name: string | null;
	readonly email: string | null;
	/** Its lines, as an envelope has them. */
	readonly address: readonly string[];
	readonly taxIds: readonly string[];
	/** Taken off before tax, in the smallest unit; what was read before this was kept has none. */
	readonly discount?: number;
	readonly lines: readonly {
		readonly says: string;
		readonly cents: number;
		readonly from: string;
		readonly to: string;
	}[];
}

/** An invoice as it is kept; null for a draft, which may still change. */
export function invoiceRow(
	invoice: Stripe.Invoice,
): Omit<InvoiceRow, 'organisation_id' | 'told_at'> | null {
	const { id, number, status } = invoice;
	if (number === null || status === null || status === 'draft') return null;
	const tax = (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
	const paidAt = invoice.status_transitions.paid_at;
	return {
		...{ id, number, status, currency: invoice.currency, subtotal: invoice.subtotal, tax },
		...{ total: invoice.total, amount_paid: invoice.amount_paid, amount_due: invoice.amount_due },
		credited: invoice.post_payment_credit_notes_amount + invoice.pre_payment_credit_notes_amount,
		created_at: isoOf(invoice.created),
		paid_at: paidAt === null ? null : isoOf(paidAt),
		attempts: invoice.attempt_count,
		details: JSON.stringify(detailsOf(invoice)),
	};
}

function detailsOf(invoice: Stripe.Invoice): InvoiceDetails {
	const { customer_address: at } = invoice;
	const place = [at?.postal_code, at?.city, at?.state].filter(Boolean).join(' ');
	return {
		...{ name: invoice.customer_name, email: invoice.customer_email },
		address: [at?.line1, at?.line2, place, at?.country].filter((line): line is string => !!line),
		taxIds: (invoice.customer_tax_ids ?? []).flatMap(({ value }) => value ?? []),
		discount: (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0),
		lines: invoice.lines.data.map(({ description, amount, period }) => ({
			...{ says: description ?? '', cents: amount },
			...{ from: isoOf(period.start), to: isoOf(period.end) },
		})),
	};
}
