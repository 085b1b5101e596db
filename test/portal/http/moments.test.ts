import { type Browser as Chrome, type BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import { owner, testPortal, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let boss: Browser;
let chrome: Chrome;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

async function pageIn(options: BrowserContextOptions, path: string) {
	const context = await chrome.newContext(options);
	const [name = '', value = ''] = (boss.cookie ?? '').split('=', 2);
	await context.addCookies([{ name, value, url: portal.url }]);
	const page = await context.newPage();
	await page.goto(portal.url + path);
	return page;
}

/** As the server writes one. */
const AT = '2026-07-09T20:05:09.123Z';
const written = `<time id="one" datetime="${AT}" title="${AT}" data-moment>2026-07-09 20:05 UTC</time>`;

it.each([
	['Asia/Kolkata', '2026-07-10 01:35 UTC+5:30'],
	['America/New_York', '2026-07-09 16:05 UTC-4'],
	['Africa/Lagos', '2026-07-09 21:05 UTC+1'],
	['UTC', '2026-07-09 20:05 UTC'],
])(
	'a moment is read on the clocks of %s, with the exact one on hover',
	async (timezoneId, says) => {
		const page = await pageIn({ timezoneId }, '/team');
		const own = page.locator('main time[data-moment]').first();
		const iso = (await own.getAttribute('datetime')) ?? '';
		expect(await own.getAttribute('title')).toBe(iso);
		expect(iso).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
		const isUtc = (await own.textContent())?.endsWith(' UTC');
		expect(isUtc).toBe(timezoneId === 'UTC');
		// What comes later, and what is written anew, as news of a run are.
		const put = (where: string) =>
			page.evaluate(
				`document.querySelector('main').insertAdjacentHTML('${where}', ${JSON.stringify(written)})`,
			);
		await put('beforeend');
		expect(await page.textContent('#one')).toBe(says);
		await page.evaluate("document.getElementById('one').firstChild.data = '2026-07-09 20:05 UTC'");
		expect(await page.textContent('#one')).toBe(says);
		await page.context().close();
	},
	60_000,
);

it.each([
	['America/New_York', ', 2026-07-09 16:05 UTC-4 on your clocks'],
	['Europe/Berlin', null],
	['UTC', null],
])(
	'a planned time is told in its zone and in UTC, and in %s on one’s own clocks only where they differ',
	async (timezoneId, says) => {
		const page = await pageIn({ timezoneId }, '/team');
		const own = `<span id="own" data-own-clock="2026-07-09 22:05" hidden>, ${written} on your clocks</span>`;
		await page.evaluate(
			`document.querySelector('main').insertAdjacentHTML('beforeend', ${JSON.stringify(own)})`,
		);
		expect(await page.isVisible('#own')).toBe(says !== null);
		if (says !== null) expect(await page.textContent('#own')).toBe(says);
		await page.context().close();
	},
	60_000,
);

it('without a script it is in UTC, and the audit log always is', async () => {
	const page = await pageIn({ timezoneId: 'Asia/Kolkata', javaScriptEnabled: false }, '/team');
	const times = await page.locator('main time').allTextContents();
	expect(times.length).toBeGreaterThan(0);
	for (const text of times) expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
	await page.context().close();
	const log = await pageIn({ timezoneId: 'Asia/Kolkata' }, '/audit');
	const first = log.locator('table time').first();
	const iso = (await first.getAttribute('datetime')) ?? '';
	expect(await first.textContent()).toBe(`${iso.slice(0, 10)} ${iso.slice(11, 23)}`);
	await log.context().close();
}, 60_000);
