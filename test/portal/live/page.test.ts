import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import {
	connectSandbox,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;

beforeAll(async () => {
	portal = await testPortal();
	browser = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, browser);
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

const DONE = 'a:has-text("Download PDF")';
const LOCKED = '.lockout:has-text("Locked out")';

it('a page that is told what happens asks for nothing, and is there soon after it happened', async () => {
	const { id, goOn, ended } = await held('adele.vance');
	const { page, asked } = await watching(id);
	await page.goto(`${portal.url}/offboardings/${id}`);
	await page.waitForSelector(LOCKED);
	// Whatever it asked before it was told.
	await page.waitForTimeout(1_500);
	const before = asked();
	await page.waitForTimeout(3_000);
	expect(asked()).toBe(before);
	await page.evaluate('window.neverReloaded = true');
	goOn();
	await ended;
	await page.waitForSelector(DONE, { timeout: 2_000 });
	expect(asked()).toBe(before);
	expect(await page.evaluate('window.neverReloaded')).toBe(true);
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
