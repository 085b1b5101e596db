import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownEntry } from '../../../runner';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import {
	connectSandbox,
	joined,
	linkTo,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';
import { withApp } from '../../harness/authenticator';

let portal: TestPortal;
let ada: Browser;
let out: string;

beforeAll(async () => {
	portal = await testPortal();
	out = mkdtempSync(join(tmpdir(), 'oiq-audit-'));
	ada = await owner(portal, 'ada@corp.example');
});

afterAll(async () => {
	await portal.close();
	rmSync(out, { recursive: true, force: true });
});

async function rowsOf(table: string): Promise<Record<string, string>[]> {
	return await portal.runner.db
		.selectFrom(table as never)
		.selectAll()
		.execute();
}

async function accountOf(email: string): Promise<string> {
	return (await rowsOf('account')).find((row) => row['email'] === email)?.['id'] ?? 'none';
}

async function organisationOf(email: string): Promise<string> {
	const account = await accountOf(email);
	const member = (await rowsOf('member')).find((row) => row['account_id'] === account);
	return member?.['organisation_id'] ?? 'none';
}

/** The log of somebody's organisation, oldest first. */
async function logOf(email: string): Promise<readonly ShownEntry[]> {
	const desk = portal.runner.audit.of(await organisationOf(email));
	return [...(await desk.entries({ limit: 1_000, run: null }))].reverse();
}

const last = async (email: string) => (await logOf(email)).at(-1);

describe('what people do is in the log of their organisation', () => {
	it('from its founding on, by whom, and the name only under a key', async () => {
		const account = await accountOf('ada@corp.example');
		const [first, ...others] = await logOf('ada@corp.example');
		expect(first).toMatchObject({ type: 'organisation.founded', actor: `account/${account}` });
		expect(first?.personal).toEqual({ name: 'ada', email: 'ada@corp.example' });
		expect(others.map(({ type, facts }) => [type, facts])).toEqual([
			['organisation.wizard', { step: 'connect' }],
		]);
		expect(JSON.stringify(await rowsOf('audit_entry'))).not.toContain('ada@');
	});

	it('signing in and out, and a wrong password without a flood', async () => {
		const browser = portal.browser();
		const email = 'ada@corp.example';
		const [right, wrong] = [
			{ email, password: PASSWORD },
			{ email, password: 'not the right one' },
		];
		const before = (await logOf(email)).length;
		for (let n = 0; n < 3; n += 1) await browser.post('/auth/signin', wrong);
		await portal.browser().post('/auth/signin', { ...wrong, email: 'nobody@corp.example' });
		portal.wait(16 * 60_000);
		await browser.post('/auth/signin', wrong);
		await browser.post('/auth/signin', right);
		await browser.post('/auth/signout');
		const acts = (await logOf(email)).slice(before).map(({ type, facts }) => [type, facts]);
		expect(acts).toEqual([
			['session.refused', { times: 1 }],
			['session.refused', { times: 3 }],
			['session.created', {}],
			['session.closed', {}],
		]);
	});

	it('a new password by mail', async () => {
		await portal.browser().post('/auth/forgot', { email: 'ada@corp.example' });
		const link = await linkTo(portal, 'ada@corp.example', '/auth/reset/');
		await portal.browser().post(link, { password: PASSWORD });
		expect((await last('ada@corp.example'))?.type).toBe('account.passwordReset');
		await ada.post('/auth/signin', { email: 'ada@corp.example', password: PASSWORD });
	});

	it('what somebody changes about their own account', async () => {
		const eve = await owner(portal, 'eve@second.example');
		await withApp(portal, eve);
		await eve.post('/team/mfa', { required: 'yes' });
		await eve.post('/account/sign-out-everywhere');
		const acts = (await logOf('eve@second.example')).slice(-3);
		expect(acts.map(({ type, facts }) => [type, facts])).toEqual([
			['account.secondFactorOn', {}],
			['organisation.mfaPolicy', { required: 'yes' }],
			['account.sessionsEnded', { which: 'every browser' }],
		]);
		const account = await accountOf('eve@second.example');
		expect(new Set(acts.map(({ actor }) => actor))).toEqual(new Set([`account/${account}`]));
	});

	it('invitations, roles and removals, each about somebody', async () => {
		await ada.post('/team/invitations', { emails: 'gone@corp.example', role: 'viewer' });
		const invitation = (await rowsOf('invitation')).at(-1)?.['id'];
		await ada.post(`/team/invitations/${invitation}/revoke`);
		await joined(portal, ada, 'ben@corp.example', 'viewer');
		const ben = await accountOf('ben@corp.example');
		await ada.post(`/team/members/${ben}/role`, { role: 'manager' });
		await ada.post(`/team/members/${ben}/role`, { role: 'nobody' });
		await ada.post(`/team/members/${ben}/remove`);
		const log = (await logOf('ada@corp.example')).slice(-7);
		expect(log.map(({ type, facts }) => [type, facts['role'] ?? null])).toEqual([
			['invitation.sent', 'viewer'],
			['invitation.revoked', null],
			['invitation.sent', 'viewer'],
			['invitation.accepted', 'viewer'],
			['session.created', null],
			['member.roleChanged', 'manager'],
			['member.removed', 'manager'],
		]);
		expect(log[0]?.personal).toEqual({ email: 'gone@corp.example' });
		expect(log[3]?.actor).toBe(`account/${ben}`);
		expect(log.at(-1)?.personal).toEqual({ name: 'ben', email: 'ben@corp.example' });
		expect(log.at(-1)?.actor).toBe(`account/${await accountOf('ada@corp.example')}`);
	});

	it('has no entry of what did not happen', async () => {
		const before = (await logOf('ada@corp.example')).length;
		const own = await accountOf('ada@corp.example');
		expect((await ada.post(`/team/members/${own}/role`, { role: 'viewer' })).status).toBe(409);
		expect(await logOf('ada@corp.example')).toHaveLength(before);
	});

	it('tenants and their runs, in the log of nobody else, and the bundle of it verifies', async () => {
		const eve = await owner(portal, 'eve@other.example');
		const person = await connectSandbox(portal, ada);
		await connectSandbox(portal, eve);
		await ada.get(`/offboardings/preview?user=${person}`);
		await ada.post('/employees/sync');
		const acts = (await logOf('ada@corp.example')).map(({ type }) => type);
		expect(acts).toEqual(
			expect.arrayContaining([
				...['tenant.connected', 'offboarding.requested', 'offboarding.ended'],
				...['directory.synced', 'directory.syncAsked'],
			]),
		);
		const requested = (await logOf('ada@corp.example')).find(
			({ type }) => type === 'offboarding.requested',
		);
		expect(requested?.actor).toBe(`account/${await accountOf('ada@corp.example')}`);
		const theirs = (await logOf('eve@other.example')).map(({ type }) => type);
		expect(theirs).toContain('tenant.connected');
		expect(theirs).not.toContain('offboarding.requested');
		const desk = portal.runner.audit.of(await organisationOf('ada@corp.example'));
		const folder = join(out, 'bundle');
		await desk.exportBundle({ folder, from: null, personal: true, actor: null });
		const { holds, findings } = await verifyBundle(folder);
		expect(findings.filter((finding) => !finding.holds)).toEqual([]);
		expect(holds).toBe(true);
	});
});
