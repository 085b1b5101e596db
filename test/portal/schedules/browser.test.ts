import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOn, openChrome, pageOf } from '../../harness/chrome';
import { connectSandbox, owner, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let chrome: Chrome;
let page: Page;

beforeAll(async () => {
	portal = await testPortal();
	const boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	chrome = await openChrome();
	page = await pageOf(chrome, boss, portal.url, {
		...{ viewport: { width: 1280, height: 900 }, timezoneId: 'America/New_York' },
	});
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

it('Friday 18:00 in Berlin, asked for in New York: explained, and begun at its time', async () => {
	await page.goto(`${portal.url}/offboardings/new`);
	await page.locator('#q').pressSequentially('adele');
	await page.click('#found a:has-text("Adele Vance")');
	await page.waitForSelector('#preview .will');
	await page.check('input[name=when][value=later]');
	// What is offered is the zone of whoever asks.
	expect(await page.inputValue('#zone')).toBe('America/New_York');
	await page.selectOption('#zone', 'Europe/Berlin');
	await page.fill('#at', '2027-07-09T18:00');
	await page.waitForSelector('#when-says:has-text("2027-07-09 18:00 in Europe/Berlin")');
	expect(await findingsOn(page)).toEqual([]);
	await page.fill('#confirm', 'adele.vance@rehearsal.example');
	await page.click('button:has-text("Schedule the offboarding")');
	await page.waitForURL('**/schedules/SCH-*');
	expect(await page.textContent('main')).toContain('2027-07-09 18:00');
	expect(await findingsOn(page)).toEqual([]);
	const id = page.url().split('/').at(-1) ?? '';
	expect((await portal.runner.schedules.get(id)).time.dueAt).toBe('2027-07-09T16:00:00.000Z');

	await moveClockTo(id);
	await page.reload();
	expect(await page.textContent('main')).toContain('It ran, simulated');
	await page.click('main a[href^="/offboardings/SIM-"]');
	await page.waitForSelector('a:has-text("Download PDF")');
	expect(await page.textContent('main')).toContain('Locked out');
	expect(await findingsOn(page)).toEqual([]);
}, 120_000);

/** The runner goes by the clock of the database, which no test can move: so its time comes nearer instead. */
async function moveClockTo(id: string): Promise<void> {
	const due = new Date(Date.now() - 1_000).toISOString();
	await portal.runner.db
		.updateTable('schedule')
		.set({ due_at: due })
		.where('id', '=', id)
		.execute();
	const parts = { reportFolder: portal.folder, listener: () => undefined };
	const scheduler = portal.runner.scheduler(parts);
	for (let tries = 0; tries < 300; tries++) {
		await scheduler.tick();
		if ((await portal.runner.schedules.get(id)).state === 'finished') break;
		await sleep(200);
	}
	await scheduler.stop();
}
