import { HttpError, notFound } from '../../http/http-error';
import type { MemberCall } from '../../http/call';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { stripeFor } from '../owner-only';
import { stripeTrouble } from '../stripe/asked';
import { invoiceOf, type Invoice } from './invoices';
import { invoicePdf } from './invoice-pdf';

/** Invoices as files of ours, and the way to Stripe's own. */
export function addInvoiceRoutes(routes: Routes, services: Services): void {
	const wanted = async (call: MemberCall): Promise<Invoice> => {
		const found = await invoiceOf(services.db, call.member.organisation.id, call.param('id'));
		if (found === null) throw notFound();
		return found;
	};
	routes.member('get', '/billing/invoices/:id/pdf', 'billing:manage', async (call) => {
		const invoice = await wanted(call);
		const isSimulated = services.stripe?.mode === 'simulated';
		const bytes = invoicePdf(invoice, { isSimulated });
		const name = `invoice-${invoice.number.replaceAll(/[^\w-]/g, '_')}.pdf`;
		call.response
			.type('application/pdf')
			.set('Content-Disposition', `attachment; filename="${name}"`)
			.send(bytes);
	});
	routes.member('get', '/billing/invoices/:id/original', 'billing:manage', async (call) => {
		const { id } = await wanted(call);
		const { client } = stripeFor(services, call.member);
		// Such addresses end after a while, so that it is asked for at each visit.
		const { hosted_invoice_url: url } = await client.invoices
			.retrieve(id)
			.catch((error: unknown) => {
				throw stripeTrouble(error, 'Our PDF of it can be downloaded.');
			});
		if (!url) throw new HttpError(409, 'Stripe has no page for this invoice.');
		call.redirect(url);
	});
}
