import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp, synced } from '../../harness/consent';
import { owner, joined, type Browser, type TestPortal } from '../../harness/portal';
import { selfSigned } from '../../runner/sandbox/certificate';

let portal: TestPortal;
let sandbox: Sandbox;
let browser: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	browser = await owner(portal, 'owner@corp.example');
	await connectByConsent(sandbox, browser);
}, 60_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const page = async (): Promise<string> =>
	(await browser.get('/settings/integrations?fresh=1')).text;

describe('the page of a connection', () => {
	it('names what is granted, simulated as long as it is', async () => {
		const text = await page();
		expect(text).toContain('Granted, simulated');
		expect(text).not.toContain('s-done');
		expect(text).toContain('Issued just now');
		expect(text).toContain('30 new, 0 changed, 0 gone');
	});

	it('names a permission that was withdrawn, what stops without it, and how to get it back', async () => {
		const { app } = sandbox.tenant;
		const before = app.permissions;
		app.permissions = before.filter((name) => name !== 'UserAuthenticationMethod.ReadWrite.All');
		app.tokenGeneration += 1;
		const text = await page();
		expect(text).toContain('1 permission is missing');
		expect(text).toContain('Step 4 ends as blocked');
		expect(text).toContain('Accept again at Microsoft');
		app.permissions = before;
		app.tokenGeneration += 1;
		expect(await page()).toContain('Connected, simulated');
	});

	it('does not call a connection incomplete without what only a later check reads', async () => {
		const { app } = sandbox.tenant;
		const before = app.permissions;
		app.permissions = before.filter((name) => name !== 'AuditLog.Read.All');
		app.tokenGeneration += 1;
		const text = await page();
		expect(text).toMatch(/Look for sign-ins a day later[^]*AuditLog[^]*Not granted[^]*not known/);
		expect(text).not.toContain('permission is missing');
		expect(text).toContain('Connected, simulated');
		app.permissions = before;
		app.tokenGeneration += 1;
		const connect = await browser.get('/settings/integrations/connect');
		expect(connect.text).toContain('That check says “not known”');
	});

	it('says what to do about a secret that has expired, and is no 500', async () => {
		sandbox.tenant.app.secretExpired = true;
		const answer = await browser.get('/settings/integrations?fresh=1');
		expect(answer.status).toBe(200);
		expect(answer.text).toContain('The client secret has expired. Make a new one');
		expect(answer.text).toContain('AADSTS7000222');
		sandbox.tenant.app.secretExpired = false;
		expect(await page()).not.toContain('can’t be reached');
	});

	it('tells what an object id is instead of a security group, and keeps what was', async () => {
		const user = sandbox.tenant.users[0]?.profile.id ?? '';
		const unified = sandbox.tenant.groups.find(({ profile }) => !profile.securityEnabled);
		for (const [group, says] of [
			['Sales', 'The object id of a group is a GUID'],
			[user, 'There is no group with the object id'],
			[unified?.profile.id ?? '', 'not a security group'],
		] as const) {
			const answer = await browser.post('/settings/integrations/scope', { scope: 'group', group });
			expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(says)]);
		}
		expect((await browser.get('/employees')).text).toContain('full tenant');
	});

	it('changes whom it is about to a group and back, nightly syncs included', async () => {
		const security = sandbox.tenant.groups.find(
			({ profile, memberIds }) =>
				profile.securityEnabled && !profile.mailEnabled && memberIds.length > 0,
		);
		const group = security?.profile.id ?? '';
		await browser.post('/settings/integrations/scope', { scope: 'group', group });
		expect(await synced(browser)).toContain('one security group');
		const [kept] = await portal.runner.connections.list();
		expect(kept?.directoryGroup).toBe(group);
		await browser.post('/settings/integrations/scope', { scope: 'tenant' });
		expect(await synced(browser)).toContain('full tenant');
		expect((await portal.runner.connections.list())[0]?.directoryGroup).toBeNull();
	});

	it('is read by a Viewer without anything to press', async () => {
		const viewer = await joined(portal, browser, 'viewer@corp.example', 'viewer');
		const { status, text } = await viewer.get('/settings/integrations');
		expect(status).toBe(200);
		expect(text).not.toContain('Disconnect');
		expect(text).not.toContain('Save and sync');
	});
});

describe('a sync that would empty the list', () => {
	it('stops, shows who is missing, and goes on only for whoever saw that number', async () => {
		const { tenant } = sandbox;
		const gone = tenant.users.splice(10);
		tenant.deletedUsers.push(...gone);
		await browser.post('/employees/sync');
		expect(await synced(browser)).toContain('too many people are missing');
		const review = (await browser.get('/employees/sync/review')).text;
		expect(review).toContain('67 % would vanish');
		expect(review).toContain('20 of 30 people');
		expect((await browser.post('/employees/sync', { removals: '5' })).status).toBe(409);
		await browser.post('/employees/sync', { removals: '20' });
		expect(await synced(browser)).toContain('10 people in');
		expect((await browser.get('/employees/sync/review')).location).toBe('/employees');
		tenant.users.push(...gone);
		tenant.deletedUsers = [];
	});
});

describe('the end of a connection', () => {
	it('comes only for the right domain, and takes credential and people away', async () => {
		const wrong = await browser.post('/settings/integrations/remove', { confirm: 'other.example' });
		expect([wrong.status, wrong.text]).toEqual([
			422,
			expect.stringContaining('Nothing was removed'),
		]);
		expect(await portal.runner.connections.list()).toHaveLength(1);
		// An undo that was interrupted goes on by itself: with a connection only.
		const { db } = portal.runner;
		const at = portal.now().toISOString();
		await db
			.insertInto('run')
			.values({
				...{ id: 'OFF-2026-000001', status: 'completed', dry_run: 0, cloud: 'global' },
				...{ tenant_id: sandbox.tenant.tenantId, requested_user: 'x', requested_manager: null },
				...{ requested_by: null, ticket: null, requested_at: at, started_at: at, finished_at: at },
				...{ message: null, report_path: null, report_sha256: null, employee_id: null },
				...{ offboarding_json: null, lease_owner: null, lease_until: null, report_folder: null },
				...{ cancel_requested_at: null, break_glass_json: null, wait_until: null },
				wait_reason: null,
			})
			.execute();
		await db
			.insertInto('undo')
			.values({
				...{ id: 'OFF-2026-000001-U1', run_id: 'OFF-2026-000001', number: 1, active: 1 },
				...{ tenant_id: sandbox.tenant.tenantId, employee_id: 'somebody', by_name: 'Ada' },
				...{ actor: null, reason: 'Wrong', begun_at: at },
				...{ lease_owner: null, lease_until: null, lease_epoch: 1 },
			})
			.execute();
		const open = await browser.post('/settings/integrations/remove', {
			confirm: sandbox.tenant.domains[0] ?? '',
		});
		expect([open.status, open.text]).toEqual([422, expect.stringContaining('1 undo is under way')]);
		expect(await portal.runner.connections.list()).toHaveLength(1);
		await db.deleteFrom('undo').execute();
		await db.deleteFrom('run').execute();
		await browser.post('/settings/integrations/remove', {
			confirm: sandbox.tenant.domains[0] ?? '',
		});
		expect(await portal.runner.connections.list()).toEqual([]);
		expect((await browser.get('/employees')).text).toContain('No tenant is connected');
		await connectByConsent(sandbox, browser);
		expect(await synced(browser)).toContain('30 people in');
	});
});

it('a certificate does instead of a secret, and only its public part is shown', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-certificate-'));
	const { certificate, privateKey } = selfSigned();
	const [certificateFile, keyFile] = [join(folder, 'app.pem'), join(folder, 'app.key')];
	writeFileSync(certificateFile, certificate);
	writeFileSync(keyFile, privateKey, { mode: 0o600 });
	const scene = await portalWithApp({
		OFFBOARDIQ_APP_CERTIFICATE_FILE: certificateFile,
		OFFBOARDIQ_APP_KEY_FILE: keyFile,
	});
	scene.sandbox.tenant.app.certificates.push(certificate);
	const own = await owner(scene.portal, 'owner@cert.example');
	await connectByConsent(scene.sandbox, own);
	const { text } = await own.get('/settings/integrations');
	expect(text).toContain('Certificate, ends <time datetime="2049-12-31');
	expect(text).not.toContain('PRIVATE KEY');
	await scene.portal.close();
	await scene.sandbox.close();
	rmSync(folder, { recursive: true, force: true });
}, 60_000);

it('an own app is asked for what it lacks before Microsoft is', async () => {
	const form = {
		...{ kind: 'ownApp', scope: 'tenant', cloud: 'global', tenantId: 'contoso.com' },
		clientId: '11111111-1111-4111-8111-111111111111',
	};
	for (const [fields, says] of [
		[{}, 'Give a client secret, or a certificate with its private key.'],
		[{ clientSecret: 's', certificate: 'c' }, 'Give a secret or a certificate, not both.'],
		[{ certificate: 'c' }, 'The private key of the certificate is missing.'],
		[{ certificate: 'c', privateKey: 'k' }, 'certificate is not in PEM form'],
		[{ clientSecret: 's', clientId: 'me' }, 'The application (client) id is a GUID.'],
		[{ clientSecret: 's', tenantId: 'no tenant' }, 'tenantId is neither a tenant id'],
		[{ clientSecret: 's', scope: 'group', group: 'Sales' }, 'The object id of a group is a GUID'],
		[{ clientSecret: 's', cloud: 'moon' }, 'Choose a cloud.'],
	] as const) {
		const answer = await browser.post('/settings/integrations/connect', { ...form, ...fields });
		expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(says)]);
		expect(answer.text).not.toContain('value="s"');
	}
});
