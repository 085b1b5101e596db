import { drawPaper, type PlainPaper } from '../../../runner';
import { day, money } from '../money';
import type { Invoice } from './invoices';

/** What surrounds an invoice. */
export interface InvoiceLook {
	/** No money moved. */
	readonly isSimulated: boolean;
}

const STAMPS: Readonly<Record<string, PlainPaper['stamp']>> = {
	paid: { word: 'Paid', as: 'done' },
	open: { word: 'Not paid', as: 'failed' },
	void: { word: 'Void', as: 'skipped' },
	uncollectible: { word: 'Not paid', as: 'failed' },
};

const COLUMNS = [
	{ name: 'For', width: 230 },
	{ name: 'From', width: 98 },
	{ name: 'To', width: 98 },
	{ name: 'Amount', width: 72 },
];

/**
 * An invoice on our paper. It is a copy and no second invoice: it carries Stripe's number, and the sums, tax and
 * addresses that Stripe finalized. The same invoice gives the same bytes.
 */
export function invoicePdf(invoice: Invoice, { isSimulated }: InvoiceLook): Buffer {
	const { number, row, details } = invoice;
	const { discount = 0 } = details;
	const inWords = (amount: number): string => money(amount, row.currency);
	// What was due is less than the total where credit of an earlier change was used.
	const fromCredit = row.total > 0 ? row.total - row.amount_due - row.credited : 0;
	return drawPaper({
		...{ from: 'OffboardIQ, invoice', title: `Invoice ${number}`, simulated: isSimulated },
		stamp: stampOf(invoice),
		facts: factsOf(invoice),
		table: {
			...{ name: 'What it is for', columns: COLUMNS },
			rows: details.lines.map(({ says, cents, from, to }) => [
				...[says, day(from), day(to), inWords(cents)],
			]),
		},
		sums: [
			['Subtotal', inWords(row.subtotal)],
			...(discount > 0 ? [['Discount', inWords(-discount)] as const] : []),
			['Tax', inWords(row.tax)],
			['Total', inWords(row.total)],
			...(fromCredit > 0 ? [['From earlier credit', inWords(-fromCredit)] as const] : []),
			...(row.credited > 0 ? [['Credited', inWords(-row.credited)] as const] : []),
			['Amount paid', inWords(row.amount_paid)],
		],
		notes: [
			`A copy of invoice ${number}, which Stripe issued and keeps. The original can be opened from Billing; where the two should differ, it is the original that counts.`,
		],
		generatedAt: new Date(row.paid_at ?? row.created_at),
	});
}

function stampOf({ status, paidAt }: Invoice): PlainPaper['stamp'] {
	const stamp = STAMPS[status] ?? { word: status, as: 'skipped' as const };
	return status === 'paid' && paidAt !== null
		? { ...stamp, word: `Paid on ${day(paidAt)}` }
		: stamp;
}

function factsOf({ number, createdAt, details }: Invoice): PlainPaper['facts'] {
	const billedTo = [details.name, ...details.address, details.email].filter(
		(line): line is string => line !== null && line !== '',
	);
	return [
		['Number', [number]],
		['Date', [`${day(createdAt)} (UTC)`]],
		['Billed to', billedTo.length === 0 ? ['Not given'] : billedTo],
		...(details.taxIds.length === 0 ? [] : [['Tax id', details.taxIds] as const]),
	];
}
