import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trialWords } from '../../../portal/organisations/trial';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const DAY = 24 * 3_600_000;
let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

/** The people of an organisation's simulated tenant who can be offboarded. */
async function peopleOf(browser: Browser): Promise<{ id: string; typed: string }[]> {
	await connectSandbox(portal, browser);
	const id = /<code>([0-9a-f-]{36})<\/code>/.exec(
		(await browser.get('/settings/integrations')).text,
	)?.[1];
	const place = { tenantId: id ?? '', group: null };
	for (;;) {
		const { people } = await portal.runner.directory.people({ ...place, search: '', limit: 100 });
		if (people.length >= 55) {
			return people.map((person) => ({
				id: person.id,
				typed: person.userPrincipalName ?? person.id,
			}));
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

const offboard = (browser: Browser, { id, typed }: { id: string; typed: string }) =>
	browser.post('/offboardings', { user: id, confirm: typed });

/** Waits until no run of these is under way. */
async function allEnded(): Promise<void> {
	for (;;) {
		const runs = await portal.runner.runs();
		if (runs.every(({ finishedAt }) => finishedAt !== null)) return;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

describe('the line that counts down', () => {
	const ends = '2026-12-10T14:05:00.000Z';
	it.each([
		['2026-11-26T14:05:00.001Z', 'Trial, 14 days left, until 2026-12-10'],
		['2026-12-08T14:05:00.001Z', 'Trial, 2 days left, until 2026-12-10'],
		['2026-12-09T14:05:00.000Z', 'Trial ends 2026-12-10 at 14:05 UTC'],
		['2026-12-10T14:04:59.999Z', 'Trial ends 2026-12-10 at 14:05 UTC'],
		['2026-12-10T14:05:00.000Z', 'Trial ended 2026-12-10'],
	])('at %s says: %s', (now, words) => {
		expect(trialWords(ends, new Date(now))).toBe(words);
	});
});

describe('a trial', () => {
	it('covers ten employees, also when fifty are asked for at once', async () => {
		const ada = await owner(portal, 'ada@ada.example');
		const people = (await peopleOf(ada)).slice(0, 50);
		const answers = await Promise.all(people.map((person) => offboard(ada, person)));
		const count = (status: number) => answers.filter((answer) => answer.status === status).length;
		expect(count(303) + count(409)).toBe(50);
		const full = answers.find(({ status }) => status === 409);
		expect(full?.text).toContain('The trial covers 10 employees');
		await allEnded();
		const runs = (await portal.runner.runs()).filter(({ status }) => status !== 'refused');
		expect(new Set(runs.map(({ request }) => request.user)).size).toBeLessThanOrEqual(10);
		expect(count(303)).toBe(10);
		expect((await ada.get('/')).text).toMatch(/\b(10|9|8) of 10 employees, rehearsed/);
		const others = people.filter((_, index) => answers[index]?.status === 409).slice(0, 2);
		const list = { people: others.map(({ typed }) => typed).join('\n'), confirm: 'offboard 2' };
		expect((await ada.post('/bulks', list)).text).toContain(
			'all 10 places are taken. This needs 2',
		);
		const later = { when: 'later', at: '2027-02-20T18:00', zone: 'UTC' };
		const one = { user: others[0]?.id ?? '', confirm: others[0]?.typed ?? '' };
		expect((await ada.post('/offboardings', { ...one, ...later })).status).toBe(409);
		// Whoever it covers can be run again; a preview costs nothing.
		const again = people[answers.findIndex(({ status }) => status === 303)];
		expect((await offboard(ada, again ?? { id: '', typed: '' })).status).toBe(303);
		await allEnded();
	}, 300_000);

	it('that has ended lets everything be read and nothing be started; rights can still be taken away', async () => {
		const bea = await owner(portal, 'bea@bea.example');
		const cleo = await joined(portal, bea, 'cleo@bea.example', 'admin');
		const [person] = await peopleOf(bea);
		await offboard(bea, person ?? { id: '', typed: '' });
		await allEnded();
		portal.wait(14 * DAY + 60_000);
		for (const browser of [bea, cleo]) {
			const email = browser === bea ? 'bea@bea.example' : 'cleo@bea.example';
			await browser.post('/auth/signin', { email, password: 'correct horse battery' });
		}
		const refused = [
			['/offboardings', { user: person?.id ?? '', confirm: person?.typed ?? '' }],
			['/employees/sync', {}],
			['/team/invitations', { emails: 'x@bea.example', role: 'viewer' }],
			['/settings/integrations/connect', { kind: 'sandbox' }],
			['/settings/integrations/scope', { scope: 'tenant' }],
		] as const;
		for (const [path, form] of refused) {
			const answer = await bea.post(path, form);
			expect([path, answer.status]).toEqual([path, 403]);
			expect(answer.text).toContain('nothing was lost');
		}
		const home = (await bea.get('/')).text;
		expect(home).toContain('Trial ended');
		for (const path of ['/employees', '/offboardings', '/reports', '/team', '/account']) {
			expect([path, (await bea.get(path)).status]).toEqual([path, 200]);
		}
		const report = /href="(\/reports\/[^"]+)"/.exec((await bea.get('/reports')).text)?.[1] ?? '';
		expect((await bea.get(report)).headers.get('content-type')).toContain('application/pdf');
		const rows = (await portal.runner.db
			.selectFrom('account' as never)
			.selectAll()
			.execute()) as { id: string; email: string }[];
		const id = rows.find(({ email }) => email === 'cleo@bea.example')?.id;
		expect((await bea.post(`/team/members/${id}/remove`)).status).toBe(303);
		expect((await cleo.get('/team')).location).toMatch(/^\/auth\/signin/);
		portal.wait(-(14 * DAY + 60_000));
	}, 120_000);
});
