import { HttpError, notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { addChangeRoutes } from './change/routes';
import { choiceIn } from './choice-in';
import { addInvoiceRoutes } from './invoices/routes';
import { addWebhookRoute } from './mirror/webhook';
import type { BillingWorker } from './mirror/worker';
import { billingPage } from './page/billing-page';
import { openCard } from './purchase/card';
import { openCheckout } from './purchase/checkout';
import { comeBack } from './purchase/paid';
import { stripeTrouble } from './stripe/asked';

/** What is paid for, when the trial or plan is over too. */
const always = { afterTrial: true } as const;

/** Plans, what they cost, and invoices. */
export function addBillingRoutes(
	routes: Routes,
	services: Services,
	worker: Pick<BillingWorker, 'wake'>,
): void {
	routes.member('get', '/billing', 'billing:manage', async (call) =>
		call.page('billing/views/billing', await billingPage(services, call)),
	);
	addPurchase(routes, services);
	addChangeRoutes(routes, services);
	addInvoiceRoutes(routes, services);
	addWebhookRoute(routes, services, () => worker.wake());
}

function addPurchase(routes: Routes, services: Services): void {
	routes.member(
		...(['post', '/billing/checkout', 'billing:manage'] as const),
		async (call) => {
			const choice = choiceIn(call);
			call.redirect(await asked(() => openCheckout(services, call, choice)));
		},
		always,
	);
	routes.member('get', '/billing/paid', 'billing:manage', async (call) => {
		const session = call.query('session').slice(0, 200);
		if (session === '') throw notFound();
		const isPaid = await asked(() => comeBack(services, call, session));
		call.redirect(isPaid ? '/billing?said=paid' : '/billing');
	});
	routes.member(
		...(['post', '/billing/card', 'billing:manage'] as const),
		async (call) => call.redirect(await asked(() => openCard(services, call.member))),
		always,
	);
}

/** @throws HttpError where Stripe does not answer */
async function asked<T>(what: () => Promise<T>): Promise<T> {
	try {
		return await what();
	} catch (error) {
		if (error instanceof HttpError) throw error;
		throw stripeTrouble(error, 'Nothing was charged.');
	}
}
