import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOn, openChrome, pageOf } from '../../harness/chrome';
import { addressOf as at } from '../../harness/directory';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

/* The pages of lists, and of lists for later, as somebody sees them; pictures where a folder for them is named. */

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;
let schedule: string;
const complaints: string[] = [];
const LATER = { when: 'later', at: '2027-03-28T02:30', zone: 'Europe/Berlin' };

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	const list = await browser.post('/bulks', { people: at('lee.gu'), confirm: 'offboard 1' });
	const id = list.location?.split('/').at(-1) ?? 'none';
	for (let tries = 0; tries < 600 && !(await portal.runner.bulkOf(id))?.finishedAt; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const people = [at('adele.vance'), at('miriam.graham')].join('\n');
	const made = await browser.post('/bulks', { people, confirm: 'offboard 2', ...LATER });
	schedule = made.location ?? 'none';
	chrome = await openChrome();
}, 180_000);

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
	['light', 1280],
	['dark', 390],
	['light', 360],
] as const)(
	'lists and what is scheduled, %s at %d px wide, without a finding',
	async (colorScheme, width) => {
		const viewport = { width, height: 800 };
		const page = await pageOf(chrome, browser, portal.url, { colorScheme, viewport });
		page.on('pageerror', (error) => complaints.push(error.message));
		for (const [path, name] of [
			['/offboardings', 'runs'],
			['/offboardings?q=lee&show=completed', 'runs-found'],
			['/offboardings?q=nobody&show=cancelled', 'runs-none'],
			['/schedules', 'schedules'],
			['/schedules?q=nobody', 'schedules-none'],
			['/schedules?show=held', 'schedules-held'],
			['/bulks', 'lists'],
			['/bulks?q=nobody', 'lists-none'],
			[schedule, 'scheduled-list'],
		] as const) {
			await page.goto(portal.url + path);
			await lookAt(page, name);
		}
		await page.goto(`${portal.url}/bulks/new`);
		await page.fill('#people', [at('alex.wilber'), at('joni.sherman')].join('\n'));
		await page.click('label:has-text("Schedule")');
		await page.selectOption('#zone', 'Europe/Berlin');
		await page.fill('#at', '2027-03-28T02:30');
		await page.waitForSelector('#when-says:has-text("skip")');
		await lookAt(page, 'list-new');
		await page.click('button:text-is("Check the list")');
		await page.waitForSelector('button:has-text("Schedule the offboarding of 2 people")');
		await lookAt(page, 'list-check');
		expect(complaints).toEqual([]);
		await page.context().close();
	},
	300_000,
);
