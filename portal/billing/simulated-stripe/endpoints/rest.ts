import type Stripe from 'stripe';
import { found, type Sim } from '../bills';
import { catchUp, payNow, release } from '../lives';
import { newId, onePeriodAfter } from '../objects/ids';
import { clockObject } from '../objects/sessions';
import { phaseObject, scheduleObject } from '../objects/subscription';
import { intervalOf } from '../proration';
import { SimError } from '../sim-error';
import { idOf, type Card } from '../state';
import { pageOf, textIn, type Asked, type Endpoint } from './endpoint';

/** Schedules, invoices, events and test clocks. */
export const REST: readonly Endpoint[] = [
	{ ...{ method: 'POST', path: '/subscription_schedules' }, answer: makeSchedule },
	{
		...{ method: 'GET', path: '/subscription_schedules/:id' },
		answer: ({ state }, { id }) => found(state.kept.schedules, id, 'subscription_schedule'),
	},
	{ ...{ method: 'POST', path: '/subscription_schedules/:id' }, answer: setPhases },
	{
		...{ method: 'POST', path: '/subscription_schedules/:id/release' },
		answer: (sim, { id }) => {
			const schedule = activeSchedule(sim, id);
			release(sim, schedule, sim.state.timeOf(idOf(schedule.customer)));
			return schedule;
		},
	},
	{
		...{ method: 'GET', path: '/invoices' },
		answer: (sim, { params }) => {
			const { state } = sim;
			const customer = textIn(params, 'customer');
			catchUp(sim, customer);
			const all = Object.values(state.kept.invoices);
			const own = all.filter((one) => customer === '' || one.customer === customer);
			return pageOf(own.map(withFirstLines), params, '/v1/invoices');
		},
	},
	{
		...{ method: 'GET', path: '/invoices/:id' },
		answer: ({ state }, { id }) => withFirstLines(found(state.kept.invoices, id, 'invoice')),
	},
	{
		...{ method: 'GET', path: '/invoices/:id/lines' },
		answer: ({ state }, { id, params }) => {
			const { data } = found(state.kept.invoices, id, 'invoice').lines;
			const after = data.findIndex((line) => line.id === textIn(params, 'starting_after')) + 1;
			const until = after + Number(textIn(params, 'limit') || LINES_SHOWN);
			const rest = { has_more: until < data.length, url: `/v1/invoices/${id}/lines` };
			return { object: 'list', data: data.slice(after, until), ...rest };
		},
	},
	{
		...{ method: 'POST', path: '/invoices/:id/pay' },
		answer: (sim, { id }) => {
			const invoice = found(sim.state.kept.invoices, id, 'invoice');
			if (payNow(sim, invoice)) return invoice;
			throw new SimError(402, 'Your card was declined.', 'card_error', 'card_declined');
		},
	},
	{ ...{ method: 'POST', path: '/payment_methods/:id/attach' }, answer: attachCard },
	{
		...{ method: 'DELETE', path: '/test_helpers/test_clocks/:id' },
		answer: ({ state }, { id }) => {
			found(state.kept.clocks, id, 'test_clock');
			for (const customer of Object.values(state.kept.customers)) {
				if (customer.test_clock === id) delete state.kept.customers[customer.id];
			}
			delete state.kept.clocks[id];
			return { id, object: 'test_helpers.test_clock', deleted: true };
		},
	},
	{
		...{ method: 'GET', path: '/events' },
		answer: ({ state }, { params }) => pageOf(state.kept.events, params, '/v1/events'),
	},
	{
		...{ method: 'POST', path: '/test_helpers/test_clocks' },
		answer: ({ state }, { params }) => {
			const frozen = Number(textIn(params, 'frozen_time'));
			const clock = clockObject(frozen, textIn(params, 'name') || null, state.timeOf(null));
			state.kept.clocks[clock.id] = clock;
			return clock;
		},
	},
	{
		...{ method: 'GET', path: '/test_helpers/test_clocks/:id' },
		answer: ({ state }, { id }) => {
			const clock = found(state.kept.clocks, id, 'test_clock');
			const seen = structuredClone(clock);
			// As with the real one: whoever asks right after has to wait.
			clock.status = 'ready';
			return seen;
		},
	},
	{ ...{ method: 'POST', path: '/test_helpers/test_clocks/:id/advance' }, answer: advance },
];

/** So many lines an invoice brings along; the others are asked for. */
const LINES_SHOWN = 10;

function withFirstLines(invoice: Stripe.Invoice): Stripe.Invoice {
	const { lines } = invoice;
	const data = lines.data.slice(0, LINES_SHOWN);
	return { ...invoice, lines: { ...lines, data, has_more: lines.data.length > LINES_SHOWN } };
}

function makeSchedule(sim: Sim, { params }: Asked): Stripe.SubscriptionSchedule {
	const { kept } = sim.state;
	const subscription = found(
		kept.subscriptions,
		textIn(params, 'from_subscription'),
		'subscription',
	);
	catchUp(sim, idOf(subscription.customer));
	if (subscription.schedule !== null) {
		throw new SimError(400, 'The subscription is already attached to a schedule.');
	}
	const schedule = scheduleObject(subscription, sim.state.timeOf(idOf(subscription.customer)));
	kept.schedules[schedule.id] = schedule;
	subscription.schedule = schedule.id;
	sim.webhooks.emit('subscription_schedule.created', schedule);
	return schedule;
}

function activeSchedule(sim: Sim, id: string): Stripe.SubscriptionSchedule {
	const schedule = found(sim.state.kept.schedules, id, 'subscription_schedule');
	catchUp(sim, idOf(schedule.customer));
	if (schedule.status === 'active') return schedule;
	throw new SimError(400, `The schedule is ${schedule.status} and can not be changed.`);
}

function setPhases(sim: Sim, { id, params }: Asked): Stripe.SubscriptionSchedule {
	const schedule = activeSchedule(sim, id);
	const wishes = Array.isArray(params.phases) ? (params.phases as Record<string, unknown>[]) : [];
	let start = schedule.phases[0]?.start_date ?? 0;
	schedule.phases = wishes.map((wish) => {
		const [item] = Array.isArray(wish.items) ? (wish.items as Record<string, unknown>[]) : [];
		const price = found(sim.state.kept.prices, textIn(item ?? {}, 'price'), 'price');
		const end = Number(textIn(wish, 'end_date')) || onePeriodAfter(start, intervalOf(price), start);
		const phase = phaseObject(price.id, start, end, 'none');
		start = end;
		return phase;
	});
	sim.webhooks.emit('subscription_schedule.updated', schedule);
	const subscription = sim.state.kept.subscriptions[idOf(schedule.subscription)];
	if (subscription) sim.webhooks.emit('customer.subscription.updated', subscription);
	return schedule;
}

function advance(sim: Sim, { id, params }: Asked): Stripe.TestHelpers.TestClock {
	const { kept } = sim.state;
	const clock = found(kept.clocks, id, 'test_clock');
	const to = Number(textIn(params, 'frozen_time'));
	if (!(to > clock.frozen_time)) throw new SimError(400, 'A clock only goes forward.');
	clock.frozen_time = to;
	for (const { id: customer, test_clock } of Object.values(kept.customers)) {
		if (test_clock === id) catchUp(sim, customer);
	}
	clock.status = 'advancing';
	return clock;
}

/** Stripe's test payment methods that are known here. */
const TEST_CARDS: Readonly<Record<string, Card>> = {
	pm_card_visa: 'good',
	pm_card_chargeCustomerFail: 'declinedLater',
};

function attachCard(sim: Sim, { id, params }: Asked) {
	const customer = found(sim.state.kept.customers, textIn(params, 'customer'), 'customer');
	const behaves = Object.hasOwn(TEST_CARDS, id) ? TEST_CARDS[id] : undefined;
	if (!behaves) throw new SimError(404, `No such PaymentMethod: '${id}'`);
	sim.state.kept.cards[customer.id] = { behaves, last4: behaves === 'good' ? '4242' : '0341' };
	return { id: newId('pm'), object: 'payment_method', customer: customer.id, type: 'card' };
}
