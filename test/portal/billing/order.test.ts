import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type Stripe from 'stripe';
import { changeLater, changeNow } from '../../../portal/billing/change/plan-change';
import { currentSubscription } from '../../../portal/billing/current';
import { entitlementIn } from '../../../portal/billing/entitlement/kept-plan';
import type { Plan } from '../../../portal/billing/entitlement/plans';
import { keepEvent, workOff } from '../../../portal/billing/mirror/events';
import { refresh } from '../../../portal/billing/mirror/refresh';
import type { Queries } from '../../../portal/database/schema';
import type { Services } from '../../../portal/services';
import { organisationOf, sendAt } from '../../harness/billing';
import { freshDatabase, type FreshDatabase } from '../../harness/postgres';
import { owner, testPortal, type TestPortal } from '../../harness/portal';
import { orderedStripe, type OrderedStripe } from '../../harness/stripe-order';

/*
 * The end of a period on which a plan becomes smaller is told in several webhooks. Whatever order they come in, whatever
 * is read between them, and however long an answer of Stripe's takes: nobody is entitled to more than is paid for.
 */
describe.each(['SQLite', 'Postgres'])('news of a period’s end on %s', (engine) => {
	let fresh: FreshDatabase | null = null;
	let portal: TestPortal;
	let stripe: OrderedStripe;
	let services: Services;
	let id: string;
	let customer: string;

	beforeAll(async () => {
		if (engine === 'Postgres') fresh = await freshDatabase();
		// It has no Stripe, so that nothing is read but what a test reads.
		portal = await testPortal({ NODE_ENV: 'production' }, fresh?.url ?? null);
		stripe = await orderedStripe(portal);
		services = {
			...{ db: portal.runner.db, runner: portal.runner, stripe: stripe.desk },
			...{ now: () => portal.now(), config: { publicUrl: portal.url } },
			log: { error: () => undefined, warn: () => undefined },
		} as unknown as Services;
		await owner(portal, 'boss@order.example');
		id = await organisationOf(portal, 'order.example');
		customer = await buyMsp();
	}, 120_000);

	afterAll(async () => {
		await stripe?.close();
		await portal?.close();
		await fresh?.drop();
	});

	const db = (): Queries => services.db;

	async function buyMsp(): Promise<string> {
		const { client, catalogue } = stripe.desk;
		const made = await client.customers.create({ name: 'Order' });
		await client.paymentMethods.attach('pm_card_visa', { customer: made.id });
		const price = await catalogue.priceOf({ plan: 'msp', period: 'month' });
		await client.subscriptions.create({ customer: made.id, items: [{ price }] });
		await db()
			.insertInto('billing_customer')
			.values({
				...{ organisation_id: id, customer_id: made.id, mode: 'simulated' },
				...{ created_at: portal.now().toISOString(), lease_owner: null, lease_until: null },
				read_at: null,
			})
			.execute();
		await refresh(services, id);
		return made.id;
	}

	const plan = async () => (await entitlementIn(db(), id, portal.now())).by;

	/** MSP until the end of the period, Starter from then on; all of it is read. */
	async function planSmaller(): Promise<void> {
		await refresh(services, id);
		const current = async () => {
			const row = await currentSubscription(db(), id);
			if (!row) throw new Error('There is no plan.');
			return row;
		};
		const row = await current();
		const now = Math.floor(Date.parse(row.period_start) / 1000) + 60;
		if (row.plan !== 'msp') {
			await changeNow(stripe.desk, row, { plan: 'msp', period: 'month' }, now);
			await refresh(services, id);
		}
		await changeLater(stripe.desk, await current(), { plan: 'starter', period: 'month' });
		await refresh(services, id);
		await stripe.news(customer);
		expect([await plan(), (await current()).next_plan]).toEqual(['msp', 'starter']);
	}

	const end = () => sendAt(`${stripe.url}/_/ahead`, { customer, to: 'end', days: '0' });

	it('whatever the order: from the first that is read on it is the smaller plan, and stays it', async () => {
		await planSmaller();
		await end();
		const count = (await stripe.news(customer)).length;
		expect(count).toBeGreaterThan(3);
		for (const order of ordersOf(count)) {
			await planSmaller();
			await end();
			const news = await stripe.news(customer);
			expect(news.length).toBeGreaterThanOrEqual(count);
			const seen: (Plan | 'trial')[] = [];
			for (const at of order) {
				const event = news[at] as Stripe.Event;
				// Each comes twice, once before it is worked off and once after.
				await keepEvent(services, event);
				await keepEvent(services, event);
				seen.push(await plan());
				await workOff(services);
				seen.push(await plan());
				await keepEvent(services, event);
				await workOff(services);
				seen.push(await plan());
			}
			expect([order, seen]).toEqual([order, ['msp', ...seen.slice(1).map(() => 'starter')]]);
		}
	}, 120_000);

	it('read by many at once there is nothing between the larger plan and the smaller', async () => {
		await planSmaller();
		await end();
		const seen: (Plan | 'trial')[] = [];
		let isRead = false;
		const watch = async () => {
			while (!isRead) seen.push(await plan());
		};
		const watchers = Promise.all([watch(), watch()]);
		for (const event of await stripe.news(customer)) {
			await keepEvent(services, event);
			await workOff(services);
		}
		isRead = true;
		await watchers;
		expect(new Set([...seen, 'msp', 'starter'])).toEqual(new Set(['msp', 'starter']));
		expect(await plan()).toBe('starter');
	});

	it('an answer from before the end that comes late is followed by another reading', async () => {
		await planSmaller();
		const held = stripe.hold('/v1/subscriptions?');
		const early = refresh(services, id);
		const letGo = await held;
		await end();
		for (const event of await stripe.news(customer)) await keepEvent(services, event);
		// Somebody reads already: the news stays where it is.
		expect(await workOff(services)).toBe(0);
		letGo();
		expect(await early).toBe('done');
		expect(await workOff(services)).toBeGreaterThan(3);
		expect(await plan()).toBe('starter');
	});

	it('an answer that comes after somebody else has read counts for nothing', async () => {
		await planSmaller();
		const held = stripe.hold('/v1/subscriptions?');
		const early = refresh(services, id);
		const letGo = await held;
		await end();
		for (const event of await stripe.news(customer)) await keepEvent(services, event);
		portal.wait(61_000);
		expect(await workOff(services)).toBeGreaterThan(3);
		expect(await plan()).toBe('starter');
		letGo();
		await early;
		expect(await plan()).toBe('starter');
		portal.wait(-61_000);
	});
});

/** As they happened and backwards, beginning with each of them once. */
function ordersOf(count: number): number[][] {
	const all = Array.from({ length: count }, (_, at) => at);
	return all.flatMap((from) => {
		const turned = [...all.slice(from), ...all.slice(0, from)];
		return [turned, turned.toReversed()];
	});
}
