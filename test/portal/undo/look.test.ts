import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunRecord, Sandbox, UndoRecord } from '../../../runner';
import { lookInEach, openChrome } from '../../harness/chrome';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { upn } from '../../harness/people';
import { owner, type Browser, type TestPortal } from '../../harness/portal';

/** Where pictures of every page are put, for whoever wants to look at them. */
const { OFFBOARDIQ_SHOTS: SHOTS } = process.env;
let portal: TestPortal;
let sandbox: Sandbox;
let chrome: Chrome;
let boss: Browser;
let run: RunRecord;
const complaints: string[] = [];

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	boss = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, boss);
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	run = await portal.runner.offboard({
		...{ connection, user: upn('lastOwner'), manager: null, dryRun: false, ticket: null },
		...{ requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder },
	});
	chrome = await openChrome();
}, 180_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
	await sandbox.close();
});

async function lookAt(page: Page, name: string): Promise<void> {
	complaints.push(...(await lookInEach(page, name, SHOTS)));
}

/** As it stands while what killed its process is left alone, and then as it was. */
async function seenAside(page: Page): Promise<void> {
	const { db } = portal.runner;
	const of = db.selectFrom('undo').selectAll();
	const made = await of.executeTakeFirstOrThrow();
	const waitUntil = new Date(Date.now() + 300_000).toISOString();
	const settled = { disableAccount: (JSON.parse(made.undo_json ?? '') as UndoRecord).items };
	const progress_json = JSON.stringify({ settled, calls: [], crashes: 3, waitUntil });
	const open = { active: 1, ended_at: null, verdict: null, undo_json: null, report_path: null };
	await db
		.updateTable('undo')
		.set({ ...open, progress_json })
		.execute();
	await page.reload();
	await lookAt(page, 'undo-aside');
	await db.updateTable('undo').set(made).execute();
	await page.reload();
}

it('the wrong person is found, undone and seen so, in a real browser', async () => {
	const context = await chrome.newContext();
	const [name = '', value = ''] = (boss.cookie ?? '').split('=', 2);
	await context.addCookies([{ name, value, url: portal.url }]);
	const page = await context.newPage();
	page.on('pageerror', (error) => complaints.push(String(error)));
	await page.goto(`${portal.url}/offboardings/${run.id}`);
	await lookAt(page, 'run-before');
	await page.click('a:has-text("Undo what can be undone")');
	await page.waitForSelector('h1:has-text("Undo what can be undone")');
	await lookAt(page, 'undo-ask');
	await page.fill('#reason', 'Two people are called Lee; this one stays.');
	await page.fill('#confirm', 'somebody else');
	await page.click('button:has-text("Undo what can be undone")');
	await page.waitForSelector('#confirm-e');
	expect(await page.inputValue('#reason')).toContain('this one stays');
	await lookAt(page, 'undo-wrong');
	await page.fill('#confirm', upn('lastOwner'));
	// A slow tenant, so that the page is seen while it goes on.
	sandbox.setLatency(150);
	await page.click('button:has-text("Undo what can be undone")');
	await page.waitForURL('**/undos/1');
	await lookAt(page, 'undo-running');
	sandbox.setLatency(0);
	await page.waitForSelector('a:has-text("Download PDF")', { timeout: 60_000 });
	await lookAt(page, 'undo-over');
	await seenAside(page);
	await page.click('a:has-text("To the offboarding")');
	await page.waitForSelector('a:has-text("See what was undone")');
	await lookAt(page, 'run-undone');
	await page.goto(`${portal.url}/reports`);
	await lookAt(page, 'reports');
	expect(complaints).toEqual([]);
}, 240_000);
