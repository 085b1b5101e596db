import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookInEach, openChrome, pageOf } from '../../harness/chrome';
import { owner, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let chrome: Chrome;
let page: Page;
const shots = process.env.OFFBOARDIQ_SHOTS;

beforeAll(async () => {
	portal = await testPortal();
	const boss = await owner(portal, 'priya@kestrel.example');
	chrome = await openChrome();
	page = await pageOf(chrome, boss, portal.url);
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

const look = async (name: string) => expect(await lookInEach(page, name, shots)).toEqual([]);
const press = async (words: string, address: RegExp) => {
	await page.click(`main >> text="${words}"`);
	await page.waitForURL(address);
};
const confirm = async () => {
	await page.click('main form.stack-l button[type=submit]');
	await page.waitForURL(/\/billing$/);
};
const main = () => page.innerText('main');

it('a plan is bought, raised, lowered, kept after all, cancelled, resumed; every page can be read by everybody', async () => {
	await page.goto(`${portal.url}/billing`);
	await look('billing-trial');
	await press('Choose Business', /\/c\/cs_test_/);
	expect(await page.innerText('.tape')).toContain('No money moves');
	await look('simulated-checkout');
	await page.fill('#card', '4000 0000 0000 0002');
	await page.click('button[type=submit]');
	await page.waitForSelector('#card-e');
	await page.fill('#card', '4242 4242 4242 4242');
	await page.fill('#name', 'Kestrel IT Services');
	await page.click('button[type=submit]');
	await page.waitForURL(/\/billing\?/);
	expect(await main()).toContain('Business, monthly. Next charge of $149.00');
	await press('Change to MSP', /\/billing\/change/);
	expect(await main()).toContain('$250.00 is taken from your card now.');
	await look('billing-up');
	await confirm();
	expect(await main()).toContain('MSP, monthly. Next charge of $399.00');
	await press('Change to Starter', /\/billing\/change/);
	await confirm();
	expect(await main()).toContain('Changes to Starter, monthly, on');
	await look('billing-planned');
	await press('Stay on MSP', /\/billing$/);
	await page.waitForSelector('text=Next charge of $399.00');
	await press('Cancel plan', /\/billing\/cancel/);
	await look('billing-cancel');
	await page.check('input[value=unused]');
	await confirm();
	expect(await main()).toContain('MSP ends on');
	await look('billing-cancelled');
	await press('Resume plan', /\/billing$/);
	await page.waitForSelector('text=Next charge of $399.00');
}, 180_000);

it('a card that fails is seen, and paid for at Stripe', async () => {
	await press('Card and address', /\/p\/bps_/);
	await look('simulated-card');
	await page.fill('#card', '4000 0000 0000 0341');
	await page.click('button[type=submit]');
	await page.waitForURL(/\/billing$/);
	await page.goto(`${portal.url}/billing/change?plan=msp&period=year`);
	await confirm();
	expect(await main()).toContain('The payment for MSP did not go through');
	await look('billing-pending');
	await press('Pay at Stripe', /\/i\/in_/);
	await look('simulated-invoice');
	await page.click('button[type=submit]');
	await page.waitForSelector('text=paid');
	await page.goto(`${portal.url}/billing`);
	await press('Move its time', /127\.0\.0\.1:\d+\/$/);
	await look('simulated-desk');
}, 120_000);
