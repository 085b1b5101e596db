import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPdf } from '../../../runner';
import { type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';
import { textOf } from '../../harness/readPdf';

let portal: TestPortal;
let browser: Browser;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
}, 60_000);

afterAll(() => portal.close());

const at = (alias: string): string => `${alias}@rehearsal.example`;

async function idOf(alias: string): Promise<string> {
	const page = (await browser.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

async function ended(id: string) {
	for (let tries = 0; tries < 600; tries++) {
		const run = await portal.runner.run(id);
		if (run && run.finishedAt !== null) return run;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error('The run did not end');
}

const idIn = (location: string | null): string => location?.split('/').at(-1) ?? 'none';
const real = () => portal.runner.runs({ dryRun: false });

const FACTS = {
	endAt: '2026-11-20T18:00',
	endZone: 'Europe/Berlin',
	reason: 'Moves to <b>Lyon</b>',
	lockOutTarget: '60',
	policy: 'Standard leaver, version 3',
	workerType: 'employee',
	departure: 'voluntary',
	owner: 'IT service desk',
	due: '2026-12-04',
	ticket: 'HR-4711',
};

describe('what the form says', () => {
	it.each([
		['manager', 'somebody', 'Give an address'],
		['devices', 'burn', 'Choose what becomes of the devices.'],
		['endAt', 'soon', 'Give a date and a time'],
		['endZone', 'Mars/Olympus', 'Choose a time zone of the list.'],
		['due', '2026-02-30', 'Give a date'],
		['lockOutTarget', '-5', 'Give a whole number of minutes.'],
		['outOfOffice', 'x'.repeat(4_001), 'At most 4000 characters.'],
	])('is put right field by field: %s', async (field, value, words) => {
		const form = { user: await idOf('adele.vance'), confirm: at('adele.vance'), ...FACTS };
		const answer = await browser.post('/offboardings', { ...form, [field]: value });
		expect([answer.status, answer.text.includes(words)]).toEqual([422, true]);
		// What was typed is still there, as text.
		expect(answer.text).toContain('value="HR-4711"');
		expect(answer.text).toContain('Moves to &lt;b&gt;Lyon&lt;/b&gt;</textarea>');
		expect(await real()).toEqual([]);
	});

	it('is in the run, in the tenant and in the record', async () => {
		const user = await idOf('adele.vance');
		const outOfOffice = 'Adele left.\r\nWrite to it@corp.example <script>alert(1)</script>';
		const form = { user, confirm: at('adele.vance'), ...FACTS, outOfOffice, devices: 'retireAll' };
		const run = await ended(idIn((await browser.post('/offboardings', form)).location));
		expect(run.request).toMatchObject({
			ticket: 'HR-4711',
			choices: { devicePolicy: 'retireAll', outOfOffice: outOfOffice.replace('\r', '') },
			caseFacts: {
				effectiveEnd: '2026-11-20T17:00:00.000Z',
				effectiveEndLocal: '2026-11-20 18:00:00 (UTC+01:00)',
				effectiveEndZone: 'Europe/Berlin',
				reason: 'Moves to <b>Lyon</b>',
				lockOutTargetMinutes: 60,
				requesterRole: 'owner',
				requesterAuth: 'signed in to the portal without a second factor',
				due: '2026-12-04',
			},
		});
		const devices = run.steps.find(({ key }) => key === 'wipeDevices')?.outcome?.items ?? [];
		expect(devices.length).toBeGreaterThan(0);
		expect(devices.filter(({ reason }) => /[Ww]iped/.test(reason ?? ''))).toEqual([]);
		const replies = run.steps.find(({ key }) => key === 'setOutOfOffice')?.outcome;
		expect(JSON.stringify(replies)).toContain('Write to it@corp.example <script>');
		const bytes = readFileSync(run.report?.path ?? '');
		expect((await checkPdf(bytes)).findings.filter(({ holds }) => !holds)).toEqual([]);
		const pdf = (await textOf(bytes)).replaceAll(/\s/g, '');
		for (const text of ['HR-4711', 'Moves to <b>Lyon</b>', 'Standard leaver, version 3']) {
			expect(pdf).toContain(text.replaceAll(' ', ''));
		}
		// The reply with its lines, as lines.
		expect(pdf).toContain('Adeleleft.¶Writetoit@corp.example');
		expect(pdf).not.toContain('[U+000A]');
	}, 60_000);

	it('is kept for a scheduled offboarding', async () => {
		const user = await idOf('lee.gu');
		const form = { user, confirm: at('lee.gu'), ...FACTS, devices: 'leave', outOfOffice: 'Gone.' };
		const later = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };
		const made = await browser.post('/offboardings', { ...form, ...later });
		const schedule = await portal.runner.schedules.get(idIn(made.location));
		expect(schedule).toMatchObject({
			ticket: 'HR-4711',
			choices: { devicePolicy: 'leave', outOfOffice: 'Gone.' },
			caseFacts: { effectiveEndZone: 'Europe/Berlin', policy: 'Standard leaver, version 3' },
		});
	}, 30_000);

	it('shows the reply as text while it is written, and the usual one where nothing is', async () => {
		const user = await idOf('isaiah.langer');
		const own = await browser.post('/offboardings/reply', {
			user,
			outOfOffice: '<i>Gone</i>\n{x}',
		});
		expect(own.text).toContain('&lt;i&gt;Gone&lt;/i&gt;');
		const usual = await browser.post('/offboardings/reply', { user, outOfOffice: ' ' });
		expect(usual.text).toContain('no longer works here.');
	});
});

describe('a preview', () => {
	it('that was not read is shown before anything starts', async () => {
		const before = (await real()).length;
		const form = {
			user: await idOf('isaiah.langer'),
			confirm: at('isaiah.langer'),
			preview: 'none',
		};
		const answer = await browser.post('/offboardings', { ...form, ticket: 'HR-1' });
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('Read what will happen, then confirm once more');
		expect(answer.text).toContain('value="HR-1"');
		expect(await real()).toHaveLength(before);
		// That of somebody else counts for nothing.
		const other = /name="preview" value="([^"]+)"/.exec(
			(await browser.get(`/offboardings/preview?user=${await idOf('alex.wilber')}`)).text,
		)?.[1];
		const foreign = await browser.post('/offboardings', { ...form, preview: other ?? '' });
		expect(foreign.status).toBe(422);
		expect(await real()).toHaveLength(before);
	}, 60_000);

	it('that is not true any more is shown again, and nothing is changed', async () => {
		const user = await idOf('isaiah.langer');
		const read = async () =>
			/name="preview" value="([^"]+)"/.exec(
				(await browser.get(`/offboardings/preview?user=${user}`)).text,
			)?.[1] ?? 'none';
		const preview = await read();
		await inTenant('PATCH', `/users/${user}`, { accountEnabled: false });
		const form = { user, confirm: at('isaiah.langer'), ticket: 'HR-2' };
		const answer = await browser.post('/offboardings', { ...form, preview });
		expect(answer.status).toBe(422);
		expect(answer.text).toContain('The account has changed since you read the preview');
		expect(answer.text).toContain('value="HR-2"');
		const [refused] = await real();
		expect([refused?.status, refused?.offboarding?.steps]).toEqual(['refused', []]);
		// With what it shows now, it starts.
		const now = /name="preview" value="([^"]+)"/.exec(answer.text)?.[1] ?? 'none';
		const started = await browser.post('/offboardings', { ...form, preview: now });
		expect(started.location).toMatch(/^\/offboardings\/SIM-/);
		expect((await ended(idIn(started.location))).status).not.toBe('refused');
	}, 60_000);
});

it('two who press at the same moment start one run', async () => {
	const user = await idOf('patti.fernandez');
	const form = { user, confirm: at('patti.fernandez') };
	const answers = await Promise.all([1, 2, 3].map(() => browser.post('/offboardings', form)));
	const [first] = answers;
	expect(first?.location).toMatch(/^\/offboardings\/SIM-/);
	expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
	const mine = (await real()).filter(({ request }) => request.user === user);
	expect(mine).toHaveLength(1);
	await ended(idIn(first?.location ?? null));
}, 60_000);

/** Changes something in the simulated tenant, as somebody else would. */
async function inTenant(method: string, path: string, body: unknown): Promise<void> {
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const { tenantId, clientId, loginBaseUrl, graphBaseUrl, credential } = connection;
	const secret = credential.kind === 'secret' ? credential.clientSecret : '';
	const token = (await (
		await fetch(`${loginBaseUrl}/${tenantId}/oauth2/v2.0/token`, {
			method: 'POST',
			body: new URLSearchParams({
				...{ grant_type: 'client_credentials', client_id: clientId, client_secret: secret },
				scope: `${graphBaseUrl}/.default`,
			}),
		})
	).json()) as { access_token: string };
	const answer = await fetch(`${graphBaseUrl}/v1.0${path}`, {
		method,
		headers: {
			authorization: `Bearer ${token.access_token}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify(body),
	});
	expect(answer.status).toBeLessThan(300);
}
