import { rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	connectSandbox,
	joined,
	offboarded,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { unzipped } from '../../harness/zip';
import { command } from '../../harness/command';

let portal: TestPortal;
let ada: Browser;
let viewer: Browser;
let foreign: Browser;
let runs: readonly [first: string, second: string];
let theirs: string;

beforeAll(async () => {
	portal = await testPortal();
	ada = await owner(portal, 'ada@first.example');
	viewer = await joined(portal, ada, 'vera@first.example', 'viewer');
	foreign = await owner(portal, 'eve@second.example');
	const other = await connectSandbox(portal, foreign);
	const person = await connectSandbox(portal, ada);
	const list = (await ada.get('/employees')).text;
	const people = [...list.matchAll(/href="\/employees\/([0-9a-f-]{36})"/g)].map(
		([, id]) => id ?? '',
	);
	const next = [...new Set(people)].find((id) => id !== person) ?? '';
	runs = [await offboarded(portal, ada, person), await offboarded(portal, ada, next)];
	theirs = await offboarded(portal, foreign, other);
}, 180_000);

afterAll(() => portal.close());

const numbersIn = (text: string): string[] => [
	...new Set([...text.matchAll(/href="\/reports\/(SIM-[\d-]+)"/g)].map(([, id]) => id ?? '')),
];
const chosen = (...ids: string[]) =>
	new URLSearchParams(ids.map((id): [string, string] => ['run', id]));

describe('the list of records', () => {
	it('has the newest first, and those of the own organisation only', async () => {
		expect(numbersIn((await viewer.get('/reports')).text)).toEqual([runs[1], runs[0]]);
	});

	it('is narrowed by name, address, number, result and day', async () => {
		const run = await portal.runner.run(runs[0]);
		const { displayName = '', userPrincipalName = '' } = run?.offboarding?.employee ?? {};
		const today = (run?.startedAt ?? '').slice(0, 10);
		const found = async (query: Record<string, string>) =>
			numbersIn((await ada.get(`/reports?${new URLSearchParams(query).toString()}`)).text);
		for (const q of [displayName, displayName.toUpperCase(), userPrincipalName, runs[0]]) {
			expect([q, await found({ q })]).toEqual([q, [runs[0]]]);
		}
		expect(await found({ q: '%' })).toEqual([]);
		expect(await found({ q: '\u0000' })).toEqual([runs[1], runs[0]]);
		expect(
			await found({
				from: today,
				to: today,
				result: run?.status === 'completed' ? 'completed' : 'exceptions',
			}),
		).toContain(runs[0]);
		expect(await found({ to: '2020-01-01' })).toEqual([]);
		expect(await found({ result: 'stopped' })).toEqual([]);
		expect(await found({ before: runs[1] })).toEqual([runs[0]]);
		// What another organisation's run would be a place in a list of its own.
		expect(await found({ before: theirs })).toEqual([runs[1], runs[0]]);
	});
});

describe('a run as JSON', () => {
	const jsonOf = (who: Browser, id: string) => who.get(`/reports/${id}/run.json`);

	it('is what the command line prints, without a path of this machine', async () => {
		const answer = await jsonOf(viewer, runs[0]);
		expect([answer.status, answer.headers.get('content-type')]).toEqual([
			200,
			'application/json; charset=utf-8',
		]);
		const name = `attachment; filename="${runs[0]}.json"`;
		expect(answer.headers.get('content-disposition')).toBe(name);
		const printed = await command(['runs', 'show', runs[0], '--data', portal.folder, '--json']);
		const there = JSON.parse(printed.stdout) as Record<string, unknown>;
		const path = String(there['report']);
		expect(path).toContain(portal.folder);
		expect(JSON.parse(answer.text)).toEqual(
			JSON.parse(printed.stdout.replaceAll(path, `${runs[0]}.pdf`)),
		);
		expect(answer.text).not.toContain(portal.folder);
		expect((await ada.get('/audit?what=report')).text).toContain(
			`Run ${runs[0]} downloaded as JSON`,
		);
	});

	it('is on the page of the run and beside its record, and of nobody else', async () => {
		for (const path of ['/reports', `/offboardings/${runs[0]}`]) {
			expect((await viewer.get(path)).text).toContain(`href="/reports/${runs[0]}/run.json"`);
		}
		for (const id of [theirs, 'SIM-2026-999999', '..%2Fx', 'constructor']) {
			expect([id, (await jsonOf(ada, id)).status]).toEqual([id, 404]);
		}
	});
});

describe('several records as one file', () => {
	it('hold what an auditor needs, and each of them verifies', async () => {
		await portal.runner.recheck(runs[0], { ...(await recheckOf(runs[0])) });
		const files = await unzipped(await viewer.download('/reports/zip', chosen(...runs)));
		expect([...files.keys()].sort()).toEqual(
			[
				...['README.txt', 'checkpoint.txt', 'evidence-ca.pem'],
				...runs.map((id) => `records/${id}.pdf`),
				`records/${runs[0]}-A1.pdf`,
			].sort(),
		);
		const folder = mkdtempSync(join(tmpdir(), 'oiq-zip-'));
		const ca = join(folder, 'ca.pem');
		writeFileSync(ca, files.get('evidence-ca.pem') ?? '');
		for (const id of runs) {
			const file = join(folder, `${id}.pdf`);
			writeFileSync(file, files.get(`records/${id}.pdf`) ?? '');
			expect((await command(['verify', file, '--ca', ca])).code).toBe(0);
		}
		rmSync(folder, { recursive: true });
		const acts = await portal.runner.audit
			.of(await organisationOf('ada@first.example'))
			.entries({ limit: 5, type: 'report' });
		expect(acts[0]).toMatchObject({
			type: 'report.downloadedTogether',
			facts: { runs: [runs[1], runs[0]] },
		});
	}, 120_000);

	it('are refused where one is another organisation’s, none was chosen, or too many were', async () => {
		const ask = async (form: URLSearchParams) =>
			(await ada.post('/reports/zip', Object.fromEntries(form))).status;
		expect(await ask(chosen(theirs))).toBe(404);
		await expect(ada.download('/reports/zip', chosen(runs[0], theirs))).rejects.toThrow('404');
		expect(await ask(chosen())).toBe(400);
		const many = chosen(...Array.from({ length: 101 }, (_, n) => `SIM-2026-${n}`));
		await expect(ada.download('/reports/zip', many)).rejects.toThrow('400');
	});
});

async function recheckOf(id: string) {
	const tenantId = (await portal.runner.run(id))?.request.tenantId ?? '';
	const rows = (await portal.runner.db
		.selectFrom('tenant' as never)
		.selectAll()
		.execute()) as Record<string, string>[];
	const connectionId = rows.find((row) => row.tenant_id === tenantId)?.connection_id ?? '';
	const connection = await portal.runner.connections.open(connectionId);
	return { connection, askedBy: 'a test' };
}

async function organisationOf(email: string): Promise<string> {
	const rows = async (table: string) =>
		(await portal.runner.db
			.selectFrom(table as never)
			.selectAll()
			.execute()) as Record<string, string>[];
	const account = (await rows('account')).find((row) => row.email === email)?.id;
	return (await rows('member')).find((row) => row.account_id === account)?.organisation_id ?? '';
}
