import type { Browser as Chrome } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome, pageOf } from '../../harness/chrome';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	chrome = await openChrome();
}, 180_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** What a browser does that knows a zone by its younger name, as Firefox does: whatever name is asked about, it says that one. */
const YOUNGER_NAME = `(() => {
	const resolved = Intl.DateTimeFormat.prototype.resolvedOptions;
	Intl.DateTimeFormat.prototype.resolvedOptions = function () {
		const options = resolved.call(this);
		return options.timeZone === 'Asia/Calcutta' ? { ...options, timeZone: 'Asia/Kolkata' } : options;
	};
})()`;

it('somebody’s own zone is offered first where their browser calls it by another name', async () => {
	const page = await pageOf(chrome, browser, portal.url, { timezoneId: 'Asia/Kolkata' });
	await page.addInitScript(YOUNGER_NAME);
	await page.goto(`${portal.url}/bulks/new`);
	expect(await page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone')).toBe(
		'Asia/Kolkata',
	);
	expect(await page.inputValue('select[data-own-zone]')).toBe('Asia/Calcutta');
}, 60_000);
