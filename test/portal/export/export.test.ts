import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { removeStaleExports } from '../../../portal/export/stale-exports';
import { unzipped } from '../../harness/zip';

let portal: TestPortal;
let ada: Browser;
let admin: Browser;
let other: Browser;
let run: string;
let out: string;
let tenants: Record<string, string>;

beforeAll(async () => {
	portal = await testPortal();
	out = mkdtempSync(join(tmpdir(), 'oiq-export-'));
	ada = await owner(portal, 'ada@canary.example');
	admin = await joined(portal, ada, 'two@canary.example', 'admin');
	await admin.post('/account/name', { name: '=HYPERLINK("http://evil.example")' });
	await ada.post('/team/invitations', { emails: 'open@canary.example', role: 'viewer' });
	other = await owner(portal, 'eve@other.example');
	await connectSandbox(portal, other);
	const person = await connectSandbox(portal, ada);
	const page = (await ada.get(`/employees/${person}`)).text;
	const confirm = /data-copy="([^"]+@[^"]+)"/.exec(page)?.[1] ?? '';
	const started = await ada.post('/offboardings', { user: person, confirm });
	run = started.location?.split('/').at(-1) ?? 'none';
	await ended(run);
	await ada.post(`/offboardings/${run}/check`);
	const view = { list: 'employees', state: 'department=Sales' };
	await ada.post('/views', { ...view, name: 'View of everybody', isShared: 'yes' });
	await ada.post('/views', { ...view, name: 'View of one' });
	await ada.post('/account/mfa/begin');
	const rows = await rowsOf('tenant');
	const nameOf = async (id: string) =>
		(await rowsOf('organisation')).find((row) => row.id === id)?.name ?? '';
	tenants = {};
	for (const row of rows) {
		tenants[await nameOf(row.organisation_id ?? '')] = row.tenant_id ?? '';
	}
}, 120_000);

afterAll(async () => {
	await portal.close();
	rmSync(out, { recursive: true, force: true });
});

async function ended(id: string): Promise<void> {
	for (let tries = 0; tries < 400; tries++) {
		const found = await portal.runner.run(id);
		if (found?.finishedAt) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${id} did not end`);
}

async function rowsOf(table: string): Promise<Record<string, string>[]> {
	return await portal.runner.db
		.selectFrom(table as never)
		.selectAll()
		.execute();
}

async function download(browser: Browser): Promise<Map<string, Buffer>> {
	const answer = await fetch(`${portal.url}/settings/export`, {
		method: 'POST',
		headers: { cookie: browser.cookie ?? '', 'sec-fetch-site': 'same-origin' },
	});
	expect(answer.status).toBe(200);
	expect(answer.headers.get('content-disposition')).toMatch(
		/^attachment; filename="[\w.-]+\.zip"$/,
	);
	return await unzipped(Buffer.from(await answer.arrayBuffer()));
}

const leftovers = (): string[] =>
	readdirSync(portal.folder).filter((name) => name.startsWith('export-'));

it('is an Owner’s alone', async () => {
	expect((await admin.get('/settings/export')).status).toBe(403);
	expect((await admin.post('/settings/export')).status).toBe(403);
	expect((await ada.get('/settings/export')).text).toContain('Export everything');
	expect((await ada.get('/settings/integrations')).text).toContain('href="/settings/export"');
	expect((await admin.get('/settings/integrations')).text).not.toContain('/settings/export');
});

it('unzips to everything, and a log that verifies', async () => {
	const files = await download(ada);
	const own = tenants['ada and friends'] ?? '';
	expect([...files.keys()].sort()).toEqual(
		[
			...[
				'README.txt',
				'organisation.json',
				'members.csv',
				'invitations.csv',
				'covered.csv',
				'invoices.csv',
			],
			...[`employees/${own}.csv`, 'offboardings.csv', 'offboardings.jsonl', 'events.jsonl'],
			...['follow-ups.jsonl', 'schedules.jsonl', 'lists.jsonl', 'approvals.jsonl', 'audit.csv'],
			...[...files.keys()].filter((name) => name.startsWith('audit/')),
		].sort(),
	);
	const text = (name: string) => files.get(name)?.toString() ?? '';
	for (const record of [run, `${run}-A1`]) {
		expect(files.get(`audit/reports/${record}.pdf`)?.subarray(0, 5).toString()).toBe('%PDF-');
	}
	expect(text('members.csv')).toContain('"ada","ada@canary.example","owner"');
	expect(text('members.csv')).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
	expect(text('invitations.csv')).toContain('"open@canary.example","viewer","pending"');
	const { counts } = await portal.runner.directory.facets({ tenantId: own, group: null });
	expect(text(`employees/${own}.csv`).trim().split('\r\n')).toHaveLength(counts.total + 1);
	const records = text('offboardings.jsonl')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as unknown);
	expect(records).toEqual([
		expect.objectContaining({ id: run, report: `audit/reports/${run}.pdf` }),
	]);
	expect(text('events.jsonl')).toContain('"runFinished"');
	expect(text('audit.csv')).toContain('Everything exported');
	expect(text('organisation.json')).toContain(`"tenantId": "${own}"`);
	expect(text('organisation.json')).toContain('"name": "View of everybody"');
	expect(text('organisation.json')).not.toContain('View of one');
	for (const [name, bytes] of files) {
		expect(name).toMatch(/^[\w./-]+$/);
		expect(name).not.toMatch(/\.\.|^\//);
		mkdirSync(dirname(join(out, 'a', name)), { recursive: true });
		writeFileSync(join(out, 'a', name), bytes);
	}
	const { holds, findings } = await verifyBundle(join(out, 'a', 'audit'));
	expect(findings.filter((finding) => !finding.holds)).toEqual([]);
	expect(holds).toBe(true);
	expect(leftovers()).toEqual([]);
});

it('holds nothing that opens anything, and nothing of anybody else', async () => {
	const files = await download(ada);
	const everything = Buffer.concat([...files.values()]).toString('latin1');
	const secrets: string[] = [(ada.cookie ?? '').split('=')[1] ?? ''];
	for (const [table, columns] of [
		['account', ['password_hash']],
		['session', ['id_hash']],
		['one_time_token', ['token_hash']],
		['invitation', ['token_hash']],
		['second_factor', ['sealed_secret']],
		['recovery_code', ['code_hash']],
		['connection', ['sealed', 'secret', 'ciphertext', 'sealed_json']],
	] as const) {
		for (const row of await rowsOf(table)) {
			for (const column of columns) if (row[column]) secrets.push(String(row[column]));
		}
	}
	const keys = join(portal.folder, 'keys');
	for (const entry of readdirSync(keys, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const key = readFileSync(join(entry.parentPath, entry.name));
		// Certificates are public, and lie in every record.
		if (key.includes('BEGIN CERTIFICATE')) continue;
		const body = key.toString('latin1').replace(/-----[A-Z ]+-----/g, '');
		secrets.push(body.trim().slice(0, 60), key.toString('base64').slice(0, 40));
	}
	const known = secrets.filter((secret) => secret.length > 15);
	expect(known.length).toBeGreaterThan(8);
	for (const secret of known) expect(everything.includes(secret)).toBe(false);
	for (const [name, bytes] of files) {
		const text = bytes.toString('latin1');
		const found = /\$argon2|PRIVATE KEY|client_?secret"?\s*[:=]\s*"[^"]/i.exec(text)?.[0];
		expect([name, found, text.includes(portal.folder)]).toEqual([name, undefined, false]);
	}
	for (const foreign of ['eve@other.example', 'other.example', tenants['eve and friends'] ?? '?']) {
		expect([foreign, everything.includes(foreign)]).toEqual([foreign, false]);
	}
});

it('is written into the log, works after the trial, and leaves nothing of one that was broken off', async () => {
	const log = (await ada.get('/audit?what=organisation')).text;
	expect(log).toContain('Everything exported');
	const stop = new AbortController();
	const answer = await fetch(`${portal.url}/settings/export`, {
		...{ method: 'POST', signal: stop.signal },
		headers: { cookie: ada.cookie ?? '', 'sec-fetch-site': 'same-origin' },
	});
	expect(answer.status).toBe(200);
	stop.abort();
	for (let tries = 0; tries < 100 && leftovers().length > 0; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	expect(leftovers()).toEqual([]);
	portal.wait(15 * 24 * 3_600_000);
	await ada.post('/auth/signin', {
		email: 'ada@canary.example',
		password: 'correct horse battery',
	});
	expect((await download(ada)).has('members.csv')).toBe(true);
});

it('what a killed export left is deleted after a day, and nothing else', async () => {
	const left = join(portal.folder, 'export-Ab12Cd');
	mkdirSync(join(left, 'audit'), { recursive: true });
	writeFileSync(join(left, 'audit', 'OFF-1.pdf'), 'a record');
	expect(await removeStaleExports(portal.folder, new Date())).toBe(0);
	const before = readdirSync(portal.folder);
	const tomorrow = new Date(Date.now() + 25 * 3_600_000);
	expect(await removeStaleExports(portal.folder, tomorrow)).toBe(1);
	expect(readdirSync(portal.folder)).toEqual(before.filter((name) => name !== 'export-Ab12Cd'));
});
