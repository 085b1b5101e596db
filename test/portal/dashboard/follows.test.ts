import { randomUUID } from 'node:crypto';
import type { Browser as Chrome } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome, pageOf } from '../../harness/chrome';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { offboarded, owner, type Browser, type TestPortal } from '../../harness/portal';
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

it('a sync that ends after the page was drawn is on it without another load', async () => {
	const { portal: other, sandbox } = await portalWithApp();
	try {
		const boss = await owner(other, 'boss@corp.example');
		await connectByConsent(sandbox, boss);
		const hired = structuredClone(sandbox.tenant.users[0]);
		if (!hired) throw new Error('There is nobody');
		const changes = { id: randomUUID(), userPrincipalName: 'new@rehearsal.example' };
		Object.assign(hired.profile, changes);
		sandbox.tenant.users.push(hired);
		sandbox.setLatency(2_000);
		await boss.post('/employees/sync');
		const page = await pageOf(chrome, boss, other.url);
		await page.goto(`${other.url}/`);
		expect(await page.locator('#now[hx-get]').count()).toBe(1);
		const employees = page.locator('#stats .stat').last();
		const before = Number.parseInt((await employees.locator('dd').textContent()) ?? '', 10);
		sandbox.setLatency(0);
		await expect.poll(() => page.locator('#now[hx-get]').count(), { timeout: 20_000 }).toBe(0);
		expect(Number.parseInt((await employees.locator('dd').textContent()) ?? '', 10)).toBe(
			before + 1,
		);
	} finally {
		await other.close();
		await sandbox.close();
	}
}, 90_000);
