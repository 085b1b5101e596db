import type { Browser as Chrome } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome, pageOf } from '../../harness/chrome';
import { offboarded, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;
let run: string;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	chrome = await openChrome();
	const found = (await browser.get('/employees?q=adele.vance')).text;
	run = await offboarded(
		portal,
		browser,
		/href="\/employees\/([0-9a-f-]{36})"/.exec(found)?.[1] ?? '',
	);
}, 120_000);

afterAll(async () => {
	await chrome.close();
	await portal.close();
});

/** As if another runner worked on it. */
async function underWay(isRunning: boolean): Promise<void> {
	const far = new Date(Date.now() + 3_600_000).toISOString();
	await portal.runner.db
		.updateTable('run')
		.set(
			isRunning
				? { status: 'running', lease_owner: 'another', lease_until: far }
				: { status: 'completed', lease_owner: null, lease_until: null },
		)
		.where('id', '=', run)
		.execute();
}

it('follows what is under way by itself, and stops asking when nothing is', async () => {
	await underWay(true);
	const page = await pageOf(chrome, browser, portal.url);
	await page.goto(`${portal.url}/`);
	await page.locator('#h-live').waitFor();
	await underWay(false);
	await page.locator('#h-live').waitFor({ state: 'detached' });
	expect(await page.locator('h1').allTextContents()).toEqual(['Dashboard']);
	expect(await page.locator('#stats').count()).toBe(1);
	expect(await page.locator('#acts').count()).toBe(1);
	expect(await page.locator('#stats .stat').first().textContent()).toBe('offboardings1');
	expect(await page.locator('#now[hx-get]').count()).toBe(0);
	expect((await browser.get('/')).text).not.toContain('hx-get="/"');
}, 60_000);

it('a first sync that ends after the page was drawn does not leave it with nobody in it', async () => {
	const page = await pageOf(chrome, browser, portal.url);
	await portal.runner.db.updateTable('directory_sync').set({ completed_at: null }).execute();
	await browser.post('/employees/sync');
	await page.goto(`${portal.url}/`);
	const employees = page.locator('#stats .stat').last();
	await expect.poll(() => employees.textContent(), { timeout: 15_000 }).toMatch(/employees[1-9]/);
	await expect.poll(() => page.locator('#now[hx-get]').count(), { timeout: 15_000 }).toBe(0);
	expect(await page.locator('#now .set-up .s-done').count()).toBeGreaterThan(1);
}, 60_000);
