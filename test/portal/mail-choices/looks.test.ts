import type { Browser as Chrome } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendDigests } from '../../../portal/digest/send-digests';
import type { Services } from '../../../portal/services';
import { lookInEach, openChrome, pageOf } from '../../harness/chrome';
import {
	connectSandbox,
	linkTo,
	offboarded,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

/** Where pictures of every page are put, for whoever wants to look at them. */
const { OFFBOARDIQ_SHOTS: SHOTS } = process.env;
const DAY = 24 * 3_600_000;

let portal: TestPortal;
let boss: Browser;
let chrome: Chrome;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'ada@corp.example');
	await offboarded(portal, boss, await connectSandbox(portal, boss));
	chrome = await openChrome();
}, 180_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** A mail of the week in short: on the first Tuesday that is two days away or more. */
async function toldOfTheWeek(): Promise<void> {
	const later = new Date(portal.now().getTime() + 2 * DAY);
	portal.wait((2 + ((9 - later.getUTCDay()) % 7)) * DAY);
	await sendDigests({
		...{ db: portal.runner.db, runner: portal.runner, now: () => portal.now() },
		config: { publicUrl: portal.url },
	} as unknown as Services);
}

it('choices, the link that stops mails, licences and the mail itself are looked at in a real browser', async () => {
	const page = await pageOf(chrome, boss, portal.url);
	const complaints: string[] = [];
	const look = async (path: string, name: string) => {
		if (path !== '') await page.goto(portal.url + path);
		complaints.push(...(await lookInEach(page, name, SHOTS)));
	};
	page.on('pageerror', (error) => complaints.push(String(error)));
	await look('/', 'dashboard');
	await page.click('a:has-text("See who still holds some")');
	await page.waitForSelector('table[aria-label="Licences still held"]');
	await look('', 'licences');
	await look('/account', 'account');
	await page.click('label:has-text("Reminders")');
	await page.click('#mails button:has-text("Save")');
	await page.waitForURL('**/account#mails');
	expect(await page.isChecked('input[name=reminders]')).toBe(false);
	await toldOfTheWeek();
	const stop = await linkTo(portal, 'ada@corp.example', '/mails/stop/');
	await look('/dev/outbox', 'outbox');
	// Whoever reads it on a telephone is signed in nowhere.
	await page.context().clearCookies();
	await look(stop, 'stop');
	await page.click('button:has-text("Stop them")');
	await page.waitForSelector('h1:has-text("No more of these mails")');
	await look('', 'stopped');
	expect(complaints).toEqual([]);
}, 180_000);
