import type { InvoiceRow } from '../../database/billing-schema';
import type { Queries } from '../../database/schema';
import type { Status } from '../../../runner';
import type { InvoiceDetails } from '../mirror/invoice-row';
import { money } from '../money';

/** An invoice as pages and files show it. */
export interface Invoice {
	readonly id: string;
	readonly number: string;
	readonly createdAt: string;
	readonly paidAt: string | null;
	readonly status: string;
	/** What it is for, in a line. */
	readonly says: string;
	readonly total: string;
	/** What is still to be paid. */
	readonly due: string;
	/** What was given back of it; null: nothing. */
	readonly credited: string | null;
	readonly state: { readonly word: string; readonly as: Status };
	readonly row: InvoiceRow;
	readonly details: InvoiceDetails;
}

const STATES: Readonly<Record<string, Invoice['state']>> = {
	paid: { word: 'Paid', as: 'done' },
	open: { word: 'Not paid', as: 'failed' },
	void: { word: 'Void', as: 'skipped' },
	uncollectible: { word: 'Given up', as: 'failed' },
};

/** All invoices of an organisation, the newest first. */
export async function invoicesIn(db: Queries, organisationId: string): Promise<readonly Invoice[]> {
	const rows = await db
		.selectFrom('invoice')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.orderBy('created_at', 'desc')
		.orderBy('number', 'desc')
		.execute();
	return rows.map(invoiceFrom);
}

/** One of them; null where it is not the organisation's. */
export async function invoiceOf(
	db: Queries,
	organisationId: string,
	id: string,
): Promise<Invoice | null> {
	const row = await db
		.selectFrom('invoice')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', '=', id)
		.executeTakeFirst();
	return row ? invoiceFrom(row) : null;
}

function invoiceFrom(row: InvoiceRow): Invoice {
	const details = JSON.parse(row.details) as InvoiceDetails;
	const inWords = (amount: number): string => money(amount, row.currency);
	const says = details.lines.findLast(({ cents }) => cents > 0) ?? details.lines[0];
	return {
		...{ id: row.id, number: row.number, createdAt: row.created_at, paidAt: row.paid_at },
		...{ status: row.status, says: says?.says ?? '', total: inWords(row.total) },
		due: inWords(row.amount_due),
		credited: row.credited > 0 ? inWords(row.credited) : null,
		state: STATES[row.status] ?? { word: row.status, as: 'unknown' },
		...{ row, details },
	};
}
