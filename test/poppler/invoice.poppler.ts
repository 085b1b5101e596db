import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pay } from '../harness/billing';
import { owner, testPortal, type TestPortal } from '../harness/portal';

const run = promisify(execFile);
const NAMES = ['株式会社山田 王小明', 'Łukasiewicz & Søn, Ελλάς', 'שרה כהן', '<b>&"{{x}}'];

let portal: TestPortal;
let folder: string;

beforeAll(async () => {
	portal = await testPortal();
	folder = await mkdtemp(join(tmpdir(), 'oiq-invoice-'));
}, 60_000);

afterAll(async () => {
	await portal.close();
	await rm(folder, { recursive: true, force: true });
});

describe.each(NAMES.map((name, at) => [name, at] as const))('an invoice to %s', (name, at) => {
	it('carries Stripe’s number, the sums and the name, and says that no money moved', async () => {
		const boss = await owner(portal, `boss@invoice${at}.example`);
		await boss.get(await pay(boss, 'business', 'year', name));
		const page = (await boss.get('/billing')).text;
		const path = /href="(\/billing\/invoices\/\w+\/pdf)"/.exec(page)?.[1] ?? '';
		const number = /<b>([A-Z0-9]+-0001)<\/b>/.exec(page)?.[1] ?? 'none';
		const file = join(folder, `${at}.pdf`);
		await writeFile(file, await boss.download(path));
		const { stdout: text } = await run('pdftotext', ['-layout', file, '-']);
		expect(text).toContain(`Invoice ${number}`);
		expect(text).toContain('$1,490.00');
		expect(text).toMatch(/Paid on \d+ \w+ \d{4}/);
		expect(text).toContain('SIMULATED');
		expect(text.replaceAll(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g, '')).toContain(name);
		const { stdout: fonts } = await run('pdffonts', [file]);
		const rows = fonts.trim().split('\n').slice(2);
		expect(rows.length).toBeGreaterThan(1);
		for (const row of rows) expect(row).toMatch(/ yes +yes +yes /);
		const { stdout: info } = await run('pdfinfo', [file]);
		expect(info).toMatch(/Tagged: +yes/);
		expect(info).toMatch(/JavaScript: +no/);
	});
});
