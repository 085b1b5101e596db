import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome, pageOf } from '../harness/chrome';
import { idOf } from '../harness/directory';
import {
	connectSandbox,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../harness/portal';

/* What a placeholder is replaced by moves nothing that somebody is reading: measured as the browser itself does. */

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;
let person: string;

beforeAll(async () => {
	// So slow that what stands there first is drawn before the tenant has answered.
	portal = await testPortal({ OFFBOARDIQ_REHEARSAL_LATENCY_MS: '150' });
	browser = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, browser);
	person = await idOf(browser, 'adele.vance');
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

const WATCH = `
	window.shifts = [];
	new PerformanceObserver((list) => {
		for (const { value, sources } of list.getEntries()) {
			window.shifts.push({
				value,
				what: sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? String(node?.textContent)),
			});
		}
	}).observe({ type: 'layout-shift', buffered: true });
`;

async function shiftsOn(page: Page, path: string, then: string) {
	await page.addInitScript(WATCH);
	await page.goto(portal.url + path);
	await page.waitForSelector(then);
	// What was replaced has to be drawn once more before it counts.
	await page.evaluate('new Promise((done) => setTimeout(done, 300))');
	return await page.evaluate<{ value: number; what: string[] }[]>('window.shifts');
}

it.each([
	[1440, 900],
	[1280, 800],
	[390, 800],
] as const)(
	'nothing moves while a page of %d × %d px fills itself',
	async (width, height) => {
		for (const [path, then] of [
			[`/employees/${person}`, '#holdings .now-facts'],
			[`/offboardings/new?user=${person}`, '#preview .will'],
			['/', 'main h1'],
		] as const) {
			const page = await pageOf(chrome, browser, portal.url, { viewport: { width, height } });
			const shifts = await shiftsOn(page, path, then);
			const sum = shifts.reduce((all, { value }) => all + value, 0);
			// What the browser calls good is ten times as much; letters drawn anew in their own font are less.
			const what = sum > 0.01 ? shifts : [];
			expect([path, what]).toEqual([path, []]);
			await page.context().close();
		}
	},
	240_000,
);
