import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countWipes } from '../../../portal/bulks/count-wipes';
import { textOfFile } from '../../../portal/bulks/upload';
import { addressOf as at, cover, employees } from '../../harness/directory';
import { joined, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let boss: Browser;
let manager: Browser;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
}, 120_000);

afterAll(() => portal.close());

const real = () => portal.runner.runs({ dryRun: false });

/** Sends a form with a file, as a browser does. */
async function upload(
	path: string,
	file: Uint8Array<ArrayBuffer> | string,
	fields = {},
	by = boss,
) {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
	form.set('file', new Blob([file]), 'leavers.csv');
	const response = await fetch(portal.url + path, {
		...{ method: 'POST', body: form, redirect: 'manual' },
		headers: { cookie: by.cookie ?? '', 'sec-fetch-site': 'same-origin' },
	});
	return { status: response.status, text: await response.text() };
}

describe('a file', () => {
	const csv = 'user;manager\r\nzoe.lukasiewicz@rehearsal.example;Łukasz Ünal\r\n';
	const utf16 = (text: string) => Buffer.from(text, 'utf16le');
	it.each([
		['UTF-8', Buffer.from(csv)],
		['UTF-8 with a mark', Buffer.from(`\uFEFF${csv}`)],
		['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(csv)])],
		[
			'UTF-16, the other way round',
			Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(csv).swap16()]),
		],
	])('in %s is read', (_what, bytes) => {
		expect(textOfFile(bytes).replace('\uFEFF', '')).toBe(csv);
	});

	it('of an older Excel is read, and one whose mark was lost', () => {
		expect(textOfFile(Buffer.from('J\xfcrgen M\xfcller;x', 'latin1'))).toBe('Jürgen Müller;x');
		expect(textOfFile(utf16('user,manager\r\na@b.example,'))).toBe('user,manager\r\na@b.example,');
	});

	it('is checked line by line, with what it says of each', async () => {
		const list = [
			'user\tmanager\tticket\teffective_end\tzone\tteam',
			`${at('adele.vance')}\t${at('miriam.graham')}\tHR-1\t2026-12-24 18:00\tEurope/Berlin\tx`,
			`${at('lee.gu')}\t\t\t2026-12-24 18:00\t\tx`,
			`${at('diego.siciliani')}\t\t\t2026-02-30 18:00\tUTC\tx`,
			`${at('joni.sherman')}\t\t\t2026-12-24 18:00\tMars/Olympus\tx`,
			`=HYPERLINK('http://x')\t\t\t\t\tx`,
		].join('\r\n');
		const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(list)]);
		const { status, text } = await upload('/bulks/check', bytes, { ticket: 'HR-0' });
		expect(status).toBe(200);
		expect(text).toContain('1 person can be offboarded, 4 lines can’t');
		expect(text).toContain('Ticket HR-1. Employment ends 2026-12-24 18:00:00 (UTC+01:00)');
		expect(text).toContain('effective_end needs a zone');
		expect(text).toContain('effective_end can’t be read');
		expect(text).toContain('Zone can’t be read');
		expect(text).toContain('Columns not used: team');
		const [, link = ''] = /href="(\/offboardings\/preview\?[^"]+)"/.exec(text) ?? [];
		const preview = (await boss.get(link.replaceAll('&amp;', '&'))).text;
		expect(preview).toContain('Sign-in would be turned off');
		expect(preview).toContain('Miriam Graham');
		expect(await real()).toEqual([]);
	});

	it.each([
		['of a million lines', 'a\n'.repeat(1_000_000 - 10), 'it has 999,991 lines'],
		['that is larger than any list', 'x'.repeat(2_100_000), 'it is larger than 2 MB'],
		['that is a picture', '\u0089PNG\0\r\n', 'it is not a text file'],
	])(
		'%s gets words, and soon',
		async (_what, file, words) => {
			const begun = performance.now();
			const { status, text } = await upload('/bulks/check', file);
			expect([status, text.includes(words)]).toEqual([422, true]);
			expect(performance.now() - begun).toBeLessThan(5_000);
			expect((await boss.get('/livez')).status).toBe(200);
		},
		20_000,
	);

	it('of a Viewer is not even read', async () => {
		const viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
		expect((await upload('/bulks/check', 'user\n', {}, viewer)).status).toBe(403);
	});
});

it('each line’s own facts are in its run, beside those of the list', async () => {
	const list = [
		'user,ticket,effective_end,zone',
		`${at('adele.vance')},HR-1,2026-12-24 18:00,Europe/Berlin`,
		`${at('lee.gu')},,,`,
	].join('\n');
	const common = { ticket: 'HR-0', policy: 'Closure of Lyon', devices: 'leave' };
	const form = { people: list, confirm: 'offboard 2', ...common };
	const twice = await Promise.all([boss.post('/bulks', form), boss.post('/bulks', form)]);
	// A button that is pressed twice starts one list.
	expect(twice[0]?.location).toMatch(/^\/bulks\/BULK-/);
	expect(twice[1]?.location).toBe(twice[0]?.location);
	const path = twice[0]?.location ?? '';
	await allEnded(path);
	const runs = await real();
	expect(runs).toHaveLength(2);
	const byTicket = new Map(runs.map((run) => [run.request.ticket, run]));
	expect(byTicket.get('HR-1')?.request.caseFacts).toMatchObject({
		effectiveEnd: '2026-12-24T17:00:00.000Z',
		policy: 'Closure of Lyon',
		requesterRole: 'owner',
	});
	expect(byTicket.get('HR-0')?.request.caseFacts?.effectiveEnd).toBeUndefined();
	for (const { request } of runs) expect(request.choices).toEqual({ devicePolicy: 'leave' });
	const answer = await boss.get(`${path}/results.csv`);
	expect(answer.headers.get('content-disposition')).toContain('attachment');
	const [head, ...lines] = answer.text.trim().split('\r\n');
	expect(head).toContain('"user","name","status"');
	expect(lines).toHaveLength(2);
	for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+@]/);
}, 60_000);

it('the template is a list to be filled in and sent back, as a spreadsheet saves it', async () => {
	const template = (await boss.download('/bulks/template.csv')).toString('utf8');
	const [head = '', ...rest] = template.split('\r\n');
	expect([head.split(',')[0], rest.join('')]).toEqual(['user', '']);
	const filled = {
		...{ user: at('lee.gu'), manager: at('alex.wilber'), ticket: 'HR-12' },
		...{ effective_end: '2027-11-27 18:00', zone: 'Europe/Berlin' },
	} as Record<string, string>;
	const row = head.split(',').map((column) => filled[column] ?? 'a column nobody knows');
	for (const [mark, end] of [
		['', '\r\n'],
		['\uFEFF', '\n'],
	] as const) {
		const checked = await upload('/bulks/check', `${mark}${head}${end}${row.join(',')}${end}`);
		expect(checked.status).toBe(200);
		for (const text of [
			'1 person can be offboarded.',
			`Mail and ownership go to ${at('alex.wilber')}`,
			'Ticket HR-12. Employment ends 2027-11-27 18:00:00 (UTC+01:00), Europe/Berlin',
		]) {
			expect([text, checked.text.includes(text)]).toEqual([text, true]);
		}
		expect(checked.text).not.toContain('Columns not used');
	}
	const empty = await upload('/bulks/check', template);
	expect([empty.status, empty.text.includes('0 people can be offboarded')]).toEqual([200, true]);
}, 30_000);

describe('more than 25 people', () => {
	it('always need a second person, who sees each of them, and then run once', async () => {
		const names = await employees(portal, boss, 35);
		await cover(portal, boss, names);
		const bad = Array.from({ length: 5 }, (_, n) => `nobody${n}@rehearsal.example`);
		const list = [...names.slice(0, 20), ...bad, ...names.slice(20)].join('\n');
		const checked = (await manager.post('/bulks/check', { people: list })).text;
		expect(checked).toContain('35 people can be offboarded, 5 lines can’t');
		expect(checked).toContain('A second person must approve it');
		const form = { people: list, confirm: 'offboard 35', devices: 'leave' };
		const before = (await real()).length;
		const asked = await manager.post('/bulks', form);
		expect(asked.location).toMatch(/^\/approvals\//);
		expect((await manager.post('/bulks', form)).location).toBe(asked.location);
		expect(await real()).toHaveLength(before);
		const path = asked.location ?? '';
		const page = (await boss.get(path)).text;
		for (const name of names) expect(page.replaceAll('<wbr>', '')).toContain(name);
		const hash = /name="hash" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? '';
		expect((await manager.post(`${path}/approve`, { hash })).status).toBe(403);
		const done = await boss.post(`${path}/approve`, { hash });
		expect(done.location).toMatch(/^\/bulks\/BULK-/);
		expect((await boss.post(`${path}/approve`, { hash })).status).toBe(409);
		await allEnded(done.location ?? '');
		const runs = (await real()).slice(0, 35);
		expect(new Set(runs.map(({ request }) => request.user)).size).toBe(35);
		for (const { request } of runs) {
			expect(request.caseFacts?.approvedBy).toBe('owner <owner@corp.example>');
			expect(request.requestedBy).toBe('manager <manager@corp.example>');
		}
	}, 180_000);

	it('nor are they cut into short lists of one day, one after the other or at the same moment', async () => {
		const names = await employees(portal, boss, 26);
		await cover(portal, boss, names);
		const lists = [names.slice(0, 20), names.slice(20, 26), names.slice(20, 26)];
		const [first, second] = lists.map((list) => ({
			...{ people: list.join('\n'), devices: 'leave', confirm: `offboard ${list.length}` },
		}));
		const both = await Promise.all([boss.post('/bulks', first), boss.post('/bulks', second)]);
		const begun = both.filter(({ location }) => location?.startsWith('/bulks/'));
		expect(begun.length).toBe(1);
		const other = both[0] === begun[0] ? second : first;
		// Again: it leads to the one that goes on, or asks a second person, and never begins.
		const checked = (await boss.post('/bulks/check', other)).text;
		expect(checked).toContain('because with those of the last 24 hours');
		const later = await boss.post('/bulks', other);
		expect(later.location).toMatch(/^\/approvals\//);
		const same = await boss.post('/bulks', both[0] === begun[0] ? first : second);
		expect(same.location).toBe(begun[0]?.location);
		await allEnded(begun[0]?.location ?? '');
		await boss.post(`${later.location}/withdraw`);
	}, 180_000);

	it('and as many devices are counted, however short the list', async () => {
		const page = (await boss.get('/settings/integrations')).text;
		const tenantId = /<code>([0-9a-f-]{36})<\/code>/.exec(page)?.[1] ?? '';
		const place = { tenantId, group: null };
		const person = await portal.runner.directory.named(place, at('miriam.graham'));
		const [kept] = await portal.runner.connections.list();
		const tenant = { ...place, connectionId: kept?.id ?? null };
		const count = (policy: 'wipeCompany' | 'leave', connectionId = tenant.connectionId) =>
			countWipes(
				{ runner: portal.runner, log: { warn: () => undefined } } as never,
				{ ...tenant, connectionId } as never,
				[person?.id ?? ''],
				{ devicePolicy: policy },
			);
		expect(await count('leave')).toBe(0);
		expect(await count('wipeCompany')).toBeGreaterThanOrEqual(1);
	}, 30_000);
});

async function allEnded(path: string): Promise<void> {
	const id = path.split('/').at(-1) ?? '';
	for (let tries = 0; tries < 1_500; tries++) {
		if ((await portal.runner.bulkOf(id))?.finishedAt) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('The list did not end');
}
