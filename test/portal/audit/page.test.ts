import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KINDS_OF_ACTS } from '../../../portal/audit/audit-filter';
import { auditKeyFile } from '../../../runner/audit/keys';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let ada: Browser;
let person: string;

beforeAll(async () => {
	portal = await testPortal();
	ada = await owner(portal, 'ada@corp.example');
	person = await connectSandbox(portal, ada);
	await ada.get(`/offboardings/preview?user=${person}`);
	await owner(portal, 'eve@other.example');
}, 60_000);

afterAll(() => portal.close());

/** The acts on a page, from its top. */
const actsIn = (html: string): string[] =>
	[...html.matchAll(/<br><code>([^<]*(?:<wbr>[^<]*)*)<\/code>/g)].map(([, type = '']) =>
		type.replaceAll('<wbr>', ''),
	);

it('every kind of act that can be chosen has a word of its own', () => {
	const bare = KINDS_OF_ACTS.filter(([kind, words]) => words === kind);
	expect(bare).toEqual([]);
});

it('shows who did what, the newest first, with its place in the chain', async () => {
	const { text, status } = await ada.get('/audit');
	expect(status).toBe(200);
	const acts = actsIn(text);
	expect(acts[0]).toBe('offboarding.ended');
	expect(acts.at(-1)).toBe('organisation.founded');
	expect(text).toContain('Organisation founded: ada, ada@corp.example');
	expect(text).toMatch(/<time datetime="\d{4}-\d\d-\d\dT[\d:.]+Z"/);
	expect(text).not.toContain('eve@');
	const position = /(\d+) entries, each chained/.exec(text)?.[1];
	expect(Number(position)).toBe(acts.length);
});

it('is narrowed by its address: by whom, to what, and to which days', async () => {
	expect(actsIn((await ada.get('/audit?what=tenant')).text)).toEqual(['tenant.connected']);
	const system = actsIn((await ada.get('/audit?who=system')).text);
	expect(system).toContain('offboarding.begun');
	expect(system).not.toContain('offboarding.requested');
	const today = new Date().toISOString().slice(0, 10);
	expect(actsIn((await ada.get(`/audit?from=${today}&to=${today}`)).text).length).toBeGreaterThan(
		3,
	);
	expect(actsIn((await ada.get('/audit?to=2001-01-01')).text)).toEqual([]);
	for (const odd of ["who='--", 'what=%25', 'from=yesterday', 'before=-1', 'before=1e9']) {
		expect([odd, (await ada.get(`/audit?${odd}`)).status]).toEqual([odd, 200]);
	}
});

it('goes from page to page and keeps what it was narrowed to', async () => {
	for (let n = 0; n < 51; n += 1) await ada.post('/employees/sync');
	const first = (await ada.get('/audit?what=directory')).text;
	expect(actsIn(first)).toHaveLength(50);
	const older = /href="(\/audit\?what=directory&amp;before=\d+)"/.exec(first)?.[1] ?? '';
	const second = (await ada.get(older.replaceAll('&amp;', '&'))).text;
	expect(actsIn(second).length).toBeGreaterThan(0);
	expect(new Set(actsIn(second).map((type) => type.split('.')[0]))).toEqual(new Set(['directory']));
});

it('is a table for a spreadsheet, whole and without a formula, and that is in the log', async () => {
	await joined(portal, ada, '=sum@corp.example', 'viewer');
	const { text, headers, status } = await ada.get('/audit/export?what=invitation');
	expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
	expect(headers.get('content-disposition')).toMatch(/^attachment; filename="audit-[\d-]+\.csv"$/);
	const lines = text.trimEnd().split('\r\n');
	expect(lines).toHaveLength(3);
	expect(lines[1]).toContain('Joined as viewer');
	expect(text).not.toMatch(/,"[=+@-]/);
	expect(actsIn((await ada.get('/audit?what=audit')).text)[0]).toBe('audit.exported');
});

it('says so when new entries are not signed, and names no path', async () => {
	rmSync(auditKeyFile(portal.folder));
	const { text, status } = await ada.get('/audit');
	expect(status).toBe(200);
	expect(text).toContain('New entries are not signed');
	expect(text).not.toContain(portal.folder);
	expect((await ada.post('/employees/sync')).status).toBe(303);
});
