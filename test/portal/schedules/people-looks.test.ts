import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOn, openChrome, pageOf } from '../../harness/chrome';
import { cover, employees } from '../../harness/directory';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

/* The pages of who is on lists, as somebody sees them; pictures where a folder for them is named. */

let portal: TestPortal;
let boss: Browser;
let manager: Browser;
let chrome: Chrome;
let schedule: string;
let stopped: string;
let names: readonly string[];
const complaints: string[] = [];
const LATER = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };

beforeAll(async () => {
	portal = await testPortal({ OFFBOARDIQ_REHEARSAL_LATENCY_MS: '20' });
	boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	names = await employees(portal, boss, 40);
	await cover(portal, boss, names);
	stopped = await stoppedList(names.slice(8, 36));
	const people = names.slice(0, 6).join('\n');
	schedule =
		(await boss.post('/bulks', { people, confirm: 'offboard 6', ...LATER })).location ?? '';
	const two = names.slice(6, 8);
	await boss.post(`${schedule}/people`, { people: two.join('\n'), confirm: 'add 2' });
	chrome = await openChrome();
}, 240_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** A list of 33 lines, 5 of them bad, approved, begun, and stopped in the middle. */
async function stoppedList(some: readonly string[]): Promise<string> {
	const bad = Array.from({ length: 5 }, (_, at) => `nobody${at}@rehearsal.example`);
	const people = [...some.slice(0, 9), ...bad, ...some.slice(9)].join('\n');
	const form = { people, confirm: `offboard ${some.length}`, devices: 'leave' };
	const asked = (await boss.post('/bulks', form)).location ?? '';
	const page = (await manager.get(asked)).text;
	const hash = /name="hash" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? '';
	const list = (await manager.post(`${asked}/approve`, { hash })).location ?? '';
	const id = list.split('/').at(-1) ?? '';
	const runs = () => portal.runner.runs({ dryRun: false });
	await until(async () => (await runs()).filter((run) => run.finishedAt !== null).length > 2);
	await boss.post(`${list}/cancel`);
	await until(async () => Boolean((await portal.runner.bulkOf(id))?.finishedAt));
	return list;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 1_200; tries++) {
		if (await isSo()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('It did not come to that.');
}

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
] as const)(
	'who is on a list, adding to it, and a list that was stopped, %s at %d px wide, without a finding',
	async (colorScheme, width) => {
		const viewport = { width, height: 800 };
		const page = await pageOf(chrome, boss, portal.url, { colorScheme, viewport });
		const go = (path: string) => page.goto(portal.url + path);
		await go(schedule);
		await lookAt(page, 'schedule');
		await page.click('a:has-text("Add people")');
		await page.fill('#q', names[38]?.slice(0, 5) ?? '');
		await page.waitForSelector('#found a');
		await lookAt(page, 'add');
		await page.click('#found a');
		await page.waitForSelector('h2:has-text("What will happen") + .grow');
		await lookAt(page, 'add-one');
		await go(`${schedule}/people`);
		const lines = [
			...names.slice(5, 8),
			...names.slice(36, 38),
			'nobody@rehearsal.example',
			'=1+1',
		];
		await page.fill('#people', lines.join('\n'));
		await page.click('button:has-text("Check them")');
		await page.waitForSelector('#confirm');
		await lookAt(page, 'add-check');
		await page.fill('#confirm', 'add 99');
		await page.click('button.btn-d');
		await page.waitForSelector('#confirm-e');
		await lookAt(page, 'add-again');
		await go(stopped);
		await lookAt(page, 'stopped');
		await go('/licences');
		await page.waitForSelector('#held table, #held .empty');
		await page.evaluate('document.querySelector("#held details")?.setAttribute("open", "")');
		await lookAt(page, 'licences');
		await page.context().close();
		expect(complaints).toEqual([]);
	},
	300_000,
);
