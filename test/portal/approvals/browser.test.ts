import { AxeBuilder } from '@axe-core/playwright';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PERSON_KINDS } from '../../../runner';
import { openChrome } from '../../harness/chrome';
import { joined, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

/** Where pictures of every page are put, for whoever wants to look at them. */
const { OFFBOARDIQ_SHOTS: SHOTS } = process.env;
let portal: TestPortal;
let chrome: Chrome;
let boss: Browser;
let manager: Browser;
const complaints: string[] = [];

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** Axe's findings, in both schemes and widths, and the page's own complaints. */
async function lookAt(page: Page, name: string): Promise<void> {
	for (const [colorScheme, width] of [
		['light', 1280],
		['dark', 390],
	] as const) {
		// Colours turn over a moment, except for whoever wants no motion.
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 900 });
		// Nothing stands behind the head of the page.
		await page.evaluate('scrollTo(0, 0)');
		const { violations } = await new AxeBuilder({ page })
			.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
			.analyze();
		const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
		const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
		if (over > 0) found.push(`${over} px too wide`);
		complaints.push(...found.map((finding) => `${name} ${colorScheme} ${width}: ${finding}`));
		if (SHOTS === undefined) continue;
		await page.screenshot({ path: join(SHOTS, `${name}-${width}.png`), fullPage: true });
	}
	await page.setViewportSize({ width: 1280, height: 900 });
}

/** A page that is signed in as somebody. */
async function pageOf({ cookie }: Browser): Promise<Page> {
	const context = await chrome.newContext();
	const [name = '', value = ''] = (cookie ?? '').split('=', 2);
	await context.addCookies([{ name, value, url: portal.url }]);
	const page = await context.newPage();
	page.on('console', (message) => {
		// What a form answers with 422 is told there too.
		if (message.type() === 'error' && !/status of 4/.test(message.text())) {
			complaints.push(message.text());
		}
	});
	page.on('pageerror', (error) => complaints.push(String(error)));
	return page;
}

it('forty people with five bad rows are checked, approved by a second person, and run', async () => {
	const page = await pageOf(manager);
	const people = await employees(35);
	await cover(people.map(({ id }) => id));
	const rows = [
		...people.map(({ address }, at) => `${address};HR-${at}`),
		...Array.from({ length: 5 }, (_, at) => `nobody${at}@rehearsal.example;HR-X`),
	];
	await page.goto(`${portal.url}/bulks/new`);
	await lookAt(page, 'bulk-new');
	const buffer = Buffer.from(`\uFEFFuser;ticket\r\n${rows.join('\r\n')}`, 'utf16le');
	await page.setInputFiles('#file', { name: 'leavers.csv', mimeType: 'text/csv', buffer });
	await page.waitForFunction(
		"document.getElementById('people').value.includes('nobody4@rehearsal.example')",
	);
	await page.selectOption('#devices', 'leave');
	await page.click('button:text-is("Check the list")');
	await page.waitForSelector('h1:text-is("Check the list")');
	await lookAt(page, 'bulk-check');
	expect(await page.textContent('.lede')).toContain('35 people can be offboarded, 5 lines can’t');
	await page.fill('#confirm', 'offboard 35');
	await page.click('button:has-text("Ask for approval of 35 people")');
	await page.waitForURL('**/approvals/*');
	await lookAt(page, 'approval-own');
	expect(await page.textContent('main')).toContain('You asked for this yourself');
	const second = await pageOf(boss);
	await second.goto(`${portal.url}/approvals`);
	await lookAt(second, 'approvals');
	await second.click('a:text-is("35 people")');
	await second.waitForSelector('button:has-text("Approve, and offboard 35 people now")');
	await lookAt(second, 'approval-list');
	await second.click('button:has-text("Approve, and offboard 35 people now")');
	await second.waitForURL('**/bulks/BULK-*');
	const id = new URL(second.url()).pathname.split('/').at(-1) ?? '';
	for (let tries = 0; tries < 1_500; tries++) {
		if ((await portal.runner.bulkOf(id))?.finishedAt) break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const runs = await portal.runner.runs({ dryRun: false });
	expect(runs).toHaveLength(35);
	expect(new Set(runs.map(({ request }) => request.caseFacts?.approvedBy))).toEqual(
		new Set(['owner <owner@corp.example>']),
	);
	await page.reload();
	await lookAt(page, 'approval-given');
	expect(complaints).toEqual([]);
}, 300_000);

it('the form is filled from a template, previewed while it is filled in, and approved', async () => {
	const second = await pageOf(boss);
	await second.goto(`${portal.url}/settings/templates/new`);
	await second.fill('#name', 'Dismissal, same day');
	await second.check('input[name=isFirst]');
	await second.selectOption('#devices', 'retireAll');
	await second.fill('#outOfOffice', '{name} has left.\nWrite to {manager}.');
	await second.fill('#lockOutTarget', '15');
	await lookAt(second, 'template');
	await second.click('button:text-is("Save")');
	await second.waitForURL('**/settings/templates');
	await lookAt(second, 'templates');
	await second.goto(`${portal.url}/team`);
	await second.click('form[action="/settings/approval"] button');
	await second.waitForSelector(
		'form[action="/settings/approval"] button:text-is("Stop requiring it")',
	);
	await lookAt(second, 'team-rule');
	const [leaver] = await employees(1, 'christie.cline');
	await cover([leaver?.id ?? '']);
	const page = await pageOf(manager);
	await page.goto(`${portal.url}/offboardings/new?user=${leaver?.id}`);
	await page.waitForSelector('#preview .will');
	expect(await page.inputValue('#devices')).toBe('retireAll');
	expect(await page.textContent('#reply-says')).toContain('Christie Cline has left.');
	await page.fill('#outOfOffice', '<b>Gone</b>\nfor good');
	await page.dispatchEvent('#outOfOffice', 'change');
	await page.waitForSelector('#preview :text("<b>Gone</b> for good")');
	await page.waitForSelector('#reply-says :text("<b>Gone</b>")');
	const read = page.waitForResponse((response) => response.url().endsWith('/preview'));
	await page.selectOption('#devices', 'wipeCompany');
	await read;
	await page.waitForSelector('#preview .will');
	await page.click('summary:has-text("More for the record")');
	await page.fill('#reason', 'Closure of the branch');
	await lookAt(page, 'new');
	await page.fill('#confirm', 'somebody');
	await page.click('button:text-is("Ask for approval")');
	await page.waitForSelector('[data-summary]');
	expect(await page.inputValue('#reason')).toBe('Closure of the branch');
	await page.waitForSelector('#preview .will');
	await lookAt(page, 'new-error');
	await page.fill('#confirm', leaver?.address ?? '');
	await page.click('button:text-is("Ask for approval")');
	await page.waitForURL('**/approvals/*');
	await second.goto(page.url());
	await second.waitForSelector('#preview .will');
	await lookAt(second, 'approval-one');
	await second.click('button:text-is("Decline")');
	await second.waitForSelector('[data-summary]');
	await lookAt(second, 'approval-decline');
	await second.waitForSelector('#preview .will');
	await second.click('button:has-text("Approve, and offboard now")');
	await second.waitForURL('**/offboardings/SIM-*');
	await page.reload();
	expect(await page.textContent('main')).toContain('Show what it became');
	expect(complaints).toEqual([]);
}, 240_000);

interface Leaver {
	readonly id: string;
	readonly address: string;
}

async function tenantId(): Promise<string> {
	const page = (await boss.get('/settings/integrations')).text;
	return /<code>([0-9a-f-]{36})<\/code>/.exec(page)?.[1] ?? '';
}

async function employees(count: number, search = ''): Promise<Leaver[]> {
	const place = { tenantId: await tenantId(), group: null };
	for (let tries = 0; tries < 200; tries++) {
		// Somebody who is looked for may have left in the test before.
		const found = await portal.runner.directory.people({
			...{ ...place, search, limit: 100 },
			...(search === '' ? {} : { kinds: PERSON_KINDS }),
		});
		const people = found.people.flatMap(({ id, userPrincipalName: address }) =>
			address ? [{ id, address }] : [],
		);
		if (people.length >= count) return people.slice(0, count);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('Too few people came');
}

/** As if a plan covered them: the trial covers ten. */
async function cover(ids: readonly string[]): Promise<void> {
	const { db } = portal.runner;
	const tenant_id = await tenantId();
	const organisation = (await db
		.selectFrom('organisation' as never)
		.selectAll()
		.executeTakeFirstOrThrow()) as { id: string };
	for (const employee_id of ids) {
		const covered = { organisation_id: organisation.id, tenant_id, employee_id, simulated: 1 };
		await db
			.insertInto('covered_employee' as never)
			.values({ ...covered, covered_at: '2026-01-01T00:00:00.000Z' })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	}
}
