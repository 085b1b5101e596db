import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 120_000);

afterAll(() => portal.close());

const BERLIN = 'Europe/Berlin';

/** The clocks of a zone, some seconds ahead, as a field of type datetime-local sends them. */
function clock(zone: string, seconds: number): string {
	const at = new Date(Date.now() + seconds * 1_000);
	return at.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');
}

async function find(alias: string): Promise<{ id: string; upn: string }> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	const id = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	return { id, upn: `${alias}@rehearsal.example` };
}

async function ask(alias: string, at: string, zone = BERLIN, by = browser) {
	const { id, upn } = await find(alias);
	return await by.post('/offboardings', { user: id, confirm: upn, when: 'later', at, zone });
}

const all = () => portal.runner.schedules.list();

describe('an offboarding for later', () => {
	it.each([
		['2020-01-01T18:00', BERLIN, 'This has passed. Choose a later time, or run it now.'],
		['2199-01-01T18:00', BERLIN, 'This is more than 20 years ahead. Check the year.'],
		['', BERLIN, 'Give a date and a time'],
		['2027-02-30T18:00', BERLIN, 'Give a date and a time'],
		['2027-02-20T18:00', 'Mars/Olympus', 'Choose a time zone of the list.'],
	])(
		'at "%s" in %s is not made: it says what to change',
		async (at, zone, words) => {
			const answer = await ask('adele.vance', at, zone);
			expect([answer.status, answer.text.includes(words)]).toEqual([422, true]);
			expect(answer.text).toContain('value="later" checked');
			expect(await all()).toEqual([]);
		},
		30_000,
	);

	it('needs the address typed like one for now', async () => {
		const { id } = await find('adele.vance');
		const wish = {
			user: id,
			confirm: 'wrong',
			when: 'later',
			at: '2027-02-20T18:00',
			zone: BERLIN,
		};
		expect((await browser.post('/offboardings', wish)).status).toBe(422);
		expect(await all()).toEqual([]);
	});

	it('is shown on the clocks of its zone and in UTC, and changes nothing until then', async () => {
		const made = await ask('adele.vance', '2027-07-09T18:00');
		expect(made.location).toMatch(/^\/schedules\/SCH-/);
		const page = (await browser.get(made.location ?? '')).text;
		expect(page).toContain('<b>2027-07-09 18:00</b> Europe/Berlin (UTC+02:00)');
		expect(page).toContain('2027-07-09 16:00 UTC');
		expect(page).toMatch(/in \d+ days/);
		expect((await browser.get('/schedules')).text).toContain(made.location ?? 'none');
		expect(await portal.runner.runs({ dryRun: false })).toEqual([]);
		const [schedule] = await all();
		expect(schedule?.requestedBy).toBe('owner <owner@corp.example>');
	}, 30_000);

	it('is not made twice for one person', async () => {
		const again = await ask('adele.vance', '2027-07-10T18:00');
		expect([again.status, again.text.includes('is scheduled already')]).toEqual([409, true]);
		expect(await all()).toHaveLength(1);
	}, 30_000);

	it('gets another time, or none, until it starts', async () => {
		const [schedule] = await all();
		const path = `/schedules/${schedule?.id}`;
		const wrong = await browser.post(`${path}/edit`, { at: '2020-01-01T00:00', zone: BERLIN });
		expect([wrong.status, wrong.text.includes('This has passed')]).toEqual([422, true]);
		await browser.post(`${path}/edit`, { at: '2027-12-24T12:30', zone: 'America/New_York' });
		expect((await all())[0]?.time).toMatchObject({ dueAt: '2027-12-24T17:30:00.000Z' });
		await browser.post(`${path}/cancel`);
		expect((await browser.get(path)).text).toContain('Cancelled, simulated');
		expect((await browser.post(`${path}/cancel`)).status).toBe(409);
		const edit = await browser.post(`${path}/edit`, { at: '2027-12-25T12:30', zone: BERLIN });
		expect(edit.status).toBe(409);
	});

	it('is a Viewer’s to see, not to change', async () => {
		const viewer = await joined(portal, browser, 'viewer@corp.example', 'viewer');
		const [schedule] = await all();
		const page = await viewer.get(`/schedules/${schedule?.id}`);
		expect([page.status, page.text.includes('<form method="post" action="/schedules')]).toEqual([
			200,
			false,
		]);
		expect((await viewer.post(`/schedules/${schedule?.id}/cancel`)).status).toBe(403);
	});

	it('begins at its time, and leads to its run', async () => {
		const scheduler = portal.runner.scheduler({
			...{ reportFolder: portal.folder, listener: () => undefined },
		});
		const made = await ask('alex.wilber', clock(BERLIN, 3));
		for (let tries = 0; tries < 300; tries++) {
			await scheduler.tick();
			const { state } = await portal.runner.schedules.get(made.location?.split('/').at(-1) ?? '');
			if (state === 'finished') break;
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
		await scheduler.stop();
		const page = (await browser.get(made.location ?? '')).text;
		expect(page).toContain('It ran, simulated');
		const run = /href="(\/offboardings\/SIM-[\d-]+)"/.exec(page)?.[1] ?? '';
		expect((await browser.get(run)).text).toContain('Completed');
	}, 90_000);
});

describe('what a time means', () => {
	const says = async (at: string, zone: string) =>
		(await browser.get(`/schedules/when?at=${at}&zone=${encodeURIComponent(zone)}`)).text;

	it('is told before anything is sent', async () => {
		const text = await says('2027-07-09T18:00', BERLIN);
		expect(text).toContain('2027-07-09 18:00 in Europe/Berlin (UTC+02:00)');
	});

	it('is told where clocks skip it', async () => {
		expect(await says('2027-03-28T02:30', BERLIN)).toContain('skip 2027-03-28 02:30');
	});

	it('is told where clocks show it twice', async () => {
		expect(await says('2027-10-31T02:30', BERLIN)).toContain('twice');
	});

	it('is text, whatever was typed', async () => {
		const text = await says('%3Cscript%3E', '<b>x</b>');
		expect(text).not.toContain('<script>');
		expect(text).not.toContain('<b>x</b>');
	});
});
