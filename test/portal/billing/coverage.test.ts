import { userInfo } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdAfterPlan } from '../../../portal/schedules/plan-end';
import { surplusTenants } from '../../../portal/organisations/surplus';
import type { Services } from '../../../portal/services';
import type { Tenant } from '../../../portal/connection/tenants';
import { buy, organisationOf, rows } from '../../harness/billing';
import {
	connectSandbox,
	joined,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const DAY = 24 * 3_600_000;
let portal: TestPortal;
let boss: Browser;
let id: string;
let people: { readonly object_id: string; readonly user_principal_name: string }[];

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'boss@cover.example');
	id = await organisationOf(portal, 'cover.example');
	await connectSandbox(portal, boss);
	const tenants = await rows<{ tenant_id: string }>(portal, 'tenant', id);
	const place = { tenantId: tenants[0]?.tenant_id ?? '', group: null };
	for (let tries = 0; (await portal.runner.directory.counts(place)).employees < 55; tries++) {
		if (tries > 200) throw new Error('The people did not come.');
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	people = (await portal.runner.db
		.selectFrom('directory_person')
		.select(['object_id', 'user_principal_name'])
		.where('tenant_id', '=', place.tenantId)
		.where('kind', '=', 'employee')
		.orderBy('appeared_at')
		.orderBy('object_id')
		.execute()) as typeof people;
}, 120_000);

afterAll(() => portal.close());

const later = (at: number) => ({
	...{ when: 'later', zone: 'UTC' },
	at: new Date(portal.now().getTime() + at).toISOString().slice(0, 19),
});

const schedule = (who: (typeof people)[number] | undefined, at: number) =>
	boss.post('/offboardings', {
		...{ user: who?.object_id ?? '', confirm: who?.user_principal_name ?? '' },
		...later(at),
	});

it('a plan covers whoever was in the directory first; the others are seen, and keep what was scheduled', async () => {
	const [last, first] = [people.at(-1), people[0]];
	const before = await schedule(last, 40 * DAY);
	expect(before.status).toBe(303);
	// What is kept for the day is kept in the name of whoever scheduled it, and of no account of this machine.
	const who = await boss.get('/audit');
	expect(who.text).toContain('Connection kept');
	expect(who.text).not.toContain(`>${userInfo().username}<`);
	await buy(boss, 'starter');
	const surplus = people.slice(50);
	expect(surplus.length).toBeGreaterThan(3);
	const refused = await schedule(surplus[0], 40 * DAY);
	expect([refused.status, refused.text.includes('Starter covers the 50 employees')]).toEqual([
		409,
		true,
	]);
	const theirs = async (who: (typeof people)[number] | undefined) =>
		(await boss.get(`/employees/${who?.object_id}`)).text.includes('Not covered: nothing new');
	// The last one was scheduled before, and keeps the place.
	expect([await theirs(surplus[0]), await theirs(first), await theirs(last)]).toEqual([
		...[true, false, false],
	]);
	const list = surplus.slice(0, 2).map((one) => one.user_principal_name);
	const bulk = { people: list.join('\n'), confirm: 'offboard 2' };
	expect((await boss.post('/bulks', bulk)).text).toContain('2 of these are not among them');
	expect((await schedule(people[49], 40 * DAY)).status).toBe(303);
	expect((await schedule(first, 40 * DAY)).status).toBe(303);
	const page = (await boss.get('/employees')).text;
	expect(page).toContain(`${people.length - 50} employees are not covered, rehearsed`);
	const kept = await portal.runner.schedules.pending();
	expect(kept.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
	await boss.get('/billing/change?plan=msp&period=month').then(async ({ text }) => {
		const at = /name="at" value="(\d+)"/.exec(text)?.[1] ?? '';
		const cents = /name="cents" value="(\d+)"/.exec(text)?.[1] ?? '';
		await boss.post('/billing/change', { plan: 'msp', period: 'month', at, cents });
	});
	expect((await schedule(surplus[1], 40 * DAY)).status).toBe(303);
});

it('what is due after a cancelled plan is named before, warned about, and held at its end', async () => {
	const cancel = (await boss.get('/billing/cancel')).text;
	expect(cancel).toContain('4 scheduled offboardings are');
	await boss.post('/billing/cancel', {});
	const services = {
		...{ db: portal.runner.db, runner: portal.runner, now: () => portal.now() },
		config: { publicUrl: portal.url },
	} as unknown as Services;
	const mails = async () => (await portal.browser().get('/dev/outbox')).text;
	const [row] = await rows<{ paid_until: string }>(portal, 'subscription', id);
	const left = Date.parse(row?.paid_until ?? '') - portal.now().getTime();
	portal.wait(left - 4 * DAY);
	await holdAfterPlan(services);
	expect(await mails()).not.toContain('Would be held');
	portal.wait(2 * DAY);
	await holdAfterPlan(services);
	expect(await mails()).toContain('The MSP plan ends');
	expect((await portal.runner.schedules.pending()).length).toBe(4);
	portal.wait(2 * DAY + 60_000);
	await holdAfterPlan(services);
	expect(await portal.runner.schedules.pending()).toEqual([]);
	await boss.post('/auth/signin', { email: 'boss@cover.example', password: PASSWORD });
	const refused = await schedule(people[2], DAY);
	expect([refused.status, refused.text.includes('MSP plan, ended')]).toEqual([403, true]);
});

it('nobody but an Owner sees or does anything about billing, nor what it costs', async () => {
	await buy(boss, 'business');
	for (const role of ['admin', 'manager', 'viewer'] as const) {
		const who = await joined(portal, boss, `${role}@cover.example`, role);
		for (const path of ['/billing', '/billing/change?plan=msp&period=month', '/billing/cancel']) {
			expect([role, path, (await who.get(path)).status]).toEqual([role, path, 403]);
		}
		for (const path of ['checkout', 'change', 'cancel', 'resume', 'change/undo', 'card']) {
			const answer = await who.post(`/billing/${path}`, { plan: 'msp', period: 'month' });
			expect([role, path, answer.status]).toEqual([role, path, 403]);
		}
		expect((await who.get('/team')).text).not.toContain('href="/billing"');
		// That there is a plan everybody sees; what it costs is no business of theirs.
		const read = (await who.get('/audit')).text + (await who.get('/audit/export')).text;
		expect(read).toContain('is paid');
		expect(read).not.toContain('cents');
	}
	const log = (await boss.get('/audit')).text;
	expect(log).toContain('Plan business, by the month: active');
	expect(log).toContain('Plan cancelled, to end');
	expect(log).toContain('Change to msp, by the month, paid now');
});

it('of tenants the ones connected first are covered; rehearsals are not counted', () => {
	const tenant = (tenantId: string, simulated: boolean, connectionId: string | null = 'c') =>
		({ tenantId, simulated, connectionId }) as Tenant;
	const tenants = [
		...[tenant('gone', false, null), tenant('rehearsal', true)],
		...[tenant('first', false), tenant('second', false), tenant('third', false)],
	];
	const beyond = (limit: number) => surplusTenants(tenants, limit).map(({ tenantId }) => tenantId);
	expect([beyond(1), beyond(2), beyond(10)]).toEqual([['second', 'third'], ['third'], []]);
});
