import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** An offboarding that waits in the middle. @returns its number, and what lets it go on */
async function held(
	user: string,
): Promise<{ id: string; goOn: () => void; ended: Promise<unknown> }> {
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	let goOn = () => {};
	const left = new Promise<void>((resolve) => (goOn = resolve));
	const hold = (key: string) => (key === 'removeMfaMethods' ? left : Promise.resolve());
	const request = { connection, user: `${user}@rehearsal.example`, manager: null, dryRun: false };
	const more = { requestedBy: null, ticket: null, reportFolder: portal.folder, hold };
	return await new Promise((resolve) => {
		const ended = portal.runner.offboard({ ...request, ...more }, (progress) => {
			if (progress.type === 'started') resolve({ id: progress.id, goOn, ended });
		});
	});
}

/** A page that counts how often it asks for its card. */
async function watching(id: string): Promise<{ page: Page; asked: () => number }> {
	const context = await chrome.newContext();
	const [name = '', value = ''] = (browser.cookie ?? '').split('=');
	await context.addCookies([{ name, value, url: portal.url }]);
	const page = await context.newPage();
	let count = 0;
	page.on('request', (request) => {
		if (request.headers()['hx-request'] && request.url().endsWith(`/offboardings/${id}`)) count++;
	});
	await page.goto('about:blank');
	return { page, asked: () => count };
}

/** Waits until a page asks no more: for three seconds, in which one that is not told asks three times. @returns how often it asked */
async function isQuiet(page: Page, asked: () => number): Promise<number> {
	for (let before = -1; before !== asked();) {
		before = asked();
		await page.waitForTimeout(3_000);
	}
	return asked();
}

const DONE = 'a:has-text("Download PDF")';
const LOCKED = '.lockout:has-text("Locked out")';

it('a page that is told what happens asks for nothing, and is there soon after it happened', async () => {
	const { id, goOn, ended } = await held('adele.vance');
	const { page, asked } = await watching(id);
	await page.goto(`${portal.url}/offboardings/${id}`);
	await page.waitForSelector(LOCKED);
	const before = await isQuiet(page, asked);
	await page.evaluate('window.neverReloaded = true');
	goOn();
	await ended;
	await page.waitForSelector(DONE, { timeout: 2_000 });
	expect(asked()).toBe(before);
	expect(await page.evaluate('window.neverReloaded')).toBe(true);
}, 60_000);

it('a page whose first try to be told fails is told later, and asks no more', async () => {
	const { id, goOn, ended } = await held('lee.gu');
	const { page, asked } = await watching(id);
	let refused = 0;
	await page.route('**/events?*', async (route) => {
		refused++;
		if (refused === 1) return await route.abort();
		if (refused === 2) return await route.fulfill({ status: 503, body: 'Not now.' });
		await route.continue();
	});
	await page.goto(`${portal.url}/offboardings/${id}`);
	await page.waitForSelector(LOCKED);
	await isQuiet(page, asked);
	expect(refused).toBe(3);
	goOn();
	await ended;
	await page.waitForSelector(DONE, { timeout: 2_000 });
}, 60_000);

it('a page that gets no events asks every second, and comes to the same end', async () => {
	const { id, goOn, ended } = await held('isaiah.langer');
	const { page, asked } = await watching(id);
	await page.route('**/events?*', (route) => route.abort());
	await page.goto(`${portal.url}/offboardings/${id}`);
	await page.waitForSelector(LOCKED);
	await page.waitForTimeout(3_000);
	expect(asked()).toBeGreaterThanOrEqual(2);
	goOn();
	await ended;
	await page.waitForSelector(DONE, { timeout: 5_000 });
}, 60_000);

it('a page keeps what somebody has opened in it while it changes', async () => {
	const { id, goOn, ended } = await held('pradeep.gupta');
	const { page } = await watching(id);
	await page.goto(`${portal.url}/offboardings/${id}`);
	await page.waitForSelector(LOCKED);
	await page.click('.step:has-text("Disable account") summary');
	goOn();
	await ended;
	await page.waitForSelector(DONE, { timeout: 5_000 });
	expect(await page.locator('.step:has-text("Disable account") details[open]').count()).toBe(1);
}, 60_000);
