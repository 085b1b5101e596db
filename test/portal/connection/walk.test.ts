import { AxeBuilder } from '@axe-core/playwright';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import type { Sandbox } from '../../../runner';
import { portalWithApp } from '../../harness/consent';
import { owner, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let chrome: Chrome;
const complaints: string[] = [];

beforeAll(async () => {
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
});

/** Axe's findings of WCAG 2.2 AA, and whether anything is wider than the screen. */
async function lookAt(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
	const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
	if (width > 0) found.push(`${width} px too wide`);
	complaints.push(...found.map((finding) => `${new URL(page.url()).pathname}: ${finding}`));
}

/** Through Microsoft's two pages, as an admin. */
async function consent(page: Page): Promise<void> {
	await page.goto(`${portal.url}/settings/integrations/connect`);
	await lookAt(page);
	await page.click('button:text-is("Connect")');
	await page.waitForURL('**/adminconsent**');
	expect(await page.textContent('.tape')).toContain('This is not Microsoft');
	await page.click('a:text-is("Cancel")');
	await page.waitForSelector('h1:text-is("Not connected")');
	await lookAt(page);
	await page.click('a:text-is("Begin again")');
	await page.click('button:text-is("Connect")');
	await page.click('a:text-is("Accept")');
	await page.waitForURL('**/oauth2/v2.0/authorize**');
	await page.click('a:has-text("Lidia Holloway")');
	// The end of the set-up.
	await page.waitForSelector('h1:text-is("Dashboard")');
	await page.goto(`${portal.url}/settings/integrations`);
	await page.waitForSelector('table[aria-label="Syncs"]');
	await lookAt(page);
}

async function person(page: Page): Promise<void> {
	await page.goto(`${portal.url}/employees?q=lidia`);
	await lookAt(page);
	await page.click('a.name:has-text("Lidia Holloway")');
	await page.waitForSelector('table[aria-label="Admin roles"]');
	expect(await page.textContent('#holdings')).toContain('Global Administrator');
	await lookAt(page);
	await page.goto(`${portal.url}/employees?q=nobody+at+all`);
	await lookAt(page);
}

/** The server is out of reach while a sync is watched, and comes back. */
async function lost(page: Page): Promise<void> {
	sandbox.setLatency(6_000);
	await page.goto(`${portal.url}/employees`);
	await page.click('button:text-is("Sync now")');
	await page.waitForSelector('#sync .note');
	await page.context().setOffline(true);
	await page.waitForSelector('#lost');
	expect(await page.textContent('#lost')).toMatch(
		/^Connection to the server lost; last seen \d\d:\d\d; trying again\.$/,
	);
	await lookAt(page);
	await page.context().setOffline(false);
	await page.waitForSelector('#lost', { state: 'detached' });
	sandbox.setLatency(0);
	await page.waitForSelector('#sync .note', { state: 'detached', timeout: 60_000 });
}

async function review(page: Page): Promise<void> {
	const gone = sandbox.tenant.users.splice(12);
	sandbox.tenant.deletedUsers.push(...gone);
	await page.goto(`${portal.url}/employees`);
	await page.click('button:text-is("Sync now")');
	await page.click('a:text-is("Review")');
	await page.waitForSelector('h1:has-text("would vanish")');
	await lookAt(page);
	await page.click('button:has-text("from the list")');
	await page.waitForSelector('.lede:has-text("12 people")');
}

it.each([
	['light', 1280],
	['dark', 390],
] as const)(
	'consent, health, people and a sync that stops, %s at %d px wide, without a finding',
	async (colorScheme, width) => {
		({ portal, sandbox } = await portalWithApp());
		const browser = await owner(portal, `${colorScheme}@corp.example`);
		const context = await chrome.newContext({ colorScheme, viewport: { width, height: 800 } });
		const [name = '', value = ''] = (browser.cookie ?? '').split('=');
		await context.addCookies([{ name, value, url: portal.url }]);
		const page = await context.newPage();
		page.on('pageerror', (error) => complaints.push(error.message));
		await consent(page);
		await person(page);
		await lost(page);
		await review(page);
		expect(complaints).toEqual([]);
		await context.close();
		await portal.close();
		await sandbox.close();
	},
	300_000,
);
