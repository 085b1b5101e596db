import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findingsOn, openChrome } from '../../harness/chrome';
import type { Offboarding, RunRecord } from '../../../runner';
import { claimDevice, settleClaim } from '../../../runner/journal/device-claims';
import { Journal } from '../../../runner/journal/journal';
import type { RunEnd } from '../../../runner/journal/run-record';
import { allDone } from '../../harness/offboardings/allDone';
import { exceptions } from '../../harness/offboardings/exceptions';
import type { Browser, TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

const DEVICE = 'f00dfeed-0412-4222-8333-444455556666';

let portal: TestPortal;
let browser: Browser;
let chrome: Chrome;
let journal: Journal;
let tenantId: string;
const complaints: string[] = [];

beforeAll(async () => {
	({ portal, browser } = await rehearsed('priya.nair@kestrel.example'));
	tenantId = (await portal.runner.connections.list())[0]?.tenantId ?? '';
	journal = new Journal(portal.runner.db);
	chrome = await openChrome();
}, 120_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

/** Somebody else every time: of one employee only one run goes at a time. */
let people = 0;

/**
 * Writes a run into the journal as a runner does.
 *
 * @param steps how many of them have ended; the next one has begun where the run goes on
 * @param end how it ended; null: it goes on
 */
async function run(what: Offboarding, steps: number, end: Partial<RunEnd> | null): Promise<string> {
	const id = `11111111-1111-4111-8111-${String(++people).padStart(12, '0')}`;
	const own = now(what);
	const about = {
		...own,
		tenant: { ...own.tenant, id: tenantId },
		employee: { ...own.employee, id },
	};
	const held = await journal.start(
		{
			...{ user: what.employee.userPrincipalName, manager: null, dryRun: false, tenantId },
			...{ requestedBy: 'Aoife Ní Dhomhnaill <aoife@kestrel.example>', ticket: 'HAL-20415' },
			...{ requestedAt: about.startedAt, cloud: 'global', breakGlass: [] },
			reportFolder: portal.folder,
		},
		'OFF',
		'another-machine/1/a',
	);
	if (end?.status !== 'refused') await journal.lookedUp(held, about);
	const ended = own.steps.slice(0, steps);
	for (const [at, step] of ended.entries()) {
		await journal.stepFinished(held, step, { ...about, steps: ended.slice(0, at + 1) });
	}
	const next = own.steps[steps];
	if (end === null && next) await journal.stepStarted(held, next.key, new Date().toISOString());
	if (end === null) return held.id;
	await claimDevice(portal.runner.db, held, DEVICE, 'wipe');
	await settleClaim(portal.runner.db, held, DEVICE, 'open', null);
	const report = { path: join(portal.folder, `${held.id}.pdf`), sha256: 'ab'.repeat(32) };
	const whole = steps >= what.steps.length;
	await journal.finish(held, {
		...{ status: 'completed_with_exceptions', message: null, report: whole ? report : null },
		...end,
	});
	return held.id;
}

/** As if it had begun at this moment. */
function now(what: Offboarding): Offboarding {
	const moved = Date.now() - Date.parse(what.startedAt);
	const isMoment = (value: unknown): value is string =>
		typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
	return JSON.parse(JSON.stringify(what), (_, value: unknown) =>
		isMoment(value) ? new Date(Date.parse(value) + moved).toISOString() : value,
	) as Offboarding;
}

/** The device is nobody's any more: every round sends one to it. */
async function frees(): Promise<void> {
	await portal.runner.db.deleteFrom('device_claim').execute();
}

/** Axe's findings of WCAG 2.2 AA, what is too wide, and a picture where a folder for them is named. */
async function lookAt(page: Page, path: string, name: string): Promise<void> {
	await page.goto(portal.url + path);
	await judge(page, name);
}

async function judge(page: Page, name: string): Promise<void> {
	const found = await findingsOn(page);
	complaints.push(...found.map((finding) => `${name}: ${finding}`));
	const folder = process.env.OIQ_SHOTS;
	if (folder === undefined) return;
	mkdirSync(folder, { recursive: true });
	const size = page.viewportSize();
	const scheme = await page.evaluate<boolean>("matchMedia('(prefers-color-scheme: dark)').matches");
	const file = `${name}.${size?.width}.${scheme ? 'dark' : 'light'}.png`;
	await page.screenshot({ path: join(folder, file), fullPage: true });
}

const STOPPED = 'It was stopped. What was done by then stays done; the rest was not started.';
const LOST =
	'2 steps wait for the connection: AADSTS7000222: the client secret has expired. Make a new one and give it here. Then run it again; what is done stays done.';

/** A run in every state that its card can have, by the name of the state. */
async function everyState(): Promise<ReadonlyMap<string, string>> {
	const states = new Map<string, string>();
	states.set('running', await run(allDone(), 3, null));
	states.set('completed', await run(allDone(), 10, { status: 'completed' }));
	states.set('waiting', await run(allDone(), 4, { status: 'waiting', message: LOST }));
	states.set('cancelled', await run(allDone(), 5, { status: 'cancelled', message: STOPPED }));
	const last = 'Not started: this is the last Global Administrator of the tenant.';
	states.set('refused', await run(allDone(), 0, { status: 'refused', message: last }));
	await frees();
	states.set('settled', await run(exceptions(), 10, {}));
	const id = states.get('settled') ?? '';
	const act = { runId: id, by: 'Priya Nair', actor: 'account/1' };
	const seen = 'Intune shows it in use by Imani since Tuesday.';
	await portal.runner.followUps.decideWipe({ ...act, deviceId: DEVICE, reason: seen }, 'leave');
	const how = 'Disabled in Active Directory by hand, ticket HAL-20416.';
	await portal.runner.followUps.dealtWith({ ...act, reason: how });
	await frees();
	states.set('exceptions', await run(exceptions(), 10, {}));
	return states;
}

it.each([
	['light', 1280],
	['dark', 390],
	['dark', 1280],
	['light', 390],
	['light', 360],
] as const)(
	'every state of a run, %s at %d px wide, without a finding',
	async (colorScheme, width) => {
		const states = await everyState();
		const context = await chrome.newContext({ colorScheme, viewport: { width, height: 800 } });
		const [name = '', value = ''] = (browser.cookie ?? '').split('=');
		await context.addCookies([{ name, value, url: portal.url }]);
		const page = await context.newPage();
		page.on('pageerror', (error) => complaints.push(error.message));
		for (const [state, id] of states) await lookAt(page, `/offboardings/${id}`, state);
		const path = `/offboardings/${states.get('exceptions')}`;
		await lookAt(page, `${path}/wipes/${DEVICE}`, 'wipe');
		await page.check('input[value=send]');
		await page.click('button[type=submit]:text-is("Write the decision down")');
		await page.waitForSelector('[data-summary]');
		await judge(page, 'wipe-errors');
		await lookAt(page, `${path}/again`, 'again');
		await page.click('button[type=submit]:text-is("Try again")');
		await page.waitForSelector('[data-summary]');
		await judge(page, 'again-errors');
		await lookAt(page, `${path}/dealt-with`, 'dealt-with');
		for (const [list, what] of [
			['/offboardings', 'list'],
			['/offboardings?show=needs', 'list-needs'],
			['/', 'dashboard'],
		] as const) {
			await lookAt(page, list, what);
		}
		expect(complaints).toEqual([]);
		await context.close();
	},
	400_000,
);

it('a state that has no step to name still says what it needs', async () => {
	const id = await run(allDone(), 0, { status: 'failed', message: 'The engine broke.' });
	const { text } = await browser.get(`/offboardings/${id}`);
	expect(text).toContain('This needs you');
	expect(text).toContain('The engine broke.');
	const kept: RunRecord | null = await portal.runner.run(id);
	expect(kept?.status).toBe('failed');
}, 60_000);
