import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Queries } from '../../../portal/database/schema';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import {
	connectSandbox,
	joined,
	offboarded,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { startReceiver, type Received, type Receiver } from '../../harness/receiver';

let portal: TestPortal;
let boss: Browser;
let there: Receiver;
let out: string;
let people: string[];
const SECRET_PATH = '/T00SECRET/B00SECRET';
const TOKEN = 'Bearer topsecrettoken';

beforeAll(async () => {
	portal = await testPortal({ OFFBOARDIQ_WEBHOOKS_TO_PRIVATE_ADDRESSES: 'yes' });
	out = mkdtempSync(join(tmpdir(), 'oiq-hooks-'));
	boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	const page = (await boss.get('/employees')).text;
	people = [
		...new Set(
			[...page.matchAll(/href="\/employees\/([0-9a-f-]{36})"/g)].map(([, id]) => id ?? ''),
		),
	];
}, 120_000);

beforeEach(async () => {
	there = await startReceiver();
});

afterEach(() => there.close());

afterAll(async () => {
	await portal.close();
	rmSync(out, { recursive: true, force: true });
});

const db = () => portal.runner.db as unknown as Queries;
const nextPerson = () => people.shift() ?? 'none';

/** Makes a rule and gives its id, and the secret that is shown once. */
async function ruleTo(more: Record<string, string> = {}): Promise<{ id: string; secret: string }> {
	const answer = await boss.post('/automations', {
		...{ name: 'IT hears', trigger: 'offboarding.completed', url: there.url + SECRET_PATH },
		...more,
	});
	const secret = /data-copy="(whsec_[^"]+)"/.exec(answer.text)?.[1] ?? '';
	const id =
		/\/automations\/([0-9a-f-]{36})\/edit/.exec(answer.text)?.[1] ??
		answer.location?.split('/').at(-1) ??
		'none';
	return { id, secret };
}

async function arrived(count = 1): Promise<readonly Received[]> {
	await expect.poll(() => there.received.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
	return there.received;
}

const stateOf = async (id: string) =>
	await db()
		.selectFrom('automation_delivery')
		.select(['id', 'state', 'attempts', 'status', 'run_id', 'answer', 'trouble'])
		.where('rule_id', '=', id)
		.orderBy('created_at')
		.execute();

const remove = (id: string) => boss.post(`/automations/${id}/delete`);

describe('a rule', () => {
	it('tells of an offboarding once, signed, with the checkpoint of the log', async () => {
		const early = join(out, 'early');
		const organisation =
			(await db().selectFrom('organisation').select('id').execute())[0]?.id ?? '';
		const audit = portal.runner.audit.of(organisation);
		const asked = { from: null, personal: false, actor: null };
		await audit.exportBundle({ folder: early, ...asked });
		const { id, secret } = await ruleTo({ 'header-1': 'Authorization', 'value-1': TOKEN });
		expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		const run = await offboarded(portal, boss, nextPerson());
		const [webhook] = await arrived();
		if (!webhook) throw new Error('nothing came');
		// The library of the standard, as a receiver would.
		const headers = webhook.headers as Record<string, string>;
		const body = new Webhook(secret).verify(webhook.body, headers) as {
			type: string;
			data: { offboarding: { id: string; status: string; simulated: boolean }; checkpoint: string };
		};
		expect(() => new Webhook(secret).verify(`${webhook.body} `, headers)).toThrow();
		expect(webhook.path).toBe(SECRET_PATH);
		expect(headers.authorization).toBe(TOKEN);
		expect(body.type).toBe('offboarding.completed');
		const ended = await portal.runner.run(run);
		expect(body.data.offboarding).toMatchObject({
			id: run,
			status: ended?.status,
			simulated: true,
		});
		await expect
			.poll(async () => (await stateOf(id))[0]?.state, { timeout: 10_000 })
			.toBe('delivered');

		// An auditor who has the webhook: the log as it is holds all of it, a shorter one does not.
		const { checkpoint } = body.data;
		const whole = join(out, 'whole');
		await audit.exportBundle({ folder: whole, ...asked });
		const good = await verifyBundle(whole, { checkpoint, key: null });
		expect(good.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(good.holds).toBe(true);
		const cut = await verifyBundle(early, { checkpoint, key: null });
		expect(cut.holds).toBe(false);
		expect(JSON.stringify(cut.findings)).toMatch(/were cut off/);
		// It covers the end of that run.
		const entries = await audit.entries({ limit: 200 });
		const end = entries.find(
			({ type, run: about }) => type === 'offboarding.ended' && about === run,
		);
		expect(Number(checkpoint.split('\n')[1])).toBeGreaterThanOrEqual(end?.seq ?? Infinity);
		writeFileSync(join(out, 'checkpoint.txt'), checkpoint);

		// Told once, however often it is looked.
		await new Promise((resolve) => setTimeout(resolve, 4_500));
		expect(there.received.length).toBe(1);
		expect(entries.find(({ type }) => type === 'automation.rule')?.facts).toMatchObject({
			what: 'made',
		});
		await remove(id);
	}, 60_000);

	it('tells nothing of what was before it, and nothing of other tenants or other ends', async () => {
		const old = await offboarded(portal, boss, nextPerson());
		const all = await ruleTo();
		const failures = await ruleTo({ trigger: 'offboarding.failed' });
		const run = await offboarded(portal, boss, nextPerson());
		await arrived();
		await new Promise((resolve) => setTimeout(resolve, 4_500));
		expect(there.received.map(({ body }) => [body.includes(old), body.includes(run)])).toEqual([
			[false, true],
		]);
		const wrong = {
			name: 'x',
			trigger: 'offboarding.completed',
			url: 'https://x.example/',
			tenant: 'x',
		};
		expect((await boss.post('/automations', wrong)).text).toContain('Choose one of the tenants');
		await remove(all.id);
		await remove(failures.id);
	}, 60_000);

	it('tells that one began, where it is asked to', async () => {
		const { id } = await ruleTo({ trigger: 'offboarding.started', name: 'begins' });
		const run = await offboarded(portal, boss, nextPerson());
		const [webhook] = await arrived();
		expect(webhook?.json).toMatchObject({
			type: 'offboarding.started',
			data: { offboarding: { id: run, status: 'running', steps: [], finishedAt: null } },
		});
		await remove(id);
	}, 60_000);

	it('made twice by the same press is one, and shows its secret once', async () => {
		const key = '3f1c1f0e-95a4-4c4e-9a64-0d8c4f6f7a11';
		const form = { key, name: 'Twice', trigger: 'offboarding.failed', url: 'https://x.example/h' };
		const both = await Promise.all([
			boss.post('/automations', form),
			boss.post('/automations', form),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual([200, 303]);
		expect(both.filter(({ text }) => text.includes('whsec_')).length).toBe(1);
		const page = await boss.get(`/automations/${key}`);
		expect(page.text).not.toContain('whsec_');
		expect(page.text.match(/Twice/g)?.length).toBeGreaterThan(0);
		const other = await owner(portal, 'owner@other.example');
		expect((await other.post('/automations', form)).status).toBe(404);
		await remove(key);
	});
});

describe('what opens a destination', () => {
	it('is on no page, in no log, no mail, no export, and in the database only sealed', async () => {
		const more = { 'header-1': 'Authorization', 'value-1': TOKEN };
		const { id, secret } = await ruleTo(more);
		await boss.post(`/automations/${id}/test`);
		await arrived();
		const pages = [
			'/automations',
			`/automations/${id}`,
			`/automations/${id}/edit`,
			'/audit',
			'/audit/export',
		];
		for (const path of pages) {
			const { text, status } = await boss.get(path);
			expect([path, status]).toEqual([path, 200]);
			expect(text).not.toMatch(/T00SECRET|topsecrettoken|whsec_/);
		}
		const rows = JSON.stringify(await db().selectFrom('automation_rule').selectAll().execute());
		const log = JSON.stringify(await db().selectFrom('automation_delivery').selectAll().execute());
		for (const text of [rows, log, portal.log.join('')]) {
			expect(text).not.toMatch(/T00SECRET|topsecrettoken/);
			expect(text).not.toContain(secret);
		}
		expect(rows).toContain('127.0.0.1');
		await remove(id);
	}, 30_000);

	it('does not open in another rule, and nothing is sent then', async () => {
		const mine = await ruleTo();
		const other = await ruleTo({ name: 'Other', url: 'https://other.example/' });
		const { url_sealed } = await db()
			.selectFrom('automation_rule')
			.select('url_sealed')
			.where('id', '=', mine.id)
			.executeTakeFirstOrThrow();
		await db()
			.updateTable('automation_rule')
			.set({ url_sealed })
			.where('id', '=', other.id)
			.execute();
		await boss.post(`/automations/${other.id}/test`);
		await expect
			.poll(async () => (await stateOf(other.id))[0]?.trouble, { timeout: 10_000 })
			.toContain('changed in the database');
		expect(there.received).toEqual([]);
		await remove(mine.id);
		await remove(other.id);
	}, 30_000);

	it('is kept while the address is, and dropped with it', async () => {
		const { id } = await ruleTo({ 'header-1': 'X-Token', 'value-1': 'abcdefgh' });
		const form = { name: 'IT hears', trigger: 'offboarding.completed', 'header-1': 'X-Token' };
		expect((await boss.post(`/automations/${id}`, { ...form, url: '' })).status).toBe(303);
		await boss.post(`/automations/${id}/test`);
		expect((await arrived())[0]?.headers['x-token']).toBe('abcdefgh');
		const moved = { ...form, url: `${there.url}/elsewhere` };
		expect((await boss.post(`/automations/${id}`, moved)).text).toContain(
			'of this header is missing',
		);
		const { 'header-1': _, ...bare } = moved;
		const answer = await boss.post(`/automations/${id}`, bare);
		expect(answer.text).toMatch(/data-copy="whsec_/);
		await boss.post(`/automations/${id}/test`);
		const elsewhere = (await arrived(2))[1];
		expect([elsewhere?.path, elsewhere?.headers['x-token']]).toEqual(['/elsewhere', undefined]);
		await remove(id);
	}, 30_000);

	it('signs with both secrets for a day when it is changed', async () => {
		const { id, secret } = await ruleTo();
		const answer = await boss.post(`/automations/${id}/secret`);
		const fresh = /data-copy="(whsec_[^"]+)"/.exec(answer.text)?.[1] ?? '';
		expect(fresh).not.toBe(secret);
		await boss.post(`/automations/${id}/test`);
		const [webhook] = await arrived();
		for (const one of [secret, fresh]) {
			const headers = webhook?.headers as Record<string, string>;
			expect(new Webhook(one).verify(webhook?.body ?? '', headers)).toBeTruthy();
		}
		await remove(id);
	}, 30_000);
});

describe('a test', () => {
	it('is of nobody, and asks whether it arrived', async () => {
		const { id } = await ruleTo({ shape: 'teams' });
		there.answer(202);
		await Promise.all([boss.post(`/automations/${id}/test`), boss.post(`/automations/${id}/test`)]);
		const [webhook] = await arrived();
		expect(webhook?.body).toContain('Test. Offboarding completed: Test Person');
		await expect
			.poll(async () => (await stateOf(id))[0]?.state, { timeout: 10_000 })
			.toBe('delivered');
		expect(there.received.length).toBe(1);
		const page = (await boss.get(`/automations/${id}`)).text;
		expect(page).toContain('Did it arrive?');
		expect(page).toContain('not that a message was posted');
		expect(page).toContain('Accepted');
		expect(page).not.toContain('Delivered');
		await boss.post(`/automations/${id}/arrived`, { arrived: 'no' });
		expect((await boss.get(`/automations/${id}`)).text).toContain('Nothing there');
		expect((await boss.post(`/automations/${id}/arrived`, { arrived: 'perhaps' })).status).toBe(
			400,
		);
		await remove(id);
	}, 30_000);
});

describe('what is not delivered', () => {
	it('is tried again with the same id after 503, and no redirect is followed', async () => {
		const { id, secret } = await ruleTo();
		there.answer(503);
		await offboarded(portal, boss, nextPerson());
		await arrived(1);
		there.answer(200);
		const [first, second] = await arrived(2);
		expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
		const headers = second?.headers as Record<string, string>;
		expect(new Webhook(secret).verify(second?.body ?? '', headers)).toBeTruthy();
		await expect
			.poll(async () => (await stateOf(id))[0], { timeout: 10_000 })
			.toMatchObject({
				...{ state: 'delivered', attempts: 2, status: 200 },
			});
		there.answer(
			(response) => void response.writeHead(307, { location: `${there.url}/next` }).end(),
		);
		await boss.post(`/automations/${id}/test`);
		await arrived(3);
		await expect.poll(async () => (await stateOf(id))[1]?.state, { timeout: 10_000 }).toBe('dead');
		expect(there.received.length).toBe(3);
		await remove(id);
	}, 60_000);

	it('is final after 400, is written about once, and can be sent again by a person', async () => {
		const { id } = await ruleTo({ name: 'Refusing' });
		there.answer(400);
		await offboarded(portal, boss, nextPerson());
		await offboarded(portal, boss, nextPerson());
		await expect
			.poll(async () => (await stateOf(id)).map(({ state }) => state), { timeout: 20_000 })
			.toEqual(['dead', 'dead']);
		const mails = (await portal.browser().get('/dev/outbox')).text;
		expect(mails.match(/Not delivered: Refusing/g)?.length).toBe(1);
		expect(mails).not.toContain('T00SECRET');
		const page = (await boss.get(`/automations/${id}?show=failed`)).text;
		expect(page).toContain('2 were not delivered');
		there.answer(200);
		await boss.post(`/automations/${id}/again`, { delivery: 'failed' });
		await expect
			.poll(async () => (await stateOf(id)).map(({ state }) => state), { timeout: 20_000 })
			.toEqual(['delivered', 'delivered']);
		const [one] = await stateOf(id);
		await boss.post(`/automations/${id}/again`, { delivery: one?.id ?? '' });
		await arrived(5);
		expect(there.received[4]?.headers['webhook-id']).toBe(one?.id);
		expect((await boss.post(`/automations/${id}/again`, { delivery: 'msg_x' })).status).toBe(404);
		await remove(id);
	}, 60_000);

	it('because it is gone pauses the rule; what happens then waits for a person', async () => {
		const { id } = await ruleTo({ name: 'Gone' });
		there.answer(410);
		await offboarded(portal, boss, nextPerson());
		await expect
			.poll(async () => (await boss.get(`/automations/${id}`)).text, { timeout: 20_000 })
			.toContain('answered 410');
		expect((await portal.browser().get('/dev/outbox')).text).toContain('Paused: Gone');
		there.answer(200);
		await offboarded(portal, boss, nextPerson());
		await expect
			.poll(async () => (await stateOf(id)).map(({ state }) => state), { timeout: 20_000 })
			.toEqual(['dead', 'held']);
		expect(there.received.length).toBe(1);
		const paused = await boss.post(`/automations/${id}/again`, { delivery: 'failed' });
		expect([paused.status, paused.text.includes('Switch it on')]).toEqual([409, true]);
		await boss.post(`/automations/${id}/resume`);
		await boss.post(`/automations/${id}/again`, { delivery: 'failed' });
		await arrived(3);
		await remove(id);
	}, 60_000);

	it('because whoever is there never ends to answer counts by what came first', async () => {
		const { id } = await ruleTo();
		there.answer((response) => {
			response.writeHead(200);
			const timer = setInterval(() => response.write('x'.repeat(65_536)), 5);
			response.on('close', () => clearInterval(timer));
		});
		await boss.post(`/automations/${id}/test`);
		await expect
			.poll(async () => (await stateOf(id))[0]?.state, { timeout: 15_000 })
			.toBe('delivered');
		await remove(id);
	}, 30_000);
});

it('is an Owner’s or Admin’s', async () => {
	const manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	for (const path of ['/automations', '/automations/new']) {
		expect((await manager.get(path)).status).toBe(403);
	}
	expect((await manager.get('/')).text).not.toContain('href="/automations"');
	expect((await boss.get('/')).text).toContain('href="/automations"');
});
