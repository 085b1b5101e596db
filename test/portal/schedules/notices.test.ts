import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdAfterPlan } from '../../../portal/schedules/plan-end';
import { remindOfDue } from '../../../portal/schedules/reminders';
import type { Services } from '../../../portal/services';
import { joined, PASSWORD, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let portal: TestPortal;
let boss: Browser;
let manager: Browser;
let services: Services;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	services = {
		db: portal.runner.db,
		runner: portal.runner,
		config: { publicUrl: portal.url },
		now: () => portal.now(),
	} as unknown as Services;
}, 120_000);

afterAll(() => portal.close());

const mails = async () => (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
const count = (text: string, what: string) => text.split(what).length - 1;

async function schedule(alias: string, ahead: number): Promise<string> {
	const page = (await boss.get(`/employees?q=${alias}`)).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	const at = new Date(portal.now().getTime() + ahead).toISOString().slice(0, 19);
	const form = { user, confirm: `${alias}@rehearsal.example`, when: 'later', at, zone: 'UTC' };
	const made = await manager.post('/offboardings', form);
	return made.location?.split('/').at(-1) ?? 'none';
}

it('whoever scheduled something is reminded a day before, once, and again when it was moved', async () => {
	const id = await schedule('lee.gu', 3 * DAY);
	await schedule('joni.sherman', 5 * HOUR);
	await remindOfDue(services);
	expect(count(await mails(), 'offboarding of Lee Gu')).toBe(0);
	portal.wait(2 * DAY + HOUR);
	await remindOfDue(services);
	await remindOfDue(services);
	const sent = await mails();
	expect(count(sent, ': offboarding of Lee Gu')).toBe(1);
	expect(sent).toContain('To manager@corp.example,');
	// It says that devices are erased: of a rehearsal nobody shall think it.
	expect(sent).toContain('offboarding of Lee Gu (simulated)');
	expect(sent).toContain('It is a rehearsal: nothing touches Microsoft 365. Until then');
	expect(sent).toContain(`/schedules/${id}`);
	// What was made a few hours ahead needs none.
	expect(sent).not.toContain('offboarding of Joni Sherman');
	const at = new Date(portal.now().getTime() + 20 * HOUR).toISOString().slice(0, 19);
	await boss.post('/auth/signin', { email: 'owner@corp.example', password: PASSWORD });
	expect((await boss.post(`/schedules/${id}/edit`, { at, zone: 'UTC' })).status).toBe(303);
	await remindOfDue(services);
	expect(count(await mails(), ': offboarding of Lee Gu')).toBe(2);
	portal.wait(-(2 * DAY + HOUR));
}, 60_000);

it('what is due after the end of the trial is warned about, then held, and neither dropped nor started', async () => {
	const id = await schedule('diego.siciliani', 20 * DAY);
	await holdAfterPlan(services);
	expect(await mails()).not.toContain('Would be held: Diego Siciliani');
	portal.wait(12 * DAY);
	await holdAfterPlan(services);
	await holdAfterPlan(services);
	const warned = await mails();
	// Whoever asked, and the Owner.
	expect(count(warned, 'Would be held: Diego Siciliani (simulated)')).toBe(2);
	expect((await portal.runner.schedules.get(id)).state).toBe('pending');
	portal.wait(2 * DAY);
	await holdAfterPlan(services);
	await holdAfterPlan(services);
	const held = await portal.runner.schedules.get(id);
	expect([held.state, held.runId]).toEqual(['needs_confirmation', null]);
	expect(held.reason).toContain('before this is due. It is held');
	expect(count(await mails(), 'Held, not done: offboarding of Diego Siciliani (simulated)')).toBe(
		2,
	);
	await manager.post('/auth/signin', { email: 'manager@corp.example', password: PASSWORD });
	const answer = await manager.post(`/schedules/${id}/confirm`);
	expect([answer.status, answer.text.includes('nothing was lost')]).toEqual([403, true]);
	expect((await portal.runner.schedules.get(id)).state).toBe('needs_confirmation');
	portal.wait(-14 * DAY);
}, 60_000);
