import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastDaysOf } from '../../../portal/dashboard/last-days';
import type { Services } from '../../../portal/services';
import {
	connectSandbox,
	owner,
	testPortal,
	untilEnded,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	portal = await testPortal();
	browser = await owner(portal, 'owner@corp.example');
}, 60_000);

afterAll(() => portal.close());

const at = (alias: string): string => `${alias}@rehearsal.example`;

it('leads to a tenant while there is none', async () => {
	await browser.post('/welcome/later');
	expect((await browser.get('/')).text).toContain('Connect a tenant to begin');
});

it('says that nothing waits while nothing does', async () => {
	await connectSandbox(portal, browser);
	const { text } = await browser.get('/');
	expect(text).toContain('Nothing waits for you.');
	expect(text).toContain('Nothing is scheduled.');
});

it('shows what needs a person, what is to come, and the days in numbers', async () => {
	const people = [at('adele.vance'), at('alex.wilber')].join('\n');
	const list = await browser.post('/bulks', { people, confirm: 'offboard 2' });
	for (let tries = 0; tries < 300; tries++) {
		if (!(await browser.get(list.location ?? '')).text.includes('every 2s')) break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const found = (await browser.get('/employees?q=miriam.graham')).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(found)?.[1] ?? '';
	const later = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };
	await browser.post('/offboardings', { user, confirm: at('miriam.graham'), ...later });
	const { text } = await browser.get('/');
	// Alex Wilber is synced from Active Directory, where sign-in has to be turned off.
	expect(text).toContain('1 thing needs a person.');
	expect(text).toMatch(
		/<b>Alex Wilber<\/b><p>Not locked out\. Blocked: Disable account, Reset password, /,
	);
	// He counts, though there is no time to count.
	expect(text).toContain('1 of 2 within 60 seconds.');
	expect(text).toMatch(/Not locked out by their run:<\/b> <a href="[^"]+">Alex Wilber<\/a>\./);
	expect(text).toMatch(/>Alex Wilber<\/a>(?:(?!<\/tr>)[^])*>Not locked out<\/div>/);
	expect(text.indexOf('id="h-need"')).toBeLessThan(text.indexOf('id="h-setup"'));
	expect(text).toContain('2027-07-09 18:00');
	expect(text).toContain('<dt>offboardings</dt><dd>2</dd>');
	expect(text).toContain('<dt>with exceptions</dt><dd>1</dd>');
	expect(text).toMatch(/aria-label="Offboardings a day, [^"]* Busiest day: 2\./);
}, 60_000);

it('puts whoever can still get in before everybody else, and counts a target that passed since the end as missed', async () => {
	// Of Ben Walters only mail and a group are left to do; he was offboarded later than Alex Wilber the first time.
	const endAt = new Date().toISOString().slice(0, 16);
	const target = { endAt, endZone: 'UTC', lockOutTarget: '60' };
	for (const [alias, more] of [
		['ben.walters', {}],
		['alex.wilber', target],
	] as const) {
		const found = (await browser.get(`/employees?q=${alias}`)).text;
		const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(found)?.[1] ?? '';
		const { location } = await browser.post('/offboardings', { user, confirm: at(alias), ...more });
		await untilEnded(portal, location?.split('/').at(-1) ?? '');
	}
	const { text } = await browser.get('/');
	expect(text).toMatch(/<b>Ben Walters<\/b><p>Blocked: Forward email, Set out-of-office, /);
	const named = [...text.matchAll(/<div class="need-m"><b>(Alex|Ben) W\w+<\/b>/g)];
	expect(named.map(([, who]) => who)).toEqual(['Alex', 'Alex', 'Ben']);
	const [tenant] = await portal.runner.connections.list();
	const lastDays = async (hours: number) => {
		const now = () => new Date(Date.now() + hours * 3_600_000);
		const parts = { runner: portal.runner, now } as Pick<Services, 'runner' | 'now'>;
		return (await lastDaysOf(parts, [tenant?.tenantId ?? ''])).inTime;
	};
	expect(await lastDays(0)).toEqual({ met: 0, of: 0 });
	expect(await lastDays(2)).toEqual({ met: 0, of: 1 });
}, 60_000);

it('shows how long lock-outs took against the target, and what was done lately without the previews', async () => {
	const found = (await browser.get('/employees?q=emily.braun')).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(found)?.[1] ?? '';
	await browser.get(`/offboardings/preview?user=${user}`);
	const ended = { endAt: '2026-01-01T17:00', endZone: 'UTC', lockOutTarget: '30' };
	const { location } = await browser.post('/offboardings', {
		...{ user, confirm: at('emily.braun'), ...ended },
	});
	await untilEnded(portal, location?.split('/').at(-1) ?? '');
	const { text } = await browser.get('/');
	expect(text).toMatch(
		/aria-label="Time from start to locked out, the last \d\. \d of \d within the target of 60 seconds/,
	);
	expect(text).toContain('<dt>with a target locked out in time</dt><dd>0 <small>of 1</small></dd>');
	const activity = text.slice(text.indexOf('<h2 id="h-acts">'));
	expect(activity).toMatch(
		/<b>owner<\/b>: <a href="\/offboardings\/SIM-[\d-]+">Offboarding requested<\/a>, Emily Braun/,
	);
	expect(activity).toContain('Offboarding ended: completed');
	expect(activity).not.toContain('Preview');
	expect([...activity.matchAll(/Emily Braun/g)].length).toBe(2);
}, 60_000);

it('of another organisation shows nothing of it', async () => {
	const other = await owner(portal, 'owner@other.example');
	await connectSandbox(portal, other);
	const { text } = await other.get('/');
	expect(text).toContain('<dt>offboardings</dt><dd>0</dd>');
	expect(text).not.toContain('Alex Wilber');
}, 60_000);
