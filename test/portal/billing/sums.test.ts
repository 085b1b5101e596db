import type Stripe from 'stripe';
import { expect, it } from 'vitest';
import { sumLines } from '../../../portal/billing/change/plan-change';
import { invoicePdf } from '../../../portal/billing/invoices/invoice-pdf';
import type { Invoice } from '../../../portal/billing/invoices/invoices';
import { textOf } from '../../harness/readPdf';

type Preview = Parameters<typeof sumLines>[0];

const preview = (
	taxes: [number, 'exclusive' | 'inclusive'][],
	total: number,
	due: number,
	off = 0,
) =>
	({
		lines: {
			data: [
				{ description: 'Unused time', amount: -14_900 },
				{ description: 'Remaining time', amount: 39_900 },
			] as Stripe.InvoiceLineItem[],
		},
		total_taxes: taxes.map(([amount, tax_behavior]) => ({ amount, tax_behavior })),
		...{ total, amount_due: due },
		total_discount_amounts: off === 0 ? [] : [{ amount: off, discount: 'di_of_this_test' }],
	}) as unknown as Preview;

it.each<[string, Preview, Record<string, number>]>([
	['no tax', preview([], 25_000, 25_000), {}],
	['tax on top', preview([[4_750, 'exclusive']], 29_750, 29_750), { Tax: 4_750 }],
	['tax in it', preview([[4_750, 'inclusive']], 25_000, 25_000), {}],
	['a discount', preview([], 20_000, 20_000, 5_000), { Discount: -5_000 }],
	[
		'a discount and tax',
		preview([[3_800, 'exclusive']], 23_800, 23_800, 5_000),
		{ Discount: -5_000, Tax: 3_800 },
	],
	['credit', preview([], 25_000, 20_000), { 'Credit of earlier changes': -5_000 }],
	['more credit than that', preview([], 25_000, 0), { 'Credit of earlier changes': -25_000 }],
])('the lines of a change add up to what is taken: %s', (_, asked, more) => {
	const lines = sumLines(asked);
	expect(Object.fromEntries(lines.slice(2).map(({ says, cents }) => [says, cents]))).toEqual(more);
	expect(lines.reduce((sum, { cents }) => sum + cents, 0)).toBe(asked.amount_due);
});

it('an invoice that was paid from credit in part says so', async () => {
	const row = { currency: 'usd', subtotal: 14_900, tax: 0, total: 14_900, credited: 0 };
	const at = '2026-11-27T12:00:00.000Z';
	const details = { name: null, email: null, address: [], taxIds: [], lines: [] };
	const drawn = async (due: number) => {
		const paid = { ...row, amount_due: due, amount_paid: due, created_at: at, paid_at: at };
		const invoice = {
			number: 'A-1',
			status: 'paid',
			createdAt: at,
			paidAt: at,
			details,
			row: paid,
		};
		return await textOf(invoicePdf(invoice as unknown as Invoice, { isSimulated: false }));
	};
	expect(await drawn(14_900)).not.toContain('Fromearliercredit');
	expect(await drawn(10_000)).toContain('Fromearliercredit-$49.00');
});
