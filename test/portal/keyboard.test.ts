import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../harness/chrome';
import { testPortal, type TestPortal } from '../harness/portal';

let portal: TestPortal;
let chrome: Browser;

beforeAll(async () => {
	portal = await testPortal();
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** Whoever counts more than this has lost their way. */
const MOST_TABS = 120;

/** What has the focus, and whether somebody who looks can tell. */
const focused = (page: Page, selector: string) =>
	page.evaluate<{ here: boolean; seen: boolean; says: string }>(`(() => {
		const element = document.activeElement;
		const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
		const ring = outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
		const box = element.getBoundingClientRect();
		return {
			here: element.matches(${JSON.stringify(selector)}),
			seen: (ring || boxShadow !== 'none') && box.width > 0 && box.height > 0,
			says: element.outerHTML.slice(0, 120),
		};
	})()`);

/** Goes to a thing by the tab key alone, forwards. Everything on the way shows that it has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
	for (let count = 0; count < MOST_TABS; count++) {
		const { here, seen, says } = await focused(page, selector);
		if (count > 0 && !says.startsWith('<body')) expect([says, seen]).toEqual([says, true]);
		if (here) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`The tab key does not lead to ${selector} on ${page.url()}`);
}

async function type(page: Page, selector: string, text: string): Promise<void> {
	await tabTo(page, selector);
	await page.keyboard.type(text);
}

/** Presses what is there, and waits for the page it leads to. */
async function press(page: Page, selector: string, key: 'Enter' | 'Space', to: string | RegExp) {
	await tabTo(page, selector);
	await Promise.all([page.waitForURL(to), page.keyboard.press(key)]);
}

it('sign-up to the page of an employee by the keyboard alone', async () => {
	const page = await (
		await chrome.newContext({ viewport: { width: 1280, height: 800 } })
	).newPage();
	await page.goto(`${portal.url}/auth/signup`);
	// A mistake first: the summary takes the focus, and its link leads to the field.
	await type(page, '#name', 'Kim');
	await type(page, '#email', 'kim@gmail.com');
	await type(page, '#password', 'correct horse battery');
	await page.keyboard.press('Enter');
	await page.waitForSelector('[data-summary]');
	expect((await focused(page, '[data-summary]')).here).toBe(true);
	await tabTo(page, '[data-summary] a');
	await page.keyboard.press('Enter');
	expect((await focused(page, '#email')).here).toBe(true);
	await page.keyboard.press('Control+A');
	await page.keyboard.type('kim@kestrel-it.co.uk');
	await type(page, '#password', 'correct horse battery');
	await Promise.all([page.waitForURL('**/welcome/organisation'), page.keyboard.press('Enter')]);

	await type(page, '#name', 'Kestrel IT Services');
	await Promise.all([page.waitForURL('**/welcome/team'), page.keyboard.press('Enter')]);
	await press(page, 'button[name=skip]', 'Space', '**/welcome/connect');
	await tabTo(page, 'input[name=kind]');
	for (let tries = 0; tries < 4; tries++) {
		if ((await focused(page, 'input[value=sandbox]')).here) break;
		await page.keyboard.press('ArrowDown');
	}
	expect((await focused(page, 'input[value=sandbox]:checked')).here).toBe(true);
	await press(page, 'form[action="/welcome/connect"] button.btn-p', 'Enter', '**/');
	await press(page, 'nav.side a[href="/employees"]', 'Enter', '**/employees');
	await page.waitForSelector('table');

	// Past the navigation in one step.
	await page.reload();
	await page.keyboard.press('Tab');
	expect((await focused(page, 'a[href="#main"]')).here).toBe(true);
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	expect((await focused(page, 'main *')).here).toBe(true);

	// It leads back to the same address, and once more when the sync has ended: what counts is the last page.
	await tabTo(page, 'main form[action="/employees/sync"] button');
	await Promise.all([page.waitForEvent('load'), page.keyboard.press('Space')]);
	await page.waitForSelector('#sync:not([hx-get])', { state: 'attached' });
	await page.waitForSelector('table');
	await type(page, '#q', 'adele');
	await page.waitForSelector('#people tbody tr:only-child');
	// The search keeps the focus while the list below it changes.
	expect((await focused(page, '#q')).here).toBe(true);
	await tabTo(page, 'th[aria-sort] a');
	await Promise.all([page.waitForURL('**sort=desc**'), page.keyboard.press('Enter')]);
	await press(page, 'a.name', 'Enter', /\/employees\/[0-9a-f-]{36}$/);
	expect(await page.textContent('h1')).toBe('Adele Vance');
	await page.waitForSelector('#holdings table, #holdings .tw');

	await tabTo(page, 'summary[aria-label^="Your account"]');
	await page.keyboard.press('Enter');
	await press(page, 'form[action="/auth/signout"] button', 'Enter', '**/auth/signin');
}, 120_000);
