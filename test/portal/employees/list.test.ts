import { type Browser as Chrome } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

const namesIn = (text: string): string[] =>
	[...text.matchAll(/class="name" href="\/employees\/[^"]+">([^<]+)</g)].map(
		([, name]) => name ?? '',
	);

const namesAt = async (address: string): Promise<string[]> =>
	namesIn((await browser.get(address)).text);

describe('the list of people', () => {
	it('keeps its whole state in the address', async () => {
		expect(await namesAt('/employees?q=anna+schmidt')).toEqual(['Anna Schmidt', 'Anna Schmidt']);
		expect(await namesAt('/employees?kind=disabled')).toEqual(['Emily Braun']);
		expect(await namesAt('/employees?source=onprem')).toEqual(['Alex Wilber']);
		expect(await namesAt('/employees?q=anna&department=finance')).toEqual(['Anna Schmidt']);
		const names = await namesAt('/employees?department=Finance');
		expect(await namesAt('/employees?department=Finance&sort=desc')).toEqual(names.reverse());
	});

	it('is sorted by other columns, both ways, and keeps it with everything else', async () => {
		const departments = async (address: string) =>
			[
				...(await browser.get(address)).text.matchAll(/<span class="sub">([^<]*)<\/span><\/div>/g),
			].map(([, department]) => department ?? '');
		const up = await departments('/employees?by=department');
		const named = up.filter((department) => department !== '');
		expect(named.length).toBeGreaterThan(10);
		expect(named).toEqual([...named].sort());
		const down = await departments('/employees?by=department&sort=desc');
		expect(down.at(-1)).toBe([...down].sort()[0]);
		const { text } = await browser.get('/employees?by=state&q=anna');
		expect(text).toMatch(
			/aria-sort="ascending"><a href="\/employees\?q=anna&amp;by=state&amp;sort=desc"/,
		);
		expect(text).toContain('<input type="hidden" name="by" value="state">');
		expect(text).toContain('href="/employees?q=anna&amp;by=department"');
		expect((await browser.get('/employees?by=password')).text).toMatch(
			/aria-sort="ascending"><a href="\/employees\?sort=desc"/,
		);
	});

	it('goes on to the next page and back, each person once', async () => {
		const seen: string[] = [];
		let address: string | undefined = '/employees';
		let previous: string | undefined;
		while (address !== undefined) {
			const { text } = await browser.get(address);
			seen.push(
				...[...text.matchAll(/class="name" href="([^"]+)"/g)].map(([, href]) => href ?? ''),
			);
			const link = (label: string) =>
				new RegExp(`href="([^"]+)" aria-label="${label}"`)
					.exec(text)?.[1]
					?.replaceAll('&amp;', '&');
			address = link('Next page');
			previous = link('Previous page');
		}
		expect([seen.length, new Set(seen).size]).toEqual([60, 60]);
		expect(await namesAt(previous ?? '')).toHaveLength(25);
	});

	it('says that nobody matches, and offers to take each filter back', async () => {
		const { text } = await browser.get('/employees?q=%3Cscript%3E&department=Sales');
		expect(text).toContain('Nobody matches “&lt;script&gt;”');
		expect(text).toContain('href="/employees?department=Sales"');
		expect(text).toContain('Clear all filters');
	});

	it('answers addresses that nobody could have been given with 400 or the whole list', async () => {
		for (const address of [
			'/employees?after=x',
			'/employees?before=..',
			`/employees?after=${'0'.repeat(9_000)}`,
		]) {
			expect((await browser.get(address)).status).toBe(400);
		}
		for (const address of [
			'/employees?kind=nobody',
			'/employees?q[]=1&kind=a&kind=b',
			'/employees?q=%00%F0',
		]) {
			expect((await browser.get(address)).status).toBe(200);
		}
	});
});

describe('in a browser', () => {
	const open = async (javaScriptEnabled: boolean) => {
		const context = await chrome.newContext({ javaScriptEnabled });
		const [name = '', value = ''] = (browser.cookie ?? '').split('=');
		await context.addCookies([{ name, value, url: portal.url }]);
		const page = await context.newPage();
		await page.goto(`${portal.url}/employees?department=Finance`);
		return page;
	};

	it('searches while it is typed, within what is chosen, and the address follows', async () => {
		const page = await open(true);
		await page.locator('#q').pressSequentially('ann');
		await page.waitForURL('**/employees?q=ann&department=Finance');
		expect(await page.locator('tbody tr').count()).toBe(1);
		expect(await page.locator('#chips .chip').first().textContent()).toContain('1');
		await page.click('#chips .chip:has-text("Department")');
		await page.waitForURL('**/employees?q=ann');
		expect(await page.locator('tbody tr').count()).toBeGreaterThan(1);
		await page.context().close();
	}, 60_000);

	it('searches without scripts too', async () => {
		const page = await open(false);
		await page.fill('#q', 'ann');
		await page.press('#q', 'Enter');
		await page.waitForURL('**/employees?q=ann&department=Finance');
		expect(await page.locator('tbody tr').count()).toBe(1);
		await page.context().close();
	}, 60_000);
});
