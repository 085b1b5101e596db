import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOn, lookInEach, openChrome, pageOf } from '../../harness/chrome';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let boss: Browser;
let viewer: Browser;
let chrome: Chrome;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	await connectSandbox(portal, boss);
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** Links of a page within the portal that do not lead to a page, or to a place in it that is there. */
async function deadLinks(page: Page): Promise<string[]> {
	const dead: string[] = [];
	for (const link of await page.locator('main a[href]').all()) {
		const href = (await link.getAttribute('href')) ?? '';
		if (href.startsWith('#')) {
			if ((await page.locator(`[id="${href.slice(1)}"]`).count()) !== 1) dead.push(href);
		} else if (href.startsWith('/')) {
			const status = (await page.request.get(portal.url + href)).status();
			if (status !== 200) dead.push(`${status} ${href}`);
		}
	}
	return dead;
}

it('help is one step from every page, on a phone too, and says what the words mean', async () => {
	const page = await pageOf(chrome, boss, portal.url);
	await page.goto(portal.url);
	await page.click('nav[aria-label="Main"] >> text=Help');
	await page.waitForURL('**/help');
	for (const word of ['Done', 'Accepted', 'Skipped', 'Blocked', 'Failed', 'Unknown']) {
		expect(await page.locator(`.help-w th:has-text("${word}")`).count()).toBe(1);
	}
	expect(await page.locator('.nine-l li').count()).toBe(9);
	const text = await page.innerText('main');
	for (const words of ['Starter covers 50 employees, Business 200', 'Data Deletion Request']) {
		expect(text).toContain(words);
	}
	for (const who of ['Microsoft Teams', 'Slack', 'Jira', 'ServiceNow']) {
		expect(await page.locator(`h2#tell ~ ul b:has-text("${who}")`).count()).toBe(1);
	}
	const found = [...(await lookInEach(page, 'help', process.env['OIQ_SHOTS']))];
	expect(await deadLinks(page)).toEqual([]);
	await page.click('main a:has-text("What is new")');
	expect(await page.locator('main ul > li').count()).toBeGreaterThan(150);
	expect(await page.locator('main b:has-text("Undo what can be undone.")').count()).toBe(1);
	await page.click('summary:has-text(" more") >> nth=0');
	expect(await page.isVisible('main li:has-text("Help in the portal")')).toBe(true);
	await page.setViewportSize({ width: 360, height: 800 });
	found.push(...(await findingsOn(page)));
	expect(found).toEqual([]);
	await page.click('summary[aria-label="Menu"]');
	await page.click('nav[aria-label="Main, small screen"] >> text=Help');
	await page.waitForURL('**/help');
	await page.context().close();
}, 60_000);

it('offers a Viewer nothing that a Viewer may not do', async () => {
	const page = await pageOf(chrome, viewer, portal.url);
	await page.goto(`${portal.url}/help`);
	expect(await deadLinks(page)).toEqual([]);
	expect(await page.locator('main a[href="/offboardings/new"]').count()).toBe(0);
	await page.context().close();
}, 60_000);

it('is for members only', async () => {
	for (const path of ['/help', '/help/new']) {
		expect((await portal.browser().get(path)).location).toContain('/auth/signin');
	}
});
