import { Router, type Request } from 'express';
import { draw } from '../../http/views';
import { found, nameOfPrice, type Sim } from './bills';
import { forgetCustomer } from './forget-customer';
import { catchUp } from './lives';
import { itemOf } from './objects/subscription';

const HOUR_S = 3600;
const MOST_AHEAD_S = 20 * 365 * 24 * HOUR_S;

/** What Stripe has no page for: moving a customer's time, and making webhooks go wrong. */
export function deskPages(sim: Sim): Router {
	const router = Router();
	const { kept } = sim.state;
	router.get('/', (_request, response) => {
		const customers = Object.values(kept.customers)
			.filter(({ test_clock }) => !test_clock)
			.map((customer) => ({
				customer,
				now: iso(sim.state.timeOf(customer.id)),
				subscriptions: Object.values(kept.subscriptions)
					.filter((one) => one.customer === customer.id)
					.map((one) => ({
						...{ id: one.id, status: one.status, cancels: one.cancel_at !== null },
						plan: nameOfPrice(sim)(itemOf(one).price),
						ends: iso(itemOf(one).current_period_end),
						endsAt: one.cancel_at === null ? null : iso(one.cancel_at),
					})),
			}));
		const { faults, afterTries } = kept;
		const data = { title: 'Simulated Stripe', customers, faults, afterTries };
		response.type('html').send(draw('billing/simulated-stripe/views/desk', data));
	});
	router.post('/_/ahead', (request, response) => {
		const customer = found(kept.customers, fieldOf(request, 'customer'), 'customer');
		const now = sim.state.timeOf(customer.id);
		const to = fieldOf(request, 'to') === 'end' ? endOf(sim, customer.id) : now + daysIn(request);
		const ahead = (kept.ahead[customer.id] ?? 0) + Math.max(0, to - now);
		kept.ahead[customer.id] = Math.min(ahead, MOST_AHEAD_S);
		catchUp(sim, customer.id);
		response.redirect(303, '/');
	});
	router.post('/_/forget', (request, response) => {
		const customer = found(kept.customers, fieldOf(request, 'customer'), 'customer');
		forgetCustomer(sim, customer);
		response.redirect(303, '/');
	});
	addFaults(router, sim);
	return router;
}

function addFaults(router: Router, { state: { kept } }: Sim): void {
	router.post('/_/faults', (request, response) => {
		kept.faults.duplicates = fieldOf(request, 'duplicates') === 'yes' ? 2 : 0;
		kept.faults.reorder = fieldOf(request, 'reorder') === 'yes';
		kept.faults.drop = fieldOf(request, 'drop') === 'yes';
		kept.faults.delayMs = fieldOf(request, 'delay') === 'yes' ? 5_000 : 0;
		response.redirect(303, '/');
	});
}

/** A little after the period of the customer's subscription has ended. */
function endOf({ state }: Sim, customer: string): number {
	const own = Object.values(state.kept.subscriptions).filter((one) => one.customer === customer);
	const live =
		own.find(({ status }) => status === 'active' || status === 'past_due') ??
		own.find(({ status }) => status !== 'canceled');
	return live ? itemOf(live).current_period_end + HOUR_S : 0;
}

const daysIn = (request: Request): number =>
	Math.max(0, Math.min(400, Number(fieldOf(request, 'days')) || 0)) * 24 * HOUR_S;

const iso = (at: number): string => new Date(at * 1000).toISOString();

function fieldOf(request: Request, name: string): string {
	const value = (request.body as Record<string, unknown> | undefined)?.[name];
	return typeof value === 'string' ? value : '';
}
