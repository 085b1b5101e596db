import { AxeBuilder } from '@axe-core/playwright';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuthenticatorApp } from '../harness/authenticator';
import { testPortal, type TestPortal } from '../harness/portal';

let portal: TestPortal;
let chrome: Browser;
const complaints: string[] = [];

beforeAll(async () => {
	portal = await testPortal();
	chrome = await chromium.launch({
		executablePath: await sparticuz.executablePath(),
		// Its own suggestions switch the web's security off, and run everything in one process.
		args: ['--no-sandbox'],
	});
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** Axe's findings of WCAG 2.2 AA, and the page's own complaints. */
async function lookAt(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
	const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
	if (width > 0) found.push(`${width} px too wide`);
	complaints.push(...found.map((finding) => `${new URL(page.url()).pathname}: ${finding}`));
}

async function walk(page: Page, name: string): Promise<void> {
	const { url } = portal;
	await page.goto(`${url}/auth/signup`);
	await lookAt(page);
	await page.fill('#name', name);
	await page.fill('#email', `${name}@gmail.com`);
	await page.fill('#password', 'short');
	await page.click('button[type=submit]');
	await page.waitForSelector('[data-summary]');
	await lookAt(page);
	await page.fill('#email', `${name}@${name}-it.co.uk`);
	await page.fill('#password', 'correct horse battery');
	await page.click('button[type=submit]');
	await page.waitForURL('**/welcome/organisation');
	await lookAt(page);
	await page.fill('#name', 'Kestrel IT Services');
	await page.click('button[type=submit]');
	await page.waitForURL('**/welcome/team');
	await lookAt(page);
	await page.click('button[name=skip]');
	await page.waitForURL('**/welcome/connect');
	await page.check('input[value=ownApp]');
	await lookAt(page);
	await page.check('input[value=sandbox]');
	await page.click('button:text-is("Connect")');
	await page.waitForSelector('h1:text-is("Dashboard")');
	await page.goto(`${url}/employees`);
	await page.waitForSelector('table');
	for (const path of [
		'/employees',
		'/team',
		'/account',
		'/settings/integrations',
		'/settings/export',
		'/settings/delete',
		'/',
		'/nowhere',
	]) {
		await page.goto(url + path);
		// What is folded away is looked at as well.
		for (const folded of await page.locator('main details.disc > summary').all()) {
			await folded.click();
		}
		// What lies under the bar at the top would count as too close to it.
		await page.evaluate('scrollTo(0, 0)');
		await lookAt(page);
	}
}

async function offboard(page: Page): Promise<void> {
	await page.goto(`${portal.url}/offboardings/new`);
	await page.locator('#q').pressSequentially('adele');
	await page.click('#found a:has-text("Adele Vance")');
	await page.waitForSelector('#preview .will');
	await lookAt(page);
	await page.fill('#confirm', 'adele.vance@rehearsal.example');
	await page.click('button:has-text("Offboard now")');
	await page.waitForSelector('a:has-text("Download PDF")', { timeout: 60_000 });
	await lookAt(page);
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.click('a:has-text("Download PDF")'),
	]);
	expect(download.suggestedFilename()).toMatch(/^SIM-.*\.pdf$/);
	await page.goto(`${portal.url}/verify`);
	await page.setInputFiles('#file', await download.path());
	await page.click('button:has-text("Check it")');
	expect(await page.textContent('[data-summary]')).toContain('It holds');
	await lookAt(page);
	for (const path of [
		'/offboardings',
		'/reports',
		'/reports?q=nobody',
		'/verify',
		'/audit',
		'/audit?what=session',
	]) {
		await page.goto(portal.url + path);
		await lookAt(page);
	}
}

/** Two-step sign-in: set up, codes kept, signed out, and in again by both steps, the first code a wrong one. */
async function secondStep(page: Page, name: string): Promise<void> {
	const { url } = portal;
	await page.goto(`${url}/account/mfa`);
	await lookAt(page);
	await page.click('button:text-is("Set up")');
	await page.waitForSelector('.qr');
	await lookAt(page);
	const secret = (await page.getAttribute('[data-copy]', 'data-copy')) ?? '';
	await page.fill('#new-code', await new AuthenticatorApp(portal, secret).code());
	await page.click('button:text-is("Turn it on")');
	await page.waitForURL('**/account/mfa/codes');
	await lookAt(page);
	const code = (await page.textContent('.codes li')) ?? '';
	await page.click('button:text-is("I have kept them")');
	await page.waitForSelector('h2:text-is("Change it")');
	await lookAt(page);
	await page.click('summary[aria-label^="Your account"]');
	await page.click('button:text-is("Sign out")');
	await page.waitForURL('**/auth/signin');
	await lookAt(page);
	await page.fill('#email', `${name}@${name}-it.co.uk`);
	await page.fill('#password', 'correct horse battery');
	await page.click('button:text-is("Sign in")');
	await page.waitForURL('**/auth/code');
	await page.fill('#code', '000000');
	await page.click('button:text-is("Sign in")');
	await page.waitForSelector('[data-summary]');
	await lookAt(page);
	await page.fill('#code', code);
	await page.click('button:text-is("Sign in")');
	await page.waitForURL(`${url}/`);
}

it.each([
	['light', 1280],
	['dark', 390],
] as const)(
	'sign-up to the signed record, %s at %d px wide, without a finding',
	async (colorScheme, width) => {
		const context = await chrome.newContext({ colorScheme, viewport: { width, height: 800 } });
		const page = await context.newPage();
		page.on('console', (message) => {
			const isExpected = /status of (404|422)/.test(message.text());
			if (message.type() === 'error' && !isExpected) complaints.push(message.text());
		});
		page.on('pageerror', (error) => complaints.push(error.message));
		await walk(page, colorScheme);
		await secondStep(page, colorScheme);
		await offboard(page);
		expect(complaints).toEqual([]);
		await context.close();
	},
	180_000,
);

it('the same way at 360 px wide, without sideways scrolling, and the scheme that was chosen by hand stays', async () => {
	const context = await chrome.newContext({
		...{ colorScheme: 'light', reducedMotion: 'reduce' },
		viewport: { width: 360, height: 740 },
	});
	await context.addInitScript(WHEN_CHOSEN);
	const page = await context.newPage();
	const wide: string[] = [];
	const look = async () => {
		const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
		if (width > 0) wide.push(`${new URL(page.url()).pathname}: ${width} px too wide`);
	};
	await signUpAt360(page, look);
	for (const path of [
		...['/', '/employees', '/team', '/account', '/settings/integrations', '/automations'],
		...['/offboardings', '/offboardings/new', '/schedules', '/bulks', '/bulks/new', '/approvals'],
		...['/reports', '/audit', '/verify', '/search?q=a', '/settings/templates/new', '/account/mfa'],
	]) {
		await page.goto(portal.url + path);
		await look();
	}
	expect(wide).toEqual([]);
	expect(await backgroundOf(page)).toBe(LIGHT);
	await page.click('summary[aria-label^="Your account"]');
	await page.click('button:has-text("Switch to dark theme")');
	expect(await backgroundOf(page)).toBe(DARK);
	expect(await page.isVisible('button:has-text("Switch to light theme")')).toBe(true);
	await page.goto(`${portal.url}/employees`);
	expect(await backgroundOf(page)).toBe(DARK);
	// Before anything of the page was drawn: there is no moment in which it is light.
	expect(await page.evaluate<boolean>('hadBody')).toBe(false);
	const chosenAt = await page.evaluate<number>('chosenAt');
	const paintedAt = await page.evaluate<number>(FIRST_PAINT);
	expect(chosenAt).toBeGreaterThan(0);
	expect(paintedAt).toBeGreaterThan(chosenAt);
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.click('button[aria-label="Switch to light theme"]');
	await page.reload();
	expect(await backgroundOf(page)).toBe(LIGHT);
	await context.close();
}, 120_000);

const [LIGHT, DARK] = ['rgb(244, 245, 241)', 'rgb(16, 21, 20)'];

/** When the page got the scheme that somebody chose, on its own clock. */
const WHEN_CHOSEN = `
	window.chosenAt = 0;
	new MutationObserver(() => {
		if (chosenAt > 0 || !document.documentElement?.dataset.theme) return;
		chosenAt = performance.now();
		window.hadBody = document.body !== null;
	}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-theme'] });
`;
/** When its first pixel was drawn. */
const FIRST_PAINT = `new Promise((resolve) => {
	new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({ type: 'paint', buffered: true });
})`;

const backgroundOf = (page: Page): Promise<string> =>
	page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

async function signUpAt360(page: Page, look: () => Promise<void>): Promise<void> {
	await page.goto(`${portal.url}/auth/signup`);
	await look();
	await page.fill('#name', 'Narrow');
	await page.fill('#email', 'narrow@narrow-it.example');
	await page.fill('#password', 'correct horse battery');
	await page.click('button[type=submit]');
	await page.waitForURL('**/welcome/organisation');
	await look();
	await page.fill('#name', 'Gesellschaft für Datenverarbeitung und Unternehmensberatung mbH');
	await page.click('button[type=submit]');
	await page.waitForURL('**/welcome/team');
	await look();
	await page.click('button[name=skip]');
	await page.waitForURL('**/welcome/connect');
	for (const kind of ['ownApp', 'sandbox']) {
		await page.check(`input[value=${kind}]`);
		await look();
	}
	await page.click('button:text-is("Connect")');
	await page.waitForSelector('h1:text-is("Dashboard")');
	await page.goto(`${portal.url}/employees`);
	await page.waitForSelector('table');
}
