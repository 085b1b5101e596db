import { setTimeout as sleep } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import {
	connectSandbox,
	owner,
	testPortal,
	untilEnded,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let chrome: Chrome;
let page: Page;

beforeAll(async () => {
	// As slow as Microsoft: there has to be a middle.
	portal = await testPortal({ OFFBOARDIQ_REHEARSAL_LATENCY_MS: '400' });
	const boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	chrome = await openChrome();
	const context = await chrome.newContext({ viewport: { width: 1280, height: 900 } });
	const [name = '', value = ''] = (boss.cookie ?? '').split('=', 2);
	await context.addCookies([{ name, value, url: portal.url }]);
	page = await context.newPage();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

it('an offboarding is cancelled in the middle: what was done is said, nothing more is sent, and the record says both', async () => {
	await page.goto(`${portal.url}/offboardings/new`);
	await page.locator('#q').pressSequentially('adele');
	await page.click('#found a:has-text("Adele Vance")');
	await page.waitForSelector('#preview .will');
	await page.fill('#confirm', 'adele.vance@rehearsal.example');
	await page.click('button:has-text("Offboard now")');
	await page.waitForURL('**/offboardings/SIM-*');
	const id = page.url().split('/').at(-1) ?? '';
	const isBegun = async () => (await portal.runner.run(id))?.steps[1]?.outcome?.status === 'done';
	while (!(await isBegun())) await sleep(50);
	await page.click('button:has-text("Cancel the rest")');
	await untilEnded(portal, id);
	await page.waitForSelector('a:has-text("Download PDF")', { timeout: 30_000 });
	const run = await portal.runner.run(id);
	expect(run?.status).toBe('cancelled');
	const statuses = run?.steps.map(({ outcome }) => outcome?.status);
	expect(statuses?.slice(0, 2)).toEqual(['done', 'done']);
	expect(statuses?.slice(-4)).toEqual(['pending', 'pending', 'pending', 'done']);
	const text = (await page.textContent('main')) ?? '';
	expect(text).toContain('The offboarding was cancelled.');
	expect(text).not.toContain('Not started. Not started.');
	// Nothing can be wiped by a run that is over, and a person who was half locked out is not forgotten.
	expect(await page.locator('a:has-text("Try again")').count()).toBe(1);
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.click('a:has-text("Download PDF")'),
	]);
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	expect(violations.map(({ id: rule }) => rule)).toEqual([]);
	await page.goto(`${portal.url}/verify`);
	await page.setInputFiles('#file', await download.path());
	await page.click('button:has-text("Check it")');
	expect(await page.textContent('[data-summary]')).toContain('It holds');
}, 90_000);
