import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { refresh } from '../../../portal/billing/mirror/refresh';
import type { SubscriptionRow } from '../../../portal/database/billing-schema';
import type { Queries } from '../../../portal/database/schema';
import type { Services } from '../../../portal/services';
import {
	ahead,
	buy,
	DECLINED_LATER,
	GOOD,
	organisationOf,
	rows,
	sendAt,
	stripeOf,
	until,
} from '../../harness/billing';
import { owner, testPortal, type Browser, type TestPortal } from '../../harness/portal';
import { orderedStripe } from '../../harness/stripe-order';

/* What the portal never asks Stripe for, and somebody may do there by hand: all of it has to be read for what it is. */

let portal: TestPortal;
let boss: Browser;
let id: string;
let stripe: string;
let count = 0;
let invited = 0;

beforeAll(async () => {
	// Whoever checks requests against Stripe's own description names a file for them.
	const log = process.env.OFFBOARDIQ_STRIPE_LOG;
	portal = await testPortal(log === undefined ? {} : { OFFBOARDIQ_STRIPE_LOG: log });
}, 60_000);

afterAll(() => portal.close());

beforeEach(async () => {
	count += 1;
	boss = await owner(portal, `boss@stand${count}.example`);
	id = await organisationOf(portal, `stand${count}.example`);
	stripe = await stripeOf(boss);
	// Its trial is over: what counts is the plan.
	await portal.runner.db
		.updateTable('organisation' as never)
		.set({ trial_ends_at: '2026-01-01T00:00:00.000Z' } as never)
		.where('id' as never, '=', id as never)
		.execute();
	await sendAt(`${stripe}/_/after-tries`, { after: 'end' });
});

async function plan(): Promise<SubscriptionRow> {
	const all = await rows<SubscriptionRow>(portal, 'subscription', id);
	const one = all.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1))[0];
	if (!one) throw new Error('There is no plan.');
	return one;
}

const act = async (name: string) =>
	await sendAt(`${stripe}/_/act`, { subscription: (await plan()).id, act: name });

const isStatus = (status: string) => until(async () => (await plan()).status === status);

/** 303 where something can be begun, 403 where nothing can. */
async function begins(): Promise<number> {
	invited += 1;
	const emails = `x${invited}@stand${count}.example`;
	return (await boss.post('/team/invitations', { emails, role: 'viewer' })).status;
}

const page = async () => (await boss.get('/billing')).text;

async function failingCard(): Promise<void> {
	await sendAt((await boss.post('/billing/card')).location ?? '', { card: DECLINED_LATER });
}

it('kept unpaid it is read-only, is stopped for good by the next purchase, and nobody pays for two', async () => {
	await buy(boss, 'starter');
	await failingCard();
	await sendAt(`${stripe}/_/after-tries`, { after: 'unpaid' });
	await ahead(stripe, portal, id, 'end');
	await isStatus('past_due');
	expect(await begins()).toBe(303);
	await ahead(stripe, portal, id, 20);
	await isStatus('unpaid');
	const before = await plan();
	expect([
		await begins(),
		(await page()).includes('Starter was not paid, so it is stopped'),
	]).toEqual([403, true]);
	await buy(boss, 'business');
	expect(await begins()).toBe(303);
	const all = await rows<SubscriptionRow>(portal, 'subscription', id);
	expect(all.find((one) => one.id === before.id)?.status).toBe('canceled');
	expect(all.filter(({ status }) => status === 'active').map((one) => one.plan)).toEqual([
		'business',
	]);
});

it('kept unpaid it goes on when its invoice is paid at Stripe', async () => {
	await buy(boss, 'starter');
	await failingCard();
	await sendAt(`${stripe}/_/after-tries`, { after: 'unpaid' });
	await ahead(stripe, portal, id, 'end');
	await isStatus('past_due');
	await ahead(stripe, portal, id, 20);
	await isStatus('unpaid');
	const [open] = (await rows<{ id: string; status: string }>(portal, 'invoice', id)).filter(
		({ status }) => status === 'open',
	);
	await sendAt(`${stripe}/i/${open?.id}`, { card: GOOD });
	await isStatus('active');
	expect(await begins()).toBe(303);
});

it('past due for ever it has one grace and not one for each period', async () => {
	await buy(boss, 'starter');
	const { period_end: paid } = await plan();
	await failingCard();
	await sendAt(`${stripe}/_/after-tries`, { after: 'pastDue' });
	await ahead(stripe, portal, id, 'end');
	await isStatus('past_due');
	await ahead(stripe, portal, id, 70);
	await until(async () => (await plan()).period_start > paid);
	expect(await plan()).toMatchObject({ status: 'past_due', paid_until: paid });
});

it('paused it is read-only, and resumed it goes on', async () => {
	await buy(boss, 'starter');
	await act('pause');
	await isStatus('paused');
	expect([await begins(), (await page()).includes('Starter is paused at Stripe')]).toEqual([
		403,
		true,
	]);
	await act('resume');
	await isStatus('active');
	expect(await begins()).toBe(303);
});

it('an end in this period that somebody set there is one, and Resume takes it back', async () => {
	await buy(boss, 'business');
	await act('endSoon');
	await until(async () => (await plan()).cancels === 1);
	const { cancel_at, paid_until, period_end } = await plan();
	expect([paid_until, paid_until < period_end]).toEqual([cancel_at, true]);
	expect(await page()).toContain('Business ends on');
	await boss.post('/billing/resume');
	expect(await plan()).toMatchObject({ cancels: 0, cancel_at: null, paid_until: period_end });
	await act('endSoon');
	await until(async () => (await plan()).cancels === 1);
	await ahead(stripe, portal, id, 11);
	await isStatus('canceled');
	expect(await begins()).toBe(403);
});

it('an end in a later period locks nobody out before, and is said', async () => {
	await buy(boss, 'business');
	await act('endLater');
	await until(async () => (await plan()).cancel_at !== null);
	const { cancels, paid_until, period_end } = await plan();
	expect([cancels, paid_until]).toEqual([0, period_end]);
	const text = await page();
	expect(text).toContain('Next charge of $149.00');
	expect(text).toContain('It ends on');
	await boss.post('/billing/resume');
	expect((await plan()).cancel_at).toBeNull();
});

it('put on another product it covers what it covered, is said, and its end counts', async () => {
	await buy(boss, 'business');
	await act('foreign');
	await until(async () => (await page()).includes('is for none of these plans'));
	expect(await page()).toContain('Next charge of $10.00');
	expect([(await boss.get('/team')).text.includes('Business plan'), await begins()]).toEqual([
		true,
		303,
	]);
	await act('pause');
	await isStatus('paused');
	expect(await begins()).toBe(403);
});

it('a discount is a line of what a change costs, and of the invoice', async () => {
	await buy(boss, 'starter');
	await act('discount');
	const { text } = await boss.get('/billing/change?plan=business&period=month');
	expect(text).toContain('<div class="v">Discount</div>');
	expect(text).toContain('Pay $80.00 and change now');
	const at = /name="at" value="(\d+)"/.exec(text)?.[1] ?? '';
	await boss.post('/billing/change', { plan: 'business', period: 'month', at, cents: '8000' });
	const [newest] = (
		await rows<{ number: string; details: string; total: number }>(portal, 'invoice', id)
	).toSorted((one, other) => (one.number < other.number ? 1 : -1));
	expect([newest?.total, JSON.parse(newest?.details ?? '{}')]).toMatchObject([
		8_000,
		{ discount: 2_000 },
	]);
});

it('an invoice of many lines is kept with all of them, as they stand on the paper', async () => {
	await buy(boss, 'business');
	await act('extras');
	const invoices = () => rows<{ number: string; details: string }>(portal, 'invoice', id);
	await until(async () => (await invoices()).length === 2);
	const newest = (await invoices()).toSorted((one, other) =>
		one.number < other.number ? 1 : -1,
	)[0];
	const { lines } = JSON.parse(newest?.details ?? '{}') as { lines: { says: string }[] };
	expect(lines.map(({ says }) => says)).toEqual(
		Array.from({ length: 23 }, (_, at) => `Extra ${at + 1}`),
	);
});

it('a plan for fewer tenants names those it does not cover, before it is chosen and until it begins', async () => {
	await buy(boss, 'msp');
	for (const [at, name] of ['Halden AG', 'Brightwater Ltd'].entries()) {
		const made = { name, domain: `${at}.example`, simulated: 0, created_at: `2026-11-0${at + 1}` };
		const ids = {
			tenant_id: `tenant-${at}`,
			organisation_id: id,
			connection_id: `kept-${at}`,
			mark: at,
		};
		await portal.runner.db
			.insertInto('tenant' as never)
			.values({ ...made, ...ids })
			.execute();
	}
	const change = (await boss.get('/billing/change?plan=starter&period=month')).text;
	expect(change).toContain('Nothing new can be started in Brightwater Ltd.');
	await boss.post('/billing/change', { plan: 'starter', period: 'month' });
	expect(await page()).toContain('from that day nothing new can be started in Brightwater Ltd.');
});

it('a card that asks at the bank pays when somebody confirms, and waits for them when a plan renews', async () => {
	const card = '4000 0027 6000 3184';
	const opened = (await boss.post('/billing/checkout', { plan: 'starter', period: 'month' }))
		.location;
	const asked = await sendAt(opened ?? '', { card });
	expect([asked.status, asked.text.includes('Your bank asks')]).toEqual([200, true]);
	const refused = await sendAt(opened ?? '', { card, bank: 'no' });
	expect([refused.status, refused.text.includes('Your bank did not confirm it')]).toEqual([
		422,
		true,
	]);
	expect(await rows(portal, 'subscription', id)).toEqual([]);
	const paid = new URL((await sendAt(opened ?? '', { card, bank: 'yes' })).location ?? '');
	await boss.get(`${paid.pathname}${paid.search}`);
	expect((await plan()).status).toBe('active');
	await ahead(stripe, portal, id, 'end');
	await isStatus('past_due');
	const link = /href="(\/billing\/invoices\/\w+\/original)">Pay/.exec(await page())?.[1] ?? '';
	await sendAt((await boss.get(link)).location ?? '', { card, bank: 'yes' });
	await isStatus('active');
});

it('a first payment that nobody made good is no plan, neither before nor after Stripe drops it', async () => {
	const other = await testPortal({ NODE_ENV: 'production' });
	const own = await orderedStripe(other);
	try {
		const visitor = await owner(other, 'boss@never.example');
		const organisation = await organisationOf(other, 'never.example');
		const { client, catalogue } = own.desk;
		const { id: customer } = await client.customers.create({ name: 'Never' });
		await client.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
		const price = await catalogue.priceOf({ plan: 'msp', period: 'month' });
		await client.subscriptions.create({ customer, items: [{ price }] });
		const times = { created_at: '2026-11-27', lease_owner: null, lease_until: null, read_at: null };
		const row = { organisation_id: organisation, customer_id: customer, ...times };
		const db = other.runner.db as unknown as Queries;
		await db
			.insertInto('billing_customer')
			.values({ ...row, mode: 'simulated' })
			.execute();
		const services = {
			...{ db, runner: other.runner, stripe: own.desk, now: () => other.now() },
			config: { publicUrl: other.url },
		} as unknown as Services;
		for (const [days, status] of [
			['0', 'incomplete'],
			['1', 'incomplete_expired'],
		] as const) {
			await sendAt(`${own.url}/_/ahead`, { customer, to: 'days', days });
			await refresh(services, organisation);
			const [kept] = await rows<SubscriptionRow>(other, 'subscription', organisation);
			const line = (await visitor.get('/team')).text;
			expect([kept?.status, line.includes('Trial, 14 days left')]).toEqual([status, true]);
		}
	} finally {
		await own.close();
		await other.close();
	}
}, 60_000);
