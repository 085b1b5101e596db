import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellOfEnded } from '../../../portal/ended-mails/tell-of-ended';
import type { Services } from '../../../portal/services';
import { joined, untilEnded, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

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

const at = (alias: string): string => `${alias}@rehearsal.example`;

async function ended(browser: Browser, alias: string): Promise<string> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	const { location } = await browser.post('/offboardings', { user, confirm: at(alias) });
	const id = location?.split('/').at(-1) ?? 'none';
	await untilEnded(portal, id);
	return id;
}

/** The mails that tell of something, newest first: to whom, and what. */
async function mailsOf(what: string): Promise<string[]> {
	await tellOfEnded(services);
	await tellOfEnded(services);
	const outbox = (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
	return outbox
		.split('<article')
		.filter((mail) => mail.includes(what))
		.map((mail) => /To ([^,]+),/.exec(mail)?.[1] ?? '');
}

it('whoever asked is told once where something is left to do, with the reason and the way there', async () => {
	const id = await ended(manager, 'alex.wilber');
	expect(await mailsOf(`/offboardings/${id}`)).toEqual(['manager@corp.example']);
	const outbox = (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
	expect(outbox).toContain('Alex Wilber: completed with exceptions');
	expect(outbox).toContain('Step 1, Disable account: blocked.');
	expect(outbox).toContain('It was a rehearsal');
});

it('is told of all ends, or of none, as chosen; every choice is in the log', async () => {
	expect(await mailsOf(`/offboardings/${await ended(manager, 'miriam.graham')}`)).toEqual([]);
	expect((await manager.post('/account/mails', { endedMails: 'all' })).status).toBe(303);
	expect((await manager.get('/account')).text).toContain('value="all" checked');
	expect(await mailsOf(`/offboardings/${await ended(manager, 'lee.gu')}`)).toEqual([
		'manager@corp.example',
	]);
	await manager.post('/account/mails', { endedMails: 'none' });
	expect((await manager.post('/account/mails', { endedMails: 'some' })).status).toBe(400);
	expect((await boss.get('/audit')).text).toContain('Mails about ended offboardings chosen: none');
});

it('of a list is told as a whole', async () => {
	const people = [at('adele.vance'), at('grady.archie')].join('\n');
	await boss.post('/account/mails', { endedMails: 'all' });
	const { location } = await boss.post('/bulks', { people, confirm: 'offboard 2' });
	const id = location?.split('/').at(-1) ?? 'none';
	for (let tries = 0; tries < 300; tries++) {
		if ((await portal.runner.bulkOf(id))?.finishedAt) break;
		await sleep(100);
	}
	expect(await mailsOf(`/bulks/${id}`)).toEqual(['owner@corp.example']);
	for (const { runId } of (await portal.runner.bulkOf(id))?.members ?? []) {
		expect(await mailsOf(`/offboardings/${runId}`)).toEqual([]);
	}
}, 60_000);

it('what nobody of the organisation asked for any more, and needs somebody, is told to Owners and Admins', async () => {
	await manager.post('/account/mails', { endedMails: 'needs' });
	const id = await ended(manager, 'joni.sherman');
	const team = (await boss.get('/team')).text;
	const member = [...team.matchAll(/\/team\/members\/([0-9a-f-]{36})\/remove/g)].at(-1)?.[1] ?? '';
	await boss.post(`/team/members/${member}/remove`);
	expect((await portal.runner.run(id))?.status).toBe('completed_with_exceptions');
	expect(await mailsOf(`/offboardings/${id}`)).toEqual(['owner@corp.example']);
}, 60_000);
