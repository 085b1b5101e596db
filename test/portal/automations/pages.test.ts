import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookInEach, openChrome } from '../../harness/chrome';
import {
	connectSandbox,
	offboarded,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { startReceiver, type Receiver } from '../../harness/receiver';

/** Where pictures of every page are put, for whoever wants to look at them. */
const { OFFBOARDIQ_SHOTS: SHOTS } = process.env;
let portal: TestPortal;
let chrome: Chrome;
let boss: Browser;
let there: Receiver;
let person: string;
const complaints: string[] = [];

beforeAll(async () => {
	portal = await testPortal({ OFFBOARDIQ_WEBHOOKS_TO_PRIVATE_ADDRESSES: 'yes' });
	there = await startReceiver();
	boss = await owner(portal, 'owner@corp.example');
	person = await connectSandbox(portal, boss);
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
	await there.close();
});

async function lookAt(page: Page, name: string): Promise<void> {
	complaints.push(...(await lookInEach(page, name, SHOTS)));
}

/** A page that is signed in as the Owner. */
async function bossPage(options: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
	const context = await chrome.newContext(options);
	const [name = '', value = ''] = (boss.cookie ?? '').split('=', 2);
	await context.addCookies([{ name, value, url: portal.url }]);
	const page = await context.newPage();
	page.on('console', (message) => {
		// What a form answers with 422 is told there too.
		if (message.type() === 'error' && !/status of 4/.test(message.text())) {
			complaints.push(message.text());
		}
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
	return page;
}

it('a rule is made, tested, seen to deliver, and looked at in both schemes and widths', async () => {
	const page = await bossPage();
	await page.goto(`${portal.url}/automations`);
	await lookAt(page, 'automations-empty');
	await page.getByRole('link', { name: 'New rule' }).click();
	await page.getByLabel('Webhook URL').fill('ftp://x');
	await page.getByLabel('Header 1').fill('Host');
	await page.getByLabel('Value 1').fill('x');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('3 things to put right').waitFor();
	expect(await page.getByLabel('Value 1').inputValue()).toBe('');
	expect(await page.getByLabel('Webhook URL').inputValue()).toBe('ftp://x');
	await lookAt(page, 'automations-form');
	await page.getByLabel('Name', { exact: true }).fill('IT channel hears at once');
	await page.getByLabel('Webhook URL').fill(`${there.url}/T00/B00/secret`);
	await page.getByLabel('Header 1').fill('Authorization');
	await page.getByLabel('Value 1').fill('Bearer abcdefghijk');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('shown this once').waitFor();
	await lookAt(page, 'automations-secret');
	await page.getByRole('button', { name: 'Send test' }).click();
	// By itself, without anybody loading the page anew.
	await page.getByText('Did it arrive?').waitFor({ timeout: 15_000 });
	await lookAt(page, 'automations-test');
	await page.getByRole('button', { name: 'Yes, I see it' }).click();
	await page.getByText('Seen by a person').waitFor();
	await offboarded(portal, boss, person);
	await expect.poll(() => there.received.length, { timeout: 15_000 }).toBe(2);
	there.answer(400);
	await page.getByRole('button', { name: 'Send test' }).click();
	await page.getByText('The test did not arrive').waitFor({ timeout: 15_000 });
	await lookAt(page, 'automations-rule');
	await page.getByRole('button', { name: 'Pause' }).click();
	await page.getByText('What happens meanwhile is noted').waitFor();
	await page.getByRole('link', { name: 'Change' }).click();
	expect(await page.content()).not.toMatch(/B00|abcdefghijk/);
	await lookAt(page, 'automations-edit');
	await page.goto(`${portal.url}/automations`);
	await lookAt(page, 'automations-list');
	expect(complaints).toEqual([]);
}, 300_000);

it('does without scripts', async () => {
	const page = await bossPage({ javaScriptEnabled: false });
	await page.goto(`${portal.url}/automations/new`);
	await page.getByLabel('Name', { exact: true }).fill('Plain');
	await page.getByLabel('Webhook URL').fill(`${there.url}/plain`);
	await page.getByRole('button', { name: 'Save' }).click();
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Plain');
	await page.getByText('Delete this rule…').click();
	await page.getByRole('button', { name: 'Delete the rule' }).click();
	expect(await page.getByRole('link', { name: 'Plain' }).count()).toBe(0);
}, 60_000);
