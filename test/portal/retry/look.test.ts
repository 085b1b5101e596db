import type { Browser as Chrome, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunRecord, Sandbox } from '../../../runner';
import { lookInEach, openChrome, pageOf } from '../../harness/chrome';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { upn } from '../../harness/people';
import { owner, untilEnded, type Browser, type TestPortal } from '../../harness/portal';

/** Where pictures of every page are put, for whoever wants to look at them. */
const { OFFBOARDIQ_SHOTS: SHOTS } = process.env;
const RULES = '403 on POST */messageRules*';

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
	sandbox.faults.add(`${RULES}; 403 on POST */retire`);
	run = await portal.runner.offboard({
		...{ connection, user: upn('companyAndPersonalDevice'), manager: null, dryRun: false },
		...{ ticket: null, requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder },
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

/** The link of one step's button. */
const again = (key: string): string => `a[href$="/steps/${key}/again"]`;

/** Presses the button of the page that asks, and waits for the end of what it began. */
async function tryIt(page: Page): Promise<string> {
	await page.click('form[action$="/again"] button[type=submit]');
	await page.waitForURL((url) => /\/offboardings\/[A-Z]+-\d+-\d+$/.test(url.pathname));
	return new URL(page.url()).pathname.split('/').at(-1) ?? 'none';
}

it('a step is tried again, fails again, and is done in the end, seen in a real browser', async () => {
	const page = await pageOf(chrome, boss, portal.url);
	page.on('pageerror', (error) => complaints.push(String(error)));
	const card = `${portal.url}/offboardings/${run.id}`;
	await page.goto(card);
	await lookAt(page, 'card-before');
	await page.click(again('forwardEmail'));
	await page.waitForSelector('h1:has-text("Try step 6 again")');
	await lookAt(page, 'ask');
	const failed = await tryIt(page);
	await untilEnded(portal, failed);
	await page.waitForSelector('a:has-text("Download PDF")', { timeout: 30_000 });
	await lookAt(page, 'try-failed');
	await page.goto(card);
	await page.waitForSelector(`a[href="/offboardings/${failed}"]`);
	await lookAt(page, 'card-failed-again');
	sandbox.faults.clear();
	await page.click(again('forwardEmail'));
	await page.fill('#reason', 'The app may write mailbox settings now.');
	sandbox.setLatency(1_500);
	const done = await tryIt(page);
	await page.goto(card);
	await page.waitForSelector(`text=Being tried again`);
	await lookAt(page, 'card-under-way');
	await page.goto(`${portal.url}/offboardings/${done}`);
	await lookAt(page, 'try-running');
	sandbox.setLatency(0);
	await untilEnded(portal, done);
	await page.goto(`${portal.url}/offboardings/${done}`);
	await page.click('summary:has-text("not part of this try")');
	await lookAt(page, 'try-done');
	await page.goto(card);
	expect(await page.locator(again('forwardEmail')).count()).toBe(0);
	await page.waitForSelector(`text=Tried again in ${done}: done`);
	await lookAt(page, 'card-done');
	await page.click(again('wipeDevices'));
	await page.click('form[action$="/again"] button[type=submit]');
	await page.waitForSelector('#confirm-e');
	await lookAt(page, 'ask-wipe-wrong');
	await page.fill('#confirm', upn('companyAndPersonalDevice'));
	await untilEnded(portal, await tryIt(page));
	for (const [path, name] of [
		['/offboardings', 'list'],
		[`/employees/${run.offboarding?.employee.id ?? ''}`, 'person'],
		['/reports', 'reports'],
	] as const) {
		await page.goto(portal.url + path);
		await lookAt(page, name);
	}
	expect(complaints).toEqual([]);
}, 300_000);
