import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSandbox, joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 120_000);

afterAll(() => portal.close());

const at = (alias: string): string => `${alias}@rehearsal.example`;
const check = (people: string) => browser.post('/bulks/check', { people });
const real = () => portal.runner.runs({ dryRun: false });

async function atEnd(path: string): Promise<string> {
	for (let tries = 0; tries < 600; tries++) {
		const { text } = await browser.get(path);
		if (!text.includes('every 2s')) return text;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('The list did not end');
}

describe('a list', () => {
	it('is checked line by line before anything starts', async () => {
		const { status, text } = await check(
			[
				at('adele.vance'),
				at('nobody.here'),
				'Anna Schmidt',
				at('alex.wilber'),
				at('ADELE.vance'),
			].join('\n'),
		);
		expect(status).toBe(200);
		expect(text).toContain('2 people can be offboarded, 2 lines can’t');
		expect(text).toContain(`${at('nobody.here')} is not among the synced employees`);
		expect(text).toContain('User &quot;Anna Schmidt&quot; is no user principal name or object id');
		expect(text).toContain(`On the list twice, taken once: ${at('ADELE.vance')} (line 5)`);
		expect(await real()).toEqual([]);
	});

	it('may be a CSV of Excel, with semicolons, managers and a mark of its encoding', async () => {
		const csv = `\uFEFFUser;Manager;Team\r\n${at('adele.vance')};${at('alex.wilber')};x\r\n`;
		const { text } = await check(csv);
		expect(text).toContain(`Mail and ownership go to ${at('alex.wilber')}`);
		expect(text).toContain('Columns not used: Team');
	});

	it.each([
		['nothing', '', 'Write at least one address'],
		['no column of people', 'name;team\nA;b', 'there is no column &quot;user&quot;'],
		['a picture', '\u0089PNG\0', 'it is not a text file'],
		[
			'too many',
			Array.from({ length: 501 }, (_, n) => `u${n}@x.example`).join('\n'),
			'it names 501 people. Take at most 500 people at a time',
		],
	])('of %s is said to be none', async (_what, people, words) => {
		const { status, text } = await check(people);
		expect([status, text.includes(words)]).toEqual([422, true]);
	});

	it('shows what was written as text, never as anything else', async () => {
		const { text } = await check('user\n<script>alert(1)</script>\n=HYPERLINK("http://x")\n');
		expect(text).not.toContain('<script>alert');
	});

	it('of oneself is refused, the others are not', async () => {
		const self = await owner(portal, at('lee.gu'));
		await connectSandbox(portal, self);
		const people = `${at('lee.gu')}\n${at('adele.vance')}`;
		const { text } = await self.post('/bulks/check', { people });
		expect(text).toContain('This is your own account');
		expect(text).toContain('1 person can be offboarded, 1 line can’t');
	}, 60_000);

	it('starts only when it was confirmed, and then with the good lines', async () => {
		const people = [at('adele.vance'), at('nobody.here'), at('alex.wilber')].join('\n');
		const wrong = await browser.post('/bulks', { people, confirm: 'offboard 3' });
		expect([wrong.status, wrong.text.includes('Nothing was started')]).toEqual([422, true]);
		expect(await real()).toEqual([]);
		const started = await browser.post('/bulks', { people, confirm: 'Offboard 2', ticket: 'HR-7' });
		expect(started.location).toMatch(/^\/bulks\/BULK-/);
		const page = await atEnd(started.location ?? '');
		// Alex Wilber is synced from Active Directory, where sign-in has to be turned off.
		expect(page).toContain('1 of 2 locked out.');
		const runs = await real();
		expect(runs.map(({ status }) => status).sort()).toEqual([
			'completed',
			'completed_with_exceptions',
		]);
		expect(runs.map(({ request }) => request.ticket)).toEqual(['HR-7', 'HR-7']);
		expect(page).toContain('1 completed');
		const needs = (await browser.get(`${started.location}?show=needs`)).text;
		expect([needs.includes('Alex Wilber</a>'), needs.includes('Adele Vance</a>')]).toEqual([
			true,
			false,
		]);
		// Steps 1, 2 and 8 are blocked.
		expect(needs).toContain('Blocked: step 1, disable account, and 2 more');
		expect(needs).toContain('Not locked out');
		const ended = (await browser.get(`${started.location}?show=running`)).text;
		expect(ended).toContain('Nobody.');
		expect((await browser.get('/bulks')).text).toContain(started.location ?? 'none');
	}, 90_000);

	it('is a Viewer’s to see, not to start', async () => {
		const viewer = await joined(portal, browser, 'viewer@corp.example', 'viewer');
		const [bulk] = await portal.runner.bulksOf([(await real())[0]?.request.tenantId ?? ''], 5);
		expect((await viewer.get(`/bulks/${bulk?.id}`)).status).toBe(200);
		expect((await viewer.post('/bulks/check', { people: at('lee.gu') })).status).toBe(403);
		expect((await viewer.post(`/bulks/${bulk?.id}/cancel`)).status).toBe(403);
	});
});
