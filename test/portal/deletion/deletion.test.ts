import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Queries } from '../../../portal/database/schema';
import { deleteDue } from '../../../portal/deletion/delete-due';
import type { Services } from '../../../portal/services';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import {
	connectSandbox,
	joined,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const DAY_MS = 24 * 3_600_000;
/** What a form has to say, for an organisation that is called so. */
const FORM = { name: 'canary and friends', password: PASSWORD };

let portal: TestPortal;
let ada: Browser;
let other: Browser;
let run: string;
/** One that was no preview. */
let real: string;
let out: string;

beforeAll(async () => {
	portal = await testPortal();
	out = mkdtempSync(join(tmpdir(), 'oiq-deleted-'));
	ada = await owner(portal, 'canary@canary.example');
	await joined(portal, ada, 'canary.two@canary.example', 'admin');
	await ada.post('/team/invitations', { emails: 'canary.3@canary.example', role: 'viewer' });
	other = await owner(portal, 'eve@eve.example');
	const person = await connectSandbox(portal, ada);
	await connectSandbox(portal, other);
	await ada.get(`/offboardings/preview?user=${person}`);
	run = (await portal.runner.runs())[0]?.id ?? 'none';
	await everythingOnce(person);
}, 120_000);

afterAll(async () => {
	await portal.close();
	rmSync(out, { recursive: true, force: true });
});

/** Something of everything that an organisation leaves behind, with a name in it. */
async function everythingOnce(person: string): Promise<void> {
	const { directory } = portal.runner;
	const bulkOf = (id: string) => portal.runner.bulkOf(id);
	const tenantId = (await portal.runner.run(run))?.request.tenantId ?? '';
	const found = await directory.person({ tenantId, group: null }, person);
	const people = found?.userPrincipalName ?? '';
	await ada.post('/settings/templates', { name: 'Canary leaver', outOfOffice: 'canary' });
	const kept = { list: 'reports', name: 'Canary view', state: 'q=canary', isDefault: 'yes' };
	expect((await ada.post('/views', { ...kept, isShared: 'yes' })).status).toBe(303);
	expect(await rowsOf('saved_view')).toBe(1);
	await ada.post('/automations', {
		...{ name: 'Canary channel', trigger: 'offboarding.completed' },
		...{ url: 'https://canary.invalid/hook', 'header-1': 'X-Canary', 'value-1': 'canary' },
	});
	const form = { people, confirm: 'offboard 1', reason: 'canary', ticket: 'canary' };
	const list = (await ada.post('/bulks', form)).location?.split('/').at(-1) ?? '';
	for (let tries = 0; !(await bulkOf(list))?.finishedAt && tries < 600; tries++) {
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	real = (await bulkOf(list))?.members[0]?.runId ?? 'none';
	await ada.post(`/offboardings/${real}/dealt-with`, { reason: 'canary has seen to it' });
	await ada.post(`/offboardings/${real}/check`);
	await ada.post('/settings/approval', { required: 'yes' });
	const asked = { user: person, confirm: people, reason: 'canary', ticket: 'canary' };
	expect((await ada.post('/offboardings', asked)).location).toContain('/approvals/');
	expect(await portal.runner.followUps.of([real])).toHaveLength(1);
	expect(await portal.runner.addenda(real)).toHaveLength(1);
	const told = async () => expect(await rowsOf('automation_delivery')).toBe(1);
	await vi.waitFor(told, { timeout: 20_000, interval: 200 });
	expect(await rowsOf('automation_rule')).toBe(1);
}

const rowsOf = async (table: 'automation_rule' | 'automation_delivery' | 'saved_view') =>
	(await (portal.runner.db as unknown as Queries).selectFrom(table).select('id').execute()).length;

const recordOf = async () => (await portal.runner.run(real))?.report?.path ?? 'none';

/** As the portal's own clock of every hour would, at some moment. */
function sweep(at: Date): Promise<number> {
	const services: Services = {
		db: portal.runner.db as unknown as Queries,
		runner: portal.runner,
		config: {
			...{ publicUrl: portal.url, smtpUrl: null, mailFrom: 'x@localhost', trustedProxies: 0 },
			...{ dataFolder: portal.folder, microsoft: null, metricsPort: null, rehearsalLatencyMs: 0 },
			privateWebhooks: false,
		},
		...{ microsoft: null, stripe: null },
		log: pino({ level: 'silent' }),
		now: () => at,
	};
	return deleteDue(services);
}

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

async function idOf(name: string): Promise<string> {
	const db = portal.runner.db as unknown as Queries;
	const rows = await db.selectFrom('organisation').select(['id', 'name']).execute();
	return rows.find((row) => row.name === name)?.id ?? 'none';
}

it('asks for the name, the password, and an Owner', async () => {
	const two = portal.browser();
	await two.post('/auth/signin', { email: 'canary.two@canary.example', password: PASSWORD });
	expect((await two.post('/settings/delete', FORM)).status).toBe(403);
	const wrong = [
		await ada.post('/settings/delete', { ...FORM, name: 'Canary and friends' }),
		await ada.post('/settings/delete', { ...FORM, password: 'not the right one' }),
		await ada.post('/settings/delete'),
	];
	expect(wrong.map(({ status }) => status)).toEqual([422, 422, 422]);
	expect((await ada.get('/settings/delete')).text).toContain('Delete in 30 days');
	expect(await sweep(inDays(31))).toBe(0);
});

it('is called off by an Owner within thirty days, and nothing is gone', async () => {
	expect((await ada.post('/settings/delete', FORM)).status).toBe(303);
	expect((await ada.get('/employees')).text).toContain('is deleted on');
	expect(await sweep(inDays(29))).toBe(0);
	expect((await ada.post('/settings/delete/undo')).status).toBe(303);
	expect(await sweep(inDays(31))).toBe(0);
	expect((await ada.get('/employees')).status).toBe(200);
});

it('that is called off at the last moment, or does not come through, leaves every record where it was', async () => {
	const id = await idOf('canary and friends');
	const db = portal.runner.db as unknown as Queries;
	const tenants = await db
		.selectFrom('tenant')
		.select('tenant_id')
		.where('organisation_id', '=', id)
		.execute();
	const ids = tenants.map(({ tenant_id }) => tenant_id);
	const record = await recordOf();
	expect(existsSync(record)).toBe(true);
	const erased = portal.runner.audit.of(id).eraseOrganisation(ids, () => {
		throw new Error('called off');
	});
	await expect(erased).rejects.toThrow('called off');
	expect(existsSync(record)).toBe(true);
	expect((await ada.get(`/reports/${real}`)).status).toBe(200);
});

it('leaves no name anywhere, a log that still verifies, and a proof; others lose nothing', async () => {
	const id = await idOf('canary and friends');
	const record = await recordOf();
	await ada.post('/settings/delete', FORM);
	expect(await sweep(inDays(31))).toBe(1);
	expect(existsSync(record)).toBe(false);
	expect((await ada.get('/')).location).toMatch(/^\/auth\/signin/);
	expect(await idOf('canary and friends')).toBe('none');
	expect((await portal.runner.run(run))?.request.user).toBe('(erased)');
	const tables = (await portal.runner.db.introspection.getTables()).map(({ name }) => name);
	expect(tables.length).toBeGreaterThan(30);
	for (const table of tables) {
		// Its rows are the words of a search; those of people who are gone are gone with them.
		if (table.startsWith('directory_word')) continue;
		// The proof is on its way to whoever asked for it.
		if (table === 'outgoing_mail') continue;
		const rows = await portal.runner.db
			.selectFrom(table as never)
			.selectAll()
			.execute();
		expect([table, JSON.stringify(rows).match(/canary/i)?.[0]]).toEqual([table, undefined]);
	}
	const mails = (await portal.browser().get('/dev/outbox')).text;
	expect(mails).toContain('was deleted from OffboardIQ');
	const folder = join(out, 'bundle');
	await portal.runner.audit
		.of(id)
		.exportBundle({ folder, from: null, personal: true, actor: null });
	const { holds, findings } = await verifyBundle(folder);
	expect(findings.filter((finding) => !finding.holds)).toEqual([]);
	expect(holds).toBe(true);
	const entries = readFileSync(join(folder, 'entries.jsonl'), 'utf8');
	expect(entries).toContain('"type":"organisation.deleted"');
	expect(entries).not.toMatch(/canary/i);
	for (const place of ['simulated', 'reports']) {
		expect(existsSync(join(portal.folder, place, id))).toBe(false);
	}
	expect(readdirSync(join(portal.folder, 'simulated'))).toHaveLength(1);
	expect((await other.get('/employees')).text).toMatch(/href="\/employees\/[0-9a-f-]{36}"/);
});
