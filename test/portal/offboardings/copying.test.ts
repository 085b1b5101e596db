import { join } from 'node:path';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingsOn, lookInEach, openChrome, pageOf } from '../../harness/chrome';
import {
	connectSandbox,
	offboarded,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const SHOTS = process.env['OIQ_SHOTS'];
let portal: TestPortal;
let boss: Browser;
let chrome: Chrome;
let run: string;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	run = await offboarded(portal, boss, await connectSandbox(portal, boss));
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

async function open(options: Parameters<typeof pageOf>[3] = {}): Promise<Page> {
	const page = await pageOf(chrome, boss, portal.url, options);
	await page.goto(`${portal.url}/offboardings/${run}`);
	return page;
}

const untilSaid = (page: Page, words: string) =>
	page.waitForSelector(`#live:text-is("${words}")`, { state: 'attached' });

async function unfold(page: Page): Promise<void> {
	const folded = page.locator('.step details:not([open]) > summary');
	while ((await folded.count()) > 0) await folded.first().click();
}

/** The whole of the first request id of the run. */
async function requestId(): Promise<string> {
	const steps = (await portal.runner.run(run))?.steps ?? [];
	const items = steps.flatMap(({ outcome }) => outcome?.items ?? []);
	return items.find((item) => item.requestId !== null)?.requestId ?? 'none';
}

describe('what is copied from the card of a run', () => {
	it('is the whole of it, and is said', async () => {
		const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
		const sha256 = (await portal.runner.run(run))?.report?.sha256 ?? '';
		const live = page.locator('#live');
		expect(await live.getAttribute('role')).toBe('status');
		for (const [button, text, says] of [
			[`Copy the number ${run}`, run, 'Number copied'],
			['Copy the SHA-256 of the PDF', sha256, 'SHA-256 copied'],
		] as const) {
			await page.getByRole('button', { name: button }).click();
			await untilSaid(page, says);
			expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text);
		}
		await unfold(page);
		const id = await requestId();
		// By the keyboard, and twice: it is told again.
		const button = page.locator(`button[data-copy="${id}"]`).first();
		await page.evaluate(
			`new MutationObserver((all) => (document.title += all.length)).observe(document.getElementById('live'), { childList: true })`,
		);
		for (const title of [/\D11$/, /\D1111$/]) {
			await button.press('Enter');
			await untilSaid(page, 'Request id copied');
			await expect.poll(() => page.title()).toMatch(title);
		}
		expect(await page.evaluate('navigator.clipboard.readText()')).toBe(id);
		expect(await page.locator('.no-copy').first().isVisible()).toBe(false);
		expect(await lookInEach(page, 'copied', SHOTS)).toEqual([]);
		await page.context().close();
	}, 60_000);

	it('is there as a text where no script runs, and no button that does nothing', async () => {
		const page = await open({ javaScriptEnabled: false });
		expect(await page.locator('main .copy:visible').count()).toBe(0);
		expect(await page.textContent('.aside dl')).toContain(run);
		await unfold(page);
		expect(await page.locator(`.no-copy:visible:text-is("${await requestId()}")`).count()).toBe(1);
		if (SHOTS) await page.screenshot({ path: join(SHOTS, 'no-script.png'), fullPage: true });
		await page.context().close();
	}, 60_000);

	it('is a text too where the browser lets no page copy, and what is refused is said', async () => {
		const context = await chrome.newContext();
		await context.addInitScript(
			`Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })`,
		);
		const [name = '', value = ''] = (boss.cookie ?? '').split('=');
		await context.addCookies([{ name, value, url: portal.url }]);
		const page = await context.newPage();
		await page.goto(`${portal.url}/offboardings/${run}`);
		expect(await page.locator('main .copy:visible').count()).toBe(0);
		expect(await findingsOn(page)).toEqual([]);
		await context.close();
		const other = await open();
		await other.evaluate(
			`navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))`,
		);
		await other.getByRole('button', { name: 'Copy the number' }).click();
		await untilSaid(other, 'It could not be copied. Select the text instead.');
		await other.context().close();
	}, 60_000);
});
