import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Member } from '../../../portal/accounts/visitor';
import { checkStripe } from '../../../portal/billing/check/check-stripe';
import { endCustomer } from '../../../portal/billing/end-customer';
import { reconcile } from '../../../portal/billing/mirror/reconcile';
import { refresh } from '../../../portal/billing/mirror/refresh';
import { comeBack } from '../../../portal/billing/purchase/paid';
import { forgetTriedPlans } from '../../../portal/billing/mirror/other-stripe';
import { openStripe } from '../../../portal/billing/stripe/open-stripe';
import { setUpCatalogue } from '../../../portal/billing/stripe/set-up';
import type { StripeDesk } from '../../../portal/billing/stripe/stripe-desk';
import type { Queries } from '../../../portal/database/schema';
import type { Services } from '../../../portal/services';
import { buy, organisationOf, rows } from '../../harness/billing';
import { owner, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let desk: StripeDesk;

beforeAll(async () => {
	portal = await testPortal();
	const config = { publicUrl: portal.url, dataFolder: `${portal.folder}/reports` };
	const opened = await openStripe({}, config as Services['config'], 1, () => new Date());
	if (opened === null) throw new Error('There is no Stripe.');
	desk = opened;
}, 60_000);

afterAll(async () => {
	await desk?.close();
	await portal.close();
});

const db = () => portal.runner.db as unknown as Queries;

async function keptCustomer(domain: string, mode: 'live' | 'test' | 'simulated', id: string) {
	await owner(portal, `boss@${domain}`);
	const organisation = await organisationOf(portal, domain);
	const none = { lease_owner: null, lease_until: null, read_at: '2999-01-01T00:00:00.000Z' };
	const row = { organisation_id: organisation, customer_id: id, mode, created_at: '2026-11-01' };
	await db()
		.insertInto('billing_customer')
		.values({ ...row, ...none })
		.execute();
	return organisation;
}

it('what is sold is set up once, however often that is asked for', async () => {
	const first = await setUpCatalogue(desk.client);
	expect(first).toHaveLength(3 + 6 + 1);
	expect(await setUpCatalogue(desk.client)).toEqual([]);
	expect(await desk.catalogue.priceOf({ plan: 'msp', period: 'year' })).toMatch(/^price_/);
});

it('the check that is meant for Stripe itself finds everything as expected at the simulated one', async () => {
	const found: string[] = [];
	await checkStripe(desk.client, (what, isGood) => found.push(`${isGood} ${what}`));
	expect(found.filter((line) => !line.startsWith('true'))).toEqual([]);
	expect(found.length).toBeGreaterThan(12);
});

it('an organisation that is deleted pays no longer, and is not deleted while that is not certain', async () => {
	const customer = await desk.client.customers.create({ name: 'Gone' });
	const organisation = await keptCustomer('gone.example', 'simulated', customer.id);
	await endCustomer({ db: db(), stripe: desk }, organisation);
	expect(await desk.client.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
	// Repeated after a crash it is no trouble.
	await endCustomer({ db: db(), stripe: desk }, organisation);
	const pays = await keptCustomer('pays.example', 'live', 'cus_live');
	await expect(endCustomer({ db: db(), stripe: null }, pays)).rejects.toThrow('pays for a plan');
	await expect(endCustomer({ db: db(), stripe: desk }, pays)).rejects.toThrow('pays for a plan');
});

it('a key of another account ends nobody’s plan', async () => {
	const boss = await owner(portal, 'boss@stays.example');
	await buy(boss, 'business');
	const organisation = await organisationOf(portal, 'stays.example');
	const services = {
		...{ db: db(), runner: portal.runner, stripe: desk, now: () => new Date() },
	} as unknown as Services;
	// The portal itself may be reading the same customer, after a webhook.
	const asked = async () => {
		while ((await refresh(services, organisation)) === 'busy') await sleep(20);
	};
	await expect(asked()).rejects.toThrow('No such customer');
	const [plan] = await rows<{ status: string }>(portal, 'subscription', organisation);
	expect(plan?.status).toBe('active');
	expect((await boss.get('/team')).text).toContain('Business plan');
});

it('whoever can’t be read keeps nobody else from their turn', async () => {
	const known = await desk.client.customers.create({ name: 'Known' });
	const first = { read_at: '1999-01-01T00:00:00.000Z' };
	const second = { read_at: '1999-01-02T00:00:00.000Z' };
	const broken = await keptCustomer('broken.example', 'simulated', 'cus_nowhere');
	const fine = await keptCustomer('fine.example', 'simulated', known.id);
	const said: unknown[] = [];
	const services = {
		...{ db: db(), runner: portal.runner, stripe: desk, now: () => new Date() },
		log: { error: (what: unknown) => said.push(what) },
	} as unknown as Services;
	const readAt = db().updateTable('billing_customer');
	await readAt.set(first).where('organisation_id', '=', broken).execute();
	await readAt.set(second).where('organisation_id', '=', fine).execute();
	const resting = new Map<string, number>();
	const read = [await reconcile(services, resting, 1), await reconcile(services, resting, 1)];
	expect([read, said.length]).toEqual([[0, 1], 1]);
});

it.each([
	['paid', true],
	['unpaid', false],
] as const)('a purchase that is complete and %s is called paid: %s', async (status, isPaid) => {
	const domain = `${status}.example`;
	const customer = await desk.client.customers.create({ name: domain });
	const organisation = await keptCustomer(domain, 'simulated', customer.id);
	const times = { created_at: '2026-11-01', expires_at: '2999-01-01' };
	const checkout = { id: domain, session_id: `cs_${status}`, url: null, state: 'open', ...times };
	await db()
		.insertInto('checkout')
		.values({ ...checkout, organisation_id: organisation, plan: 'starter', period: 'month' })
		.execute();
	// A direct debit takes days: Stripe calls the session complete, and what it costs unpaid.
	const session = { status: 'complete', payment_status: status, client_reference_id: organisation };
	const { sessions } = desk.client.checkout;
	const asked = vi.spyOn(sessions, 'retrieve').mockResolvedValue(session as never);
	const services = { db: db(), stripe: desk, now: () => new Date() } as unknown as Services;
	const member = { role: 'owner', organisation: { id: organisation } } as unknown as Member;
	expect(await comeBack(services, { member }, `cs_${status}`)).toBe(isPaid);
	asked.mockRestore();
});

it('a plan that was only tried counts for nothing once money moves, one that was paid always does', async () => {
	const boss = await owner(portal, 'boss@tried.example');
	await buy(boss, 'msp');
	const tried = await organisationOf(portal, 'tried.example');
	const paid = await organisationOf(portal, 'pays.example');
	expect(await rows(portal, 'subscription', tried)).toHaveLength(1);
	await forgetTriedPlans({ db: db(), stripe: desk });
	expect(await rows(portal, 'subscription', tried)).toHaveLength(1);
	await forgetTriedPlans({ db: db(), stripe: null });
	for (const table of ['subscription', 'invoice', 'checkout', 'billing_customer']) {
		expect([table, await rows(portal, table, tried)]).toEqual([table, []]);
	}
	expect((await boss.get('/team')).text).toContain('Trial, 14 days left');
	await forgetTriedPlans({ db: db(), stripe: { ...desk, mode: 'live' } });
	expect(await rows(portal, 'billing_customer', paid)).toHaveLength(1);
});
