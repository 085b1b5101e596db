import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellOfChecks } from '../../../portal/ended-mails/tell-of-checks';
import type { Services } from '../../../portal/services';
import type { RunRecord, Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn } from '../../harness/people';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let browser: Browser;
let run: RunRecord;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	browser = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, browser);
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const request = { connection, user: upn('ordinary'), manager: null, dryRun: false, ticket: null };
	const more = { requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder };
	run = await portal.runner.offboard({ ...request, ...more });
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const path = () => `/offboardings/${run.id}`;
const check = () => browser.post(`${path()}/check`);
const page = async (at: string) => (await browser.get(at)).text;
/** Whether the page of the run, the first page and the list of what needs somebody ask for one. */
const asks = async () => {
	const [card, home, list] = [
		await page(path()),
		await page('/'),
		await page('/offboardings?show=needs'),
	];
	return [/needs you</.test(card), home.includes('needs a person.'), list.includes(`${path()}"`)];
};

it('a later check says what it has not seen, and asks for nobody over what is only not there yet', async () => {
	expect(run.status).toBe('completed');
	await check();
	expect(await page(path())).toMatch(/<b>Not yet: Left Intune: [^<]+\.<\/b>/);
	expect(await asks()).toEqual([false, false, false]);
}, 120_000);

it('one that finds sign-in on again asks for somebody everywhere, until they say what they did', async () => {
	personIn(sandbox, 'ordinary').profile.accountEnabled = true;
	await check();
	const card = await page(path());
	expect(card).toContain('Not so any more: Sign-in is off');
	expect(card).toContain('Sign-in is on. Turn it off, or say why somebody turned it on.');
	expect(card).toContain(`href="${path()}/again"`);
	expect(await asks()).toEqual([true, true, true]);
	expect(await page('/')).toContain('Not as recorded any more. Sign-in is on.');
	const deal = () => browser.post(`${path()}/dealt-with`, { reason: 'Turned off by hand' });
	expect((await deal()).status).toBe(303);
	expect(await asks()).toEqual([false, false, false]);
	// It is still on, and somebody looks once more: that is news, also after it was said to be dealt with.
	await check();
	expect(await asks()).toEqual([true, true, true]);
	expect((await deal()).status).toBe(303);
	expect((await deal()).status).toBe(409);
	personIn(sandbox, 'ordinary').profile.accountEnabled = false;
	await check();
	expect(await asks()).toEqual([false, false, false]);
}, 120_000);

it('what the check a day later finds is written about, once, to whoever asked and to Admins', async () => {
	const admin = await joined(portal, browser, 'admin@corp.example', 'admin');
	await joined(portal, browser, 'viewer@corp.example', 'viewer');
	personIn(sandbox, 'ordinary').profile.accountEnabled = true;
	await check();
	const services = {
		...{ db: portal.runner.db, runner: portal.runner, now: () => new Date() },
		config: { publicUrl: portal.url },
	} as unknown as Services;
	const told = async () => {
		await tellOfChecks(services);
		const outbox = (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
		const mails = outbox
			.split('<article')
			.filter((one) => one.includes('not as recorded any more'));
		return mails.map((mail) => [/To ([^,]+),/.exec(mail)?.[1], mail] as const);
	};
	// Whoever looked by hand has seen it.
	expect(await told()).toEqual([]);
	const { db } = portal.runner;
	const last = (await portal.runner.addenda(run.id)).at(-1);
	await db
		.updateTable('addendum')
		.set({ is_scheduled: 1 })
		.where('id', '=', last?.id ?? '')
		.execute();
	await told();
	const mails = await told();
	expect(mails.map(([to]) => to).sort()).toEqual(['ada@corp.example', 'admin@corp.example']);
	expect(mails[0]?.[1]).toContain('Sign-in is off: not so any more. Sign-in is on.');
	expect(mails[0]?.[1]).toContain(path());
	expect((await admin.get('/account')).text).toContain('such as sign-in that is on again');
}, 120_000);
