import { get } from 'node:http';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStripe } from '../../../portal/billing/stripe/open-stripe';
import { startSimulatedStripe } from '../../../portal/billing/simulated-stripe/start';
import type { Services } from '../../../portal/services';
import {
	ahead,
	buy,
	organisationOf,
	pay,
	rows,
	sendAt,
	stripeOf,
	until,
} from '../../harness/billing';
import { owner, testPortal, type Browser, type TestPortal } from '../../harness/portal';

interface Event {
	readonly id: string;
	readonly type: string;
	readonly done_at: string | null;
	readonly trouble: string | null;
}

const DAY = 24 * 3_600_000;
const SECRET = 'whsec_of_this_test';
let portal: TestPortal;
let boss: Browser;
let id: string;
let stripe: string;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'boss@hooks.example');
	id = await organisationOf(portal, 'hooks.example');
	stripe = await stripeOf(boss);
	await buy(boss, 'starter');
}, 60_000);

afterAll(() => portal.close());

beforeEach(() => faults({}));

const faults = (wish: Record<string, string>) => sendAt(`${stripe}/_/faults`, wish);

const events = async (): Promise<Event[]> =>
	(await portal.runner.db
		.selectFrom('stripe_event' as never)
		.selectAll()
		.execute()) as Event[];

const plan = async () =>
	(await rows<{ status: string; plan: string; period_end: string }>(portal, 'subscription', id)).at(
		-1,
	);

const allDone = () => until(async () => (await events()).every(({ done_at }) => done_at !== null));

/** The end of the period that runs, as it is kept. */
const ends = async () => (await plan())?.period_end ?? '';

describe('webhooks that come', () => {
	it('each three times are kept once', async () => {
		await faults({ duplicates: 'yes' });
		const before = await ends();
		await ahead(stripe, portal, id, 'end');
		await until(async () => (await ends()) > before);
		await allDone();
		const ids = (await events()).map((event) => event.id);
		expect(new Set(ids).size).toBe(ids.length);
		const invoices = await rows<{ number: string }>(portal, 'invoice', id);
		expect(new Set(invoices.map(({ number }) => number)).size).toBe(invoices.length);
		expect(invoices).toHaveLength(2);
	});

	it('the newest first leave what Stripe says now, not what they say', async () => {
		await faults({ reorder: 'yes' });
		const before = await ends();
		await ahead(stripe, portal, id, 70);
		await until(async () => (await ends()) > before);
		await allDone();
		const kept = await rows<{ status: string }>(portal, 'invoice', id);
		expect(kept.map(({ status }) => status)).toEqual(kept.map(() => 'paid'));
		expect((await plan())?.status).toBe('active');
	});

	it('not at all are made up for within a day', async () => {
		await faults({ drop: 'yes' });
		const before = await ends();
		const count = (await events()).length;
		await ahead(stripe, portal, id, 'end');
		expect([await ends(), (await events()).length]).toEqual([before, count]);
		portal.wait(DAY + 60_000);
		await until(async () => (await ends()) > before);
		expect(await events()).toHaveLength(count);
		portal.wait(-(DAY + 60_000));
	});

	it('are also about purchases nobody came back from', async () => {
		const late = await owner(portal, 'late@late.example');
		const theirs = await organisationOf(portal, 'late.example');
		await faults({ reorder: 'yes', duplicates: 'yes' });
		await pay(late, 'msp');
		await until(async () => (await rows(portal, 'subscription', theirs)).length === 1);
		expect((await late.get('/billing')).text).toContain('MSP, monthly');
	});
});

describe('what Stripe did not send', () => {
	const event = (more: object = {}) =>
		JSON.stringify({
			...{ id: 'evt_of_this_test', object: 'event', api_version: Stripe.API_VERSION },
			...{ created: 1, livemode: false, type: 'customer.updated' },
			...{ data: { object: { id: 'cus_nobody', object: 'customer' } }, ...more },
		});
	let real: TestPortal;

	beforeAll(async () => {
		const keys = { STRIPE_SECRET_KEY: 'sk_test_nobody', STRIPE_WEBHOOK_SECRET: SECRET };
		real = await testPortal(keys);
	}, 60_000);
	afterAll(() => real.close());

	const send = async (body: string, headers: Record<string, string>) => {
		const url = `${real.url}/stripe/webhook`;
		const type = { 'content-type': 'application/json' };
		return (await fetch(url, { method: 'POST', body, headers: { ...type, ...headers } })).status;
	};
	const signed = (payload: string, secret = SECRET, timestamp = Math.floor(Date.now() / 1000)) => ({
		'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
	});
	const kept = async () =>
		(await real.runner.db
			.selectFrom('stripe_event' as never)
			.selectAll()
			.execute()) as Event[];

	it('is refused: no signature, another secret, too old, a changed byte, another kind of body', async () => {
		const body = event();
		expect(await send(body, {})).toBe(400);
		expect(await send(body, signed(body, 'whsec_another'))).toBe(400);
		expect(await send(body, signed(body, SECRET, Math.floor(Date.now() / 1000) - 301))).toBe(400);
		expect(await send(body.replace('cus_nobody', 'cus_nobodx'), signed(body))).toBe(400);
		const form = { 'content-type': 'application/x-www-form-urlencoded' };
		expect(await send(body, { ...signed(body), ...form })).toBe(400);
		expect(await send('', signed(''))).toBe(400);
		expect(await kept()).toEqual([]);
	});

	it('nor anything of the other mode, and of nobody’s customer nothing comes', async () => {
		const live = event({ id: 'evt_live', livemode: true });
		expect(await send(live, signed(live))).toBe(200);
		expect(await kept()).toEqual([]);
		const body = event();
		expect(await send(body, signed(body))).toBe(200);
		expect(await send(body, signed(body))).toBe(200);
		await until(async () => (await kept()).every(({ done_at }) => done_at !== null));
		expect((await kept()).map(({ trouble }) => trouble)).toEqual([
			'It is about none of our customers.',
		]);
	});

	it('and a secret that is being replaced still counts', async () => {
		const body = event({ id: 'evt_rotated' });
		const [old, now] = [signed(body, 'whsec_old'), signed(body)].map(
			(header) => header['stripe-signature'],
		);
		const both = `${now},${(old ?? '').split(',')[1]}`;
		expect(await send(body, { 'stripe-signature': both })).toBe(200);
	});

	it('with keys that can’t be any, the portal does not start; in production without, billing is not set up', async () => {
		const config = {
			publicUrl: 'http://127.0.0.1:1',
			dataFolder: '/nowhere',
		} as Services['config'];
		const open = (environment: NodeJS.ProcessEnv) =>
			openStripe(environment, config, 1, () => new Date());
		await expect(open({ STRIPE_SECRET_KEY: 'pk_live_x' })).rejects.toThrow('STRIPE_SECRET_KEY is');
		await expect(open({ STRIPE_SECRET_KEY: 'sk_live_x' })).rejects.toThrow(
			'STRIPE_WEBHOOK_SECRET is',
		);
		expect(await open({ NODE_ENV: 'production' })).toBeNull();
		const elsewhere = { ...config, publicUrl: 'https://offboard.example' };
		expect(await openStripe({}, elsewhere, 1, () => new Date())).toBeNull();
	});

	it('nobody comes to a simulated Stripe by another name than this machine’s', async () => {
		const { port } = new URL(stripe);
		const asked = (host: string) =>
			new Promise<number | undefined>((resolve, reject) => {
				get({ port, host: '127.0.0.1', path: '/', headers: { host } }, (answer) => {
					answer.resume();
					resolve(answer.statusCode);
				}).on('error', reject);
			});
		expect(await asked(`127.0.0.1:${port}`)).toBe(200);
		expect(await asked(`rebound.example:${port}`)).toBe(404);
		const answer = await fetch(`${stripe}/v1/customers/cus_x`, {
			headers: { authorization: 'Bearer sk_test_guessed' },
		});
		expect(answer.status).toBe(401);
	});

	it('a simulated Stripe never starts with a live key, and never in production', async () => {
		const options = {
			...{ webhook: null, portalUrl: 'http://127.0.0.1:1', stateFile: null, logFile: null },
			now: () => new Date(),
		};
		const start = (secretKey: string, environment: NodeJS.ProcessEnv) =>
			startSimulatedStripe({ ...options, secretKey, environment });
		await expect(start('sk_live_x', {})).rejects.toThrow('does not start with a live key');
		await expect(start('rk_live_x', {})).rejects.toThrow('does not start with a live key');
		await expect(start('sk_test_x', { NODE_ENV: 'production' })).rejects.toThrow('in production');
	});
});
