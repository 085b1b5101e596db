import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	ahead,
	buy,
	DECLINED,
	DECLINED_LATER,
	organisationOf,
	pay,
	rows,
	sendAt,
	stripeOf,
	until,
} from '../../harness/billing';
import { joined, owner, testPortal, type Browser, type TestPortal } from '../../harness/portal';

/** What is looked at in the file of the simulated Stripe. */
interface Kept {
	readonly sessions: Record<string, { readonly adaptive_pricing: unknown } | undefined>;
}

interface Subscription {
	readonly id: string;
	readonly plan: string;
	readonly period: string;
	readonly status: string;
	readonly cancels: number;
	readonly next_plan: string | null;
	readonly schedule_id: string | null;
	readonly pending_plan: string | null;
}

let portal: TestPortal;
/** Where the requests to the simulated Stripe are written, for whoever checks them; nowhere unless it is named. */
const log = process.env.OFFBOARDIQ_STRIPE_LOG;

beforeAll(async () => {
	portal = await testPortal(log === undefined ? {} : { OFFBOARDIQ_STRIPE_LOG: log });
}, 60_000);

afterAll(() => portal.close());

let count = 0;

/** An Owner of an organisation of their own, and what is kept of its plan. */
async function newOwner(): Promise<{
	boss: Browser;
	id: string;
	plan: () => Promise<Subscription>;
}> {
	count += 1;
	const domain = `flow${count}.example`;
	const boss = await owner(portal, `boss@${domain}`);
	const id = await organisationOf(portal, domain);
	return {
		boss,
		id,
		plan: async () => {
			const all = await rows<Subscription>(portal, 'subscription', id);
			const one = all.at(-1);
			if (!one) throw new Error('There is no plan.');
			return one;
		},
	};
}

/** What the page of a change asks to agree to. */
async function agreed(boss: Browser, plan: string, period: string) {
	const page = await boss.get(`/billing/change?plan=${plan}&period=${period}`);
	const at = /name="at" value="(\d+)"/.exec(page.text)?.[1] ?? '';
	const cents = /name="cents" value="(\d+)"/.exec(page.text)?.[1] ?? '';
	return { page, form: { plan, period, at, cents } };
}

describe('a first purchase', () => {
	it('is paid at Stripe, and there when one comes back', async () => {
		const { boss, plan } = await newOwner();
		expect((await boss.get('/billing')).text).toContain(
			'Nothing is charged until you choose a plan',
		);
		await buy(boss, 'business', 'year');
		expect(await plan()).toMatchObject({ plan: 'business', period: 'year', status: 'active' });
		const page = (await boss.get('/billing')).text;
		expect(page).toContain('Business, yearly. Next charge of $1,490.00');
		expect(page).toContain('Simulated');
		expect((await boss.get('/team')).text).toContain('Business plan');
	});

	it('is in dollars wherever it is paid from; an invoice in another currency is said in that one', async () => {
		const { boss, id } = await newOwner();
		await buy(boss, 'starter');
		const [session] = await rows<{ session_id: string }>(portal, 'checkout', id);
		const kept = await readFile(join(portal.folder, 'simulated-stripe.json'), 'utf8');
		const { sessions } = JSON.parse(kept) as Kept;
		expect(sessions[session?.session_id ?? '']?.adaptive_pricing).toEqual({ enabled: false });
		const said = async (currency: string) => {
			await portal.runner.db
				.updateTable('invoice' as never)
				.set({ currency } as never)
				.where('organisation_id' as never, '=', id as never)
				.execute();
			return (await boss.get('/billing')).text;
		};
		// A webhook that comes after it says once more what was paid.
		await until(async () => (await said('eur')).includes('€49.00'));
		// Yen have no cents.
		await until(async () => (await said('jpy')).includes('¥4,900'));
	});

	it('is there by the webhook alone, when nobody comes back', async () => {
		const { boss, id } = await newOwner();
		await pay(boss, 'starter');
		await until(async () => (await rows(portal, 'subscription', id)).length === 1);
	});

	it('is one purchase, however often it is begun, and refused while a plan runs', async () => {
		const { boss, id } = await newOwner();
		const form = { plan: 'starter', period: 'month' };
		const [one, two] = await Promise.all([
			boss.post('/billing/checkout', form),
			boss.post('/billing/checkout', form),
		]);
		expect(one.location).toBe(two.location);
		const other = await boss.post('/billing/checkout', { plan: 'msp', period: 'month' });
		// Only the newest page can be paid on.
		const late = await sendAt(one.location ?? '', { card: '4242424242424242' });
		expect([late.status, late.text.includes('This page is closed')]).toEqual([422, true]);
		const declined = await sendAt(other.location ?? '', { card: DECLINED });
		expect([declined.status, declined.text.includes('Your card was declined')]).toEqual([
			422,
			true,
		]);
		await boss.get(await pay(boss, 'msp'));
		const again = await boss.post('/billing/checkout', form);
		expect([again.status, again.text.includes('nothing was charged')]).toEqual([409, true]);
		expect(await rows(portal, 'subscription', id)).toHaveLength(1);
	});

	it('of another organisation is nothing, and what is sent along counts for nothing', async () => {
		const mine = await newOwner();
		const theirs = await newOwner();
		const back = await pay(mine.boss, 'starter');
		expect((await theirs.boss.get(back)).status).toBe(404);
		expect(await rows(portal, 'subscription', theirs.id)).toEqual([]);
		const forged = { plan: 'starter', period: 'month', price: 'price_cheap', amount: '1' };
		const opened = await theirs.boss.post('/billing/checkout', forged);
		const page = await (await fetch(opened.location ?? '')).text();
		expect(page).toContain('Pay $49.00');
		expect(
			(await theirs.boss.post('/billing/checkout', { plan: 'gold', period: 'month' })).status,
		).toBe(400);
	});
});

describe('a change', () => {
	it('up takes effect now, for the amount that was named and no other', async () => {
		const { boss, plan, id } = await newOwner();
		await buy(boss, 'starter');
		const { page, form } = await agreed(boss, 'business', 'month');
		expect(page.text).toContain('Unused time on OffboardIQ Starter, monthly');
		expect(page.text).toContain('Pay $100.00 and change now');
		const wrong = await boss.post('/billing/change', { ...form, cents: '1' });
		expect([wrong.status, wrong.text.includes('The price has changed')]).toEqual([422, true]);
		expect((await plan()).plan).toBe('starter');
		// Pressed twice at once, it is paid once.
		const both = await Promise.all([
			boss.post('/billing/change', form),
			boss.post('/billing/change', form),
		]);
		expect(both.map(({ status }) => status)).toEqual([303, 303]);
		expect(await plan()).toMatchObject({ plan: 'business', status: 'active' });
		expect(await rows(portal, 'invoice', id)).toHaveLength(2);
		expect((await boss.post('/billing/change', form)).status).toBe(303);
		expect(await rows(portal, 'invoice', id)).toHaveLength(2);
	});

	it('from months to a year takes effect now, from a year to months at its end', async () => {
		const { boss, plan, id } = await newOwner();
		await buy(boss, 'starter');
		const { page, form } = await agreed(boss, 'starter', 'year');
		expect(page.text).toContain('Pay $441.00 and change now');
		await boss.post('/billing/change', form);
		expect(await plan()).toMatchObject({ plan: 'starter', period: 'year' });
		const back = await agreed(boss, 'starter', 'month');
		expect(back.page.text).toContain('Nothing is charged now');
		await boss.post('/billing/change', back.form);
		expect(await plan()).toMatchObject({ period: 'year', next_plan: 'starter' });
		await ahead(await stripeOf(boss), portal, id, 'end');
		await until(async () => (await plan()).period === 'month');
		expect((await plan()).next_plan).toBeNull();
	});

	it('down waits for the end of the period, can be undone, and then happens', async () => {
		const { boss, plan, id } = await newOwner();
		await buy(boss, 'msp');
		const { form } = await agreed(boss, 'starter', 'month');
		await boss.post('/billing/change', form);
		expect(await plan()).toMatchObject({ plan: 'msp', next_plan: 'starter' });
		const page = (await boss.get('/billing')).text;
		expect(page).toContain('Changes to Starter, monthly, on');
		expect(page).toContain('Next charge of $49.00');
		await boss.post('/billing/change/undo');
		await boss.post('/billing/change/undo');
		expect(await plan()).toMatchObject({ plan: 'msp', next_plan: null, schedule_id: null });
		await boss.post('/billing/change', form);
		await ahead(await stripeOf(boss), portal, id, 'end');
		await until(async () => (await plan()).plan === 'starter');
		expect(await plan()).toMatchObject({ status: 'active', next_plan: null });
		// The schedule lasts one period more; a change goes through all the same.
		expect((await plan()).schedule_id).not.toBeNull();
		const up = await agreed(boss, 'business', 'month');
		await boss.post('/billing/change', up.form);
		expect(await plan()).toMatchObject({ plan: 'business', schedule_id: null });
	});

	it('up takes back what was planned down, and a cancellation', async () => {
		const { boss, plan } = await newOwner();
		await buy(boss, 'business');
		await boss.post('/billing/change', (await agreed(boss, 'starter', 'month')).form);
		const up = await agreed(boss, 'msp', 'month');
		expect(up.page.text).toContain('is taken back');
		await boss.post('/billing/change', up.form);
		expect(await plan()).toMatchObject({ plan: 'msp', next_plan: null });
		await boss.post('/billing/cancel', { reason: 'too_expensive', comment: 'for us' });
		expect(await plan()).toMatchObject({ plan: 'msp', cancels: 1 });
		await boss.post('/billing/change', (await agreed(boss, 'msp', 'year')).form);
		expect(await plan()).toMatchObject({ plan: 'msp', period: 'year', cancels: 0 });
	});

	it('whose payment fails waits at Stripe, and the old plan stays', async () => {
		const { boss, plan, id } = await newOwner();
		await buy(boss, 'starter');
		const card = await boss.post('/billing/card');
		await sendAt(card.location ?? '', { card: DECLINED_LATER });
		await boss.post('/billing/change', (await agreed(boss, 'business', 'month')).form);
		expect(await plan()).toMatchObject({
			plan: 'starter',
			pending_plan: 'business',
			status: 'active',
		});
		const page = (await boss.get('/billing')).text;
		expect(page).toContain('The payment for Business did not go through');
		const link = /href="(\/billing\/invoices\/\w+\/original)"/.exec(page)?.[1] ?? '';
		const invoice = (await boss.get(link)).location ?? '';
		await sendAt(invoice, { card: '4242424242424242' });
		await until(async () => (await plan()).plan === 'business');
		expect((await plan()).pending_plan).toBeNull();
		const invoices = await rows<{ status: string }>(portal, 'invoice', id);
		expect(invoices.map(({ status }) => status)).toEqual(['paid', 'paid']);
	});
});

describe('a plan', () => {
	it('that is cancelled lasts to the end of the period, can be resumed, and is read-only after it', async () => {
		const { boss, plan, id } = await newOwner();
		const admin = await joined(portal, boss, `admin@flow${count}.example`, 'admin');
		await buy(boss, 'starter');
		await boss.post('/billing/cancel', { reason: 'nonsense' });
		expect(await plan()).toMatchObject({ cancels: 1, status: 'active' });
		expect((await boss.get('/billing')).text).toContain('Starter ends on');
		await boss.post('/billing/resume');
		expect(await plan()).toMatchObject({ cancels: 0 });
		await boss.post('/billing/cancel', {});
		await ahead(await stripeOf(boss), portal, id, 'end');
		await until(async () => (await plan()).status === 'canceled');
		// The trial has not ended yet, and counts again until it has.
		expect((await boss.get('/team')).text).toContain('Trial, 14 days left');
		await portal.runner.db
			.updateTable('organisation' as never)
			.set({ trial_ends_at: '2026-01-01T00:00:00.000Z' } as never)
			.where('id' as never, '=', id as never)
			.execute();
		for (const who of [boss, admin]) {
			const refused = await who.post('/team/invitations', {
				emails: 'x@y.example',
				role: 'viewer',
			});
			expect([refused.status, refused.text.includes('Starter plan, ended')]).toEqual([403, true]);
			expect((await who.get('/reports')).status).toBe(200);
		}
		expect((await boss.get('/billing')).text).toContain('Choose Business');
		await buy(boss, 'business');
		expect(await plan()).toMatchObject({ plan: 'business', status: 'active' });
		expect((await boss.get('/team')).text).toContain('Business plan');
	});

	it('that would be charged before the organisation is deleted says so, until it is cancelled', async () => {
		const { boss, id } = await newOwner();
		const page = async () => (await boss.get('/settings/delete')).text;
		const says = 'Business, yearly, ends with the organisation';
		expect(await page()).not.toContain('ends with the organisation');
		await buy(boss, 'business', 'year');
		expect(await page()).toContain(`${says}.`);
		const soon = new Date(portal.now().getTime() + 10 * 24 * 3_600_000).toISOString();
		await portal.runner.db
			.updateTable('subscription' as never)
			.set({ period_end: soon } as never)
			.where('organisation_id' as never, '=', id as never)
			.execute();
		const wrong = (await boss.post('/settings/delete', { name: 'Another' })).text;
		for (const text of [await page(), wrong]) {
			expect(text).toContain(`${says}, and is charged once more on`);
		}
		await boss.post('/billing/cancel', {});
		expect(await page()).not.toContain('ends with the organisation');
	});

	it('whose renewal fails is warned about, has grace, and ends read-only when nobody pays', async () => {
		const { boss, plan, id } = await newOwner();
		await buy(boss, 'starter');
		const card = await boss.post('/billing/card');
		await sendAt(card.location ?? '', { card: DECLINED_LATER });
		const stripe = await stripeOf(boss);
		await ahead(stripe, portal, id, 'end');
		await until(async () => (await plan()).status === 'past_due');
		expect((await boss.get('/billing')).text).toContain('The last payment failed');
		const outbox = (await boss.get('/dev/outbox')).text;
		expect(outbox).toContain('Payment failed: invoice');
		const mails = async () =>
			(await boss.get('/dev/outbox')).text.split('Payment failed: invoice').length - 1;
		const before = await mails();
		const change = await boss.get('/billing/change?plan=business&period=month');
		expect([change.status, change.text.includes('Pay the open invoice first')]).toEqual([
			409,
			true,
		]);
		const page = (await boss.get('/billing')).text;
		const link = /href="(\/billing\/invoices\/\w+\/original)">Pay/.exec(page)?.[1] ?? '';
		const invoice = (await boss.get(link)).location ?? '';
		await sendAt(invoice, { card: '4242424242424242' });
		await until(async () => (await plan()).status === 'active');
		await sendAt((await boss.post('/billing/card')).location ?? '', { card: DECLINED_LATER });
		await ahead(stripe, portal, id, 'end');
		await until(async () => (await plan()).status === 'past_due');
		await ahead(stripe, portal, id, 20);
		await until(async () => (await plan()).status === 'canceled');
		// Once for each invoice, however often its payment was tried.
		expect(await mails()).toBe(before + 1);
	});
});

it('a customer who is deleted at Stripe has no plan, and can buy one again', async () => {
	const { boss, plan, id } = await newOwner();
	await buy(boss, 'business');
	const stripe = await stripeOf(boss);
	const [row] = await rows<{ customer_id: string }>(portal, 'billing_customer', id);
	await sendAt(`${stripe}/_/forget`, { customer: row?.customer_id ?? '' });
	await until(async () => (await plan()).status === 'canceled');
	expect((await boss.get('/team')).text).toContain('Trial, 14 days left');
	await buy(boss, 'starter');
	expect((await boss.get('/billing')).text).toContain('Starter, monthly. Next charge of $49.00');
});
