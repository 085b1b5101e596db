import { AxeBuilder } from '@axe-core/playwright';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import { connectSandbox, owner, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let chrome: Chrome;
let page: Page;
const said: string[] = [];

beforeAll(async () => {
	portal = await testPortal();
	const boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	chrome = await openChrome();
	const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } });
	const [name = '', value = ''] = (boss.cookie ?? '').split('=', 2);
	await context.addCookies([{ name, value, url: portal.url }]);
	page = await context.newPage();
	page.on('console', (message) => {
		if (message.type() === 'error') said.push(message.text());
	});
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** Faults by the rules of WCAG 2.2 AA, each with where it is. */
const faults = async () => {
	const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	return violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
};
const focusId = () => page.evaluate<string>('document.activeElement.id');
const focusHref = () => page.evaluate<string | null>('document.activeElement.getAttribute("href")');

it('a key leads to the search, arrows to what it found, Escape back, and Enter to the page', async () => {
	await page.goto(`${portal.url}/reports`);
	await page.keyboard.press('Control+k');
	expect(await focusId()).toBe('find');
	await page.keyboard.type('adele');
	await page.waitForSelector('#find-r .hit a');
	expect(await page.textContent('#live')).toBe('1 found');
	// What was found goes away with Escape, and the field keeps the focus.
	await page.keyboard.press('ArrowDown');
	expect(await focusHref()).toMatch(/^\/employees\/[0-9a-f-]{36}$/);
	await page.keyboard.press('ArrowUp');
	expect(await focusId()).toBe('find');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Escape');
	expect(await focusId()).toBe('find');
	expect(await page.locator('#find-r > *').count()).toBe(0);
	await Promise.all([page.waitForURL('**/search?q=adele'), page.keyboard.press('Enter')]);
	expect(await page.textContent('main')).toContain('1 found for “adele”');
	expect(await faults()).toEqual([]);
}, 60_000);

it('/ leads there too, but is a letter in a field, and can be turned off', async () => {
	await page.goto(`${portal.url}/employees`);
	await page.keyboard.press('/');
	expect(await focusId()).toBe('find');
	await page.focus('#q');
	await page.keyboard.type('a/b');
	expect([await focusId(), await page.inputValue('#q')]).toEqual(['q', 'a/b']);
	await page.goto(`${portal.url}/search`);
	await page.click('[data-slash]');
	expect(await page.textContent('[data-slash]')).toContain('on');
	await page.goto(`${portal.url}/reports`);
	await page.keyboard.press('/');
	expect(await focusId()).not.toBe('find');
	await page.keyboard.press('Control+k');
	expect(await focusId()).toBe('find');
}, 60_000);

it('the list below the field is pressed with a mouse, and has no fault that axe knows', async () => {
	await page.goto(`${portal.url}/`);
	await page.fill('#find', 'al');
	await page.waitForSelector('#find-r .hit a');
	expect(await faults()).toEqual([]);
	const first = page.locator('#find-r .hit a').first();
	await Promise.all([page.waitForURL(/\/employees\/[0-9a-f-]{36}$/), first.click()]);
	expect(said).toEqual([]);
}, 60_000);

it('on a small screen the search is a page', async () => {
	await page.setViewportSize({ width: 390, height: 800 });
	await page.goto(`${portal.url}/reports`);
	await Promise.all([page.waitForURL('**/search'), page.click('header a[href="/search"]')]);
	await page.fill('#search-q', 'adele');
	await Promise.all([page.waitForURL('**/search?q=adele'), page.keyboard.press('Enter')]);
	expect(await page.textContent('main')).toContain('Adele Vance');
	expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
	expect(await faults()).toEqual([]);
}, 60_000);
