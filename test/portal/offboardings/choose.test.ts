import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookInEach, openChrome, pageOf } from '../../harness/chrome';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;
let page: Page;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	chrome = await openChrome();
	page = await pageOf(chrome, browser, portal.url, { reducedMotion: 'reduce' });
}, 180_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
const isAtSearch = () => page.evaluate<boolean>("document.activeElement.id === 'q'");

it('somebody is chosen by the keyboard alone', async () => {
	await page.goto(`${portal.url}/offboardings/new`);
	expect(await isAtSearch()).toBe(true);
	await page.keyboard.type('anna schmidt');
	await page.waitForSelector('[data-found="anna schmidt"]');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	expect(await focused()).toBe('Anna Schmidt');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('ArrowUp');
	expect(await isAtSearch()).toBe(true);
	await page.fill('#q', 'adele');
	await page.waitForSelector('[data-found="adele"]');
	await page.keyboard.press('Enter');
	await page.waitForSelector('.person:has-text("Adele Vance")');
	expect(await lookInEach(page, 'form', undefined)).toEqual([]);
}, 120_000);

it('Enter takes nobody who was found for something else', async () => {
	await page.goto(`${portal.url}/offboardings/new`);
	await page.fill('#q', 'adele');
	await page.waitForSelector('[data-found="adele"]');
	await page.fill('#q', 'alex');
	await page.keyboard.press('Enter');
	await page.waitForURL('**/offboardings/new?q=alex');
	expect(await page.locator('#found a.name').allTextContents()).toEqual(['Alex Wilber']);
	expect(await lookInEach(page, 'choose', undefined)).toEqual([]);
}, 120_000);

it('who takes over is found as a name is typed: nobody who leaves, and nobody whose sign-in is off', async () => {
	await page.goto(`${portal.url}/offboardings/new?q=lee.gu`);
	await page.goto(`${portal.url}${(await page.getAttribute('#found a.name', 'href')) ?? ''}`);
	const offered = () =>
		page.evaluate<string[]>(
			"[...document.querySelectorAll('#recipients option')].map(({ value }) => value)",
		);
	await page.fill('#manager', 'adele');
	await expect.poll(offered).toEqual(['adele.vance@rehearsal.example']);
	expect(await page.locator('#recipients option').textContent()).toMatch(/^Adele Vance, /);
	await page.fill('#manager', 'lee gu');
	await expect.poll(offered).toEqual([]);
	await portal.runner.db
		.updateTable('directory_person')
		.set({ account_enabled: 0 })
		.where('user_principal_name', '=', 'miriam.graham@rehearsal.example')
		.execute();
	await page.fill('#manager', 'adele');
	await expect.poll(offered).toHaveLength(1);
	await page.fill('#manager', 'miriam');
	await expect.poll(offered).toEqual([]);
	expect(await lookInEach(page, 'recipient', undefined)).toEqual([]);
}, 120_000);

it.each(['an error', 'nothing'])(
	'a preview that is answered with %s says so, is read again, and nothing starts before it was',
	async (what) => {
		await page.goto(`${portal.url}/offboardings/new?q=lee.gu`);
		const link = (await page.getAttribute('#found a.name', 'href')) ?? '';
		await page.route('**/offboardings/preview', async (route) => {
			if (what === 'nothing') return await route.abort();
			await route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Broken</h1>' });
		});
		await page.goto(portal.url + link);
		await page.waitForSelector('#preview-lost', { state: 'visible' });
		expect(await page.textContent('#preview')).not.toContain('Broken');
		await page.fill('#confirm', 'lee.gu@rehearsal.example');
		await page.click('button:has-text("Offboard now")');
		await page.waitForSelector('[data-summary]:has-text("Look again before it starts")');
		expect(await portal.runner.runs({ dryRun: false })).toEqual([]);
		await page.goto(portal.url + link);
		await page.waitForSelector('#preview-lost', { state: 'visible' });
		await page.unroute('**/offboardings/preview');
		await page.click('text="Read again"');
		await page.waitForSelector('#preview .will');
		expect(await page.isVisible('#preview-lost')).toBe(false);
	},
	120_000,
);
