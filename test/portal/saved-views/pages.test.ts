import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookInEach, openChrome, pageOf } from '../../harness/chrome';
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

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	await offboarded(portal, boss, await connectSandbox(portal, boss));
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

const headsOf = async (page: Page): Promise<string[]> =>
	(await page.locator('thead th').allInnerTexts())
		.map((text) => text.trim())
		// The one above the boxes that people are chosen by.
		.filter((text) => text !== '');

it('a list is narrowed, its columns chosen, and kept under a name, seen in both schemes and widths', async () => {
	const page = await pageOf(chrome, boss, portal.url);
	await page.goto(`${portal.url}/employees`);
	await page.locator('#q').pressSequentially('a');
	await page.waitForURL('**/employees?q=a');
	await page.click('summary:has-text("Columns")');
	const found = [...(await lookInEach(page, 'columns', SHOTS))];
	await page.check('label:has-text("Manager") input');
	await page.check('label:has-text("Object id") input');
	await page.uncheck('label:has-text("Account") input');
	await page.click('button:has-text("Show these")');
	expect(await headsOf(page)).toEqual([
		'Name',
		'Title, Department',
		'Manager',
		'State',
		'Object id',
	]);
	expect(await page.locator('tbody td[data-l="Manager"] a').count()).toBeGreaterThan(0);
	expect(page.url()).toContain('q=a');
	await page.fill('#q', 'ad');
	await page.waitForURL(/q=ad&/);
	await page.click('summary:has-text("Save this view")');
	await page.fill('#view-name', 'Names with ad');
	await page.check('text=Open the list like this');
	found.push(...(await lookInEach(page, 'save', SHOTS)));
	await page.click('button:text-is("Save")');
	await page.waitForSelector('a.chip[aria-current]:has-text("Names with ad")');
	await page.click('nav[aria-label="Main"] >> text=Employees');
	await page.waitForURL(/q=ad&columns=/);
	await page.click('a:has-text("Whole list")');
	expect(await headsOf(page)).toEqual(['Name', 'Title, Department', 'Account', 'State']);
	await page.click('a:has-text("Manage views")');
	found.push(...(await lookInEach(page, 'views', SHOTS)));
	await page.click('a:has-text("Change")');
	found.push(...(await lookInEach(page, 'view', SHOTS)));
	for (const [path, name] of [
		['/offboardings?columns=ticket,askedBy,took,result,steps&q=SIM', 'runs'],
		['/reports?columns=tenant,askedBy,sha256,result,steps', 'reports'],
		['/audit?columns=hash,entry,tenant', 'audit'],
	] as const) {
		await page.goto(portal.url + path);
		found.push(...(await lookInEach(page, name, SHOTS)));
	}
	expect(found).toEqual([]);
	await page.context().close();
}, 120_000);

it('does without scripts', async () => {
	const page = await pageOf(chrome, boss, portal.url, { javaScriptEnabled: false });
	await page.goto(`${portal.url}/offboardings?q=SIM`);
	await page.click('summary:has-text("Columns")');
	for (const box of await page.locator('.cols-menu input[type=checkbox]').all())
		await box.uncheck();
	await page.click('button:has-text("Show these")');
	expect(await headsOf(page)).toEqual(['Person']);
	expect(new URL(page.url()).searchParams.get('q')).toBe('SIM');
	await page.click('summary:has-text("Save this view")');
	await page.fill('#view-name', 'Only names');
	await page.click('button:text-is("Save")');
	expect(await page.textContent('a.chip[aria-current]:has-text("Only")')).toContain('Only names');
	await page.click('a:has-text("Change")');
	await page.fill('#name', '');
	await page.click('button:text-is("Save")');
	expect(await page.textContent('[data-summary]')).toContain('Give the view a name.');
	await page.fill('#name', 'Names only');
	await page.click('button:text-is("Save")');
	expect(await page.textContent('table')).toContain('Names only');
	await page.click('a[aria-label], tr:has-text("Names only") >> text=Change');
	await page.click('button:has-text("Delete this view")');
	expect(await page.textContent('main')).not.toContain('Names only');
	await page.context().close();
}, 60_000);
