import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOn, openChrome, pageOf } from '../../harness/chrome';
import { addressOf as at, idOf } from '../../harness/directory';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

/* Changing what a schedule says, as somebody does it; pictures where a folder for them is named. */

let portal: TestPortal;
let boss: Browser;
let chrome: Chrome;
const complaints: string[] = [];

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	chrome = await openChrome();
}, 240_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

async function lookAt(page: Page, name: string): Promise<void> {
	complaints.push(...(await findingsOn(page)).map((finding) => `${name}: ${finding}`));
	const folder = process.env.OIQ_SHOTS;
	if (folder === undefined) return;
	mkdirSync(folder, { recursive: true });
	const path = join(folder, `${name}.${page.viewportSize()?.width}.png`);
	await page.screenshot({ path, fullPage: true });
}

it.each([
	['light', 1280, 'adele.vance'],
	['dark', 390, 'lee.gu'],
] as const)(
	'is read, confirmed and done, %s at %d px wide, without a finding',
	async (colorScheme, width, alias) => {
		const user = await idOf(boss, alias);
		const form = { user, confirm: at(alias), when: 'later', at: '2027-07-09T18:00', zone: 'UTC' };
		const made = await boss.post('/offboardings', { ...form, devices: 'leave', ticket: 'HR-1' });
		const viewport = { width, height: 800 };
		const page = await pageOf(chrome, boss, portal.url, { colorScheme, viewport });
		await page.goto(portal.url + (made.location ?? ''));
		await lookAt(page, 'schedule');
		await page.click('.head-a a:has-text("Change")');
		await page.waitForSelector('h2:has-text("What will happen") + .grow');
		expect(await page.inputValue('#ticket')).toBe('HR-1');
		expect(await page.isVisible('.if-wipe')).toBe(false);
		await page.selectOption('#devices', 'wipeCompany');
		await page.waitForSelector('.will.hot');
		expect(await page.isVisible('.if-wipe')).toBe(true);
		await page.fill('#outOfOffice', 'Ask Miriam instead.');
		await page.waitForSelector('#reply-says:has-text("Ask Miriam instead.")');
		await page.waitForLoadState('networkidle');
		await lookAt(page, 'change');
		await page.fill('#confirm', 'somebody else');
		await page.click('button.btn-d');
		await page.waitForSelector('#confirm[aria-invalid]');
		await page.waitForSelector('h2:has-text("What will happen") + .grow');
		await lookAt(page, 'change-again');
		await page.fill('#confirm', at(alias));
		await page.click('button.btn-d');
		await page.waitForURL(portal.url + (made.location ?? ''));
		await page.waitForSelector('dd:has-text("Ask Miriam instead.")');
		await lookAt(page, 'changed');
		await page.context().close();
		expect(complaints).toEqual([]);
	},
	180_000,
);
