import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookInEach, openChrome, pageOf } from '../../harness/chrome';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;
let page: Page;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	chrome = await openChrome();
	page = await pageOf(chrome, browser, portal.url, { reducedMotion: 'reduce' });
}, 180_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

const said = () => page.textContent('[data-checked]');

it('people are chosen among the employees, over pages and searches, and are on the list then', async () => {
	await page.goto(`${portal.url}/employees`);
	expect(await page.isVisible('.bulkbar')).toBe(false);
	await page.check('[aria-label^="Choose Adele Vance"]');
	expect(await said()).toBe('1 chosen');
	await page.click('[aria-label="Next page"]');
	await page.waitForSelector('[aria-label="Previous page"]');
	expect(await said()).toBe('1 chosen, 1 of them not in sight');
	expect(await page.isVisible('.bulkbar')).toBe(true);
	await page.fill('#q', 'alex.wilber');
	await page.check('[aria-label^="Choose Alex Wilber"]');
	await page.fill('#q', 'lee.gu');
	await page.check('[aria-label^="Choose Lee Gu"]');
	expect(await said()).toBe('3 chosen, 2 of them not in sight');
	await page.uncheck('[aria-label^="Choose Lee Gu"]');
	expect(await lookInEach(page, 'chosen', undefined)).toEqual([]);
	await page.click('button:has-text("Offboard them…")');
	await page.waitForURL('**/bulks/chosen');
	const people = (await page.inputValue('#people')).split('\n').sort();
	expect(people).toEqual(['adele.vance@rehearsal.example', 'alex.wilber@rehearsal.example']);
	// Sent is sent: nobody of them is on the next list by accident.
	await page.goto(`${portal.url}/employees`);
	expect(await page.isVisible('.bulkbar')).toBe(false);
}, 120_000);

it('a list that was checked is changed without being written again', async () => {
	await page.goto(`${portal.url}/bulks/new`);
	await page.fill('#people', 'adele.vance@rehearsal.example\nnobody@elsewhere.example');
	await page.fill('#ticket', 'HR-9');
	await page.selectOption('#devices', 'leave');
	await page.click('button:has-text("Check the list")');
	await page.click('button:has-text("Change the list")');
	await page.waitForURL('**/bulks/change');
	expect(await page.inputValue('#people')).toBe(
		'adele.vance@rehearsal.example\nnobody@elsewhere.example',
	);
	expect([await page.inputValue('#ticket'), await page.inputValue('#devices')]).toEqual([
		...['HR-9', 'leave'],
	]);
	expect(await portal.runner.runs({ dryRun: false })).toEqual([]);
}, 120_000);

it('who is scheduled already is said when the list is checked, and a refusal keeps the list', async () => {
	const found = (await browser.get('/employees?q=isaiah.langer')).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(found)?.[1] ?? 'none';
	const later = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };
	const address = 'isaiah.langer@rehearsal.example';
	const made = await browser.post('/offboardings', { user, confirm: address, ...later });
	const people = `${address}\nalex.wilber@rehearsal.example\nemily.braun@rehearsal.example`;
	const form = { people, ticket: 'HR-8', devices: 'leave', ...later };
	const checked = (await browser.post('/bulks/check', form)).text;
	expect(checked).toContain(`<a href="${made.location}">`);
	expect(checked).toContain('<span class="tag">On-prem AD</span>');
	expect(checked).toContain('<span class="tag">Sign-in off</span>');
	const refused = await browser.post('/bulks', { ...form, confirm: 'offboard 3' });
	expect(refused.status).toBe(409);
	expect(refused.text).toContain('Change the list');
	expect(refused.text).toContain('HR-8');
	expect(refused.text).toMatch(/scheduled/);
	expect(await portal.runner.schedules.list()).toHaveLength(1);
}, 120_000);

it('ids of nobody, of too many at once and of no shape put nobody on a list', async () => {
	const form = async (body: Readonly<Record<string, string>>) =>
		/name="people"[^>]*>([^<]*)</.exec((await browser.post('/bulks/chosen', body)).text)?.[1];
	expect(await form({ user: '00000000-0000-4000-8000-000000000000' })).toBe('');
	expect(await form({ user: '<script>' })).toBe('');
	expect(await form({ others: `x ${'y'.repeat(79_000)}` })).toBe('');
}, 60_000);
