import { Router, type Request, type Response } from 'express';
import { draw } from '../../http/views';
import { found, type Sim } from './bills';
import { payCheckout } from './endpoints/checkout';
import { payNow } from './lives';
import { idOf, type Card } from './state';

/** The cards that work here, and what becomes of them. Their numbers are those of Stripe's own test cards. */
export const CARDS: Readonly<Record<string, Card>> = {
	'4242424242424242': 'good',
	'4000000000000002': 'declined',
	'4000000000000341': 'declinedLater',
	'4000002760003184': 'asks',
};

/** The pages that customers come to: paying, changing the card, an invoice. */
export function hostedPages(sim: Sim): Router {
	const router = Router();
	const { kept } = sim.state;
	const checkout = (request: Request, response: Response, error: string | null, status = 200) => {
		const session = found(kept.sessions, idIn(request), 'checkout.session');
		const price = found(kept.prices, kept.carts[session.id]?.price ?? '', 'price');
		const product = kept.products[idOf(price.product)]?.name ?? '';
		show(response, 'checkout', { title: 'Pay', session, price, product, error }, status);
	};
	router.get('/c/:id', (request, response) => checkout(request, response, null));
	router.post('/c/:id', (request, response) => {
		const session = found(kept.sessions, idIn(request), 'checkout.session');
		const card = cardIn(request);
		if (card === null) return checkout(request, response, NO_CARD, 422);
		if (asksFirst(request, response, card)) return;
		if (fieldOf(request, 'bank') === 'no') return checkout(request, response, REFUSED, 422);
		keepAddress(sim, idOf(session.customer), request);
		const refused = payCheckout(sim, session.id, card);
		if (refused !== null) return checkout(request, response, refused, 422);
		response.redirect(303, session.success_url ?? '/');
	});
	addPortal(router, sim);
	addInvoice(router, sim);
	return router;
}

function addPortal(router: Router, sim: Sim): void {
	const { kept } = sim.state;
	router.get('/p/:id', (request, response) => {
		const visit = found(kept.portals, idIn(request), 'portal session');
		const card = kept.cards[visit.customer] ?? null;
		show(response, 'portal', { title: 'Payment method', visit, card, error: null });
	});
	router.post('/p/:id', (request, response) => {
		const visit = found(kept.portals, idIn(request), 'portal session');
		const card = cardIn(request);
		if (card !== null && asksFirst(request, response, card)) return;
		const isRefused = fieldOf(request, 'bank') === 'no';
		if (card === null || card.behaves === 'declined' || isRefused) {
			const error = isRefused ? REFUSED : card === null ? NO_CARD : DECLINED;
			const now = kept.cards[visit.customer] ?? null;
			return show(response, 'portal', { title: 'Payment method', visit, card: now, error }, 422);
		}
		kept.cards[visit.customer] = card;
		keepAddress(sim, visit.customer, request);
		response.redirect(303, visit.return_url ?? '/');
	});
}

function addInvoice(router: Router, sim: Sim): void {
	const { kept } = sim.state;
	router.get('/i/:id', (request, response) => {
		const invoice = found(kept.invoices, idIn(request), 'invoice');
		show(response, 'invoice', { title: `Invoice ${invoice.number ?? ''}`, invoice, error: null });
	});
	router.post('/i/:id', (request, response) => {
		const invoice = found(kept.invoices, idIn(request), 'invoice');
		const card = cardIn(request);
		if (card !== null && asksFirst(request, response, card)) return;
		const isConfirmed = fieldOf(request, 'bank') === 'yes';
		const isRefused = fieldOf(request, 'bank') === 'no';
		if (card !== null && !isRefused) kept.cards[idOf(invoice.customer)] = card;
		const isPaid = card !== null && !isRefused && payNow(sim, invoice, isConfirmed);
		const error = isPaid ? null : isRefused ? REFUSED : card === null ? NO_CARD : DECLINED;
		show(
			response,
			'invoice',
			{ title: `Invoice ${invoice.number ?? ''}`, invoice, error },
			error ? 422 : 200,
		);
	});
}

/** A card that wants to be confirmed is shown the bank’s page first. @returns whether it was */
function asksFirst(request: Request, response: Response, { behaves }: { behaves: Card }): boolean {
	if (behaves !== 'asks' || fieldOf(request, 'bank') !== '') return false;
	const names = ['card', 'name', 'line1', 'city', 'country'];
	const fields = Object.fromEntries(names.map((name) => [name, fieldOf(request, name)]));
	show(response, 'bank', { title: 'Your bank asks', fields });
	return true;
}

const DECLINED = 'Your card was declined.';
const REFUSED = 'Your bank did not confirm it. Nothing was charged.';
const NO_CARD = 'Enter one of the card numbers above.';

const idIn = (request: Request): string => String(request.params.id);

const show = (response: Response, view: string, data: Record<string, unknown>, status = 200) =>
	void response
		.status(status)
		.type('html')
		.send(draw(`billing/simulated-stripe/views/${view}`, data));

const fieldOf = (request: Request, name: string): string => {
	const value = (request.body as Record<string, unknown> | undefined)?.[name];
	return typeof value === 'string' ? value.trim().slice(0, 200) : '';
};

function cardIn(request: Request): { behaves: Card; last4: string } | null {
	const number = fieldOf(request, 'card').replaceAll(/\D/g, '');
	const behaves = Object.hasOwn(CARDS, number) ? CARDS[number] : undefined;
	return behaves ? { behaves, last4: number.slice(-4) } : null;
}

function keepAddress({ state, webhooks }: Sim, id: string, request: Request): void {
	const customer = state.kept.customers[id];
	const name = fieldOf(request, 'name');
	if (!customer || name === '') return;
	customer.name = name;
	customer.address = {
		...{ line1: fieldOf(request, 'line1') || null, line2: null, state: null, postal_code: null },
		...{ city: fieldOf(request, 'city') || null, country: fieldOf(request, 'country') || null },
	};
	webhooks.emit('customer.updated', customer);
}
