import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../../harness/chrome';
import { openRuns } from '../../../runner';
import { startCommand } from '../../harness/command';

let folder: string;
let port: number;
let chrome: Browser;
let server: ReturnType<typeof startCommand>;
const complaints: string[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-killed-'));
	port = await freePort();
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	server?.child.kill('SIGKILL');
	await server?.ended;
	rmSync(folder, { recursive: true, force: true });
});

/** One that nobody has: the server has to come back on the same. */
async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => probe.once('listening', resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	return typeof address === 'object' && address !== null ? address.port : 0;
}

async function start(): Promise<void> {
	const args = ['start', '--data', folder, '--port', String(port), '--json'];
	// As slow as Microsoft: there has to be a middle.
	server = startCommand(args, { env: { OFFBOARDIQ_REHEARSAL_LATENCY_MS: '400' } });
	await server.line();
}

async function signUp(page: Page): Promise<void> {
	await page.goto(`http://127.0.0.1:${port}/auth/signup`);
	await page.fill('#name', 'Ada');
	await page.fill('#email', 'ada@ada-it.co.uk');
	await page.fill('#password', 'correct horse battery');
	await page.click('button[type=submit]');
	await page.waitForURL('**/welcome/organisation');
	await page.fill('#name', 'Kestrel IT Services');
	await page.click('button[type=submit]');
	await page.waitForURL('**/welcome/team');
	await page.click('button[name=skip]');
	await page.waitForURL('**/welcome/connect');
	await page.check('input[value=sandbox]');
	await page.click('button:text-is("Connect")');
	await page.waitForSelector('h1:text-is("Dashboard")');
	await page.goto(`http://127.0.0.1:${port}/employees`);
	await page.waitForSelector('table');
}

async function offboard(page: Page): Promise<void> {
	await page.goto(`http://127.0.0.1:${port}/offboardings/new?q=adele`);
	await page.click('a:has-text("Adele Vance")');
	// Whoever confirms before the preview has come is shown it first.
	await page.waitForSelector('#h-p');
	await page.fill('#confirm', 'adele.vance@rehearsal.example');
	await page.click('button:has-text("Offboard now")');
	await page.waitForURL('**/offboardings/SIM-*');
}

it('a page that is open when the server dies in the middle of a run goes on by itself when it is back', async () => {
	await start();
	const page = await (await chrome.newContext()).newPage();
	page.on('pageerror', (error) => complaints.push(error.message));
	await signUp(page);
	await offboard(page);
	await page.evaluate('window.neverReloaded = true');
	await page.waitForSelector('#card .s-done');
	server.child.kill('SIGKILL');
	await server.ended;
	await page.waitForSelector('#lost', { timeout: 30_000 });
	expect(await page.textContent('#card')).not.toContain('Download PDF');
	await start();
	await page.waitForSelector('a:has-text("Download PDF")', { timeout: 120_000 });
	// With exceptions: the simulated tenant died with the server and forgot the last moments, which the run found out.
	expect(await page.textContent('#card')).toMatch(
		/Completed( with exceptions|, not all seen yet)?, simulated/,
	);
	expect(await page.locator('#lost').count()).toBe(0);
	expect(await page.evaluate('window.neverReloaded')).toBe(true);
	expect(complaints).toEqual([]);
	const runs = await openRuns(folder);
	const [run] = await runs.runs({ dryRun: false });
	const events = await runs.events(run?.id ?? '', 0);
	await runs.close();
	expect(events.map(({ type }) => type)).toContain('runResumed');
}, 240_000);
