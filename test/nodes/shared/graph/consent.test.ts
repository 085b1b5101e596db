import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forwardEmail } from '../../../../nodes/ForwardEmail/forwardEmail.step';
import { disableAccount } from '../../../../nodes/DisableAccount/disableAccount.step';
import { setOutOfOffice } from '../../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import { graphPath, type GraphRequest } from '../../../../nodes/shared/graph';
import type { Offboarding } from '../../../../nodes/shared/step/offboarding';
import { startRehearsal, type Rehearsal } from '../../../harness/rehearsal';

const MAIL = 'MailboxSettings.ReadWrite';
const WAIT_MS = 5_000;

let run: Rehearsal;
beforeEach(async () => {
	run = await startRehearsal({ users: 20 });
});
afterEach(async () => {
	await run.close();
});

function logins(): number {
	return run.sandbox.log.filter((entry) => entry.url.includes('/oauth2/v2.0/token')).length;
}

function withdraw(permission: string): void {
	const { app } = run.sandbox.tenant;
	app.permissions = app.permissions.filter((name) => name !== permission);
}

function grant(permission: string): void {
	run.sandbox.tenant.app.permissions.push(permission);
}

async function lookUp(): Promise<Offboarding> {
	return await run.lookUp('adele.vance@rehearsal.example');
}

const organization: GraphRequest = {
	method: 'GET',
	path: graphPath`/organization`,
	effect: 'read',
	permissions: ['Organization.Read.All'],
};

const settings = (id: string): GraphRequest => ({
	method: 'GET',
	path: graphPath`/users/${id}/mailboxSettings`,
	effect: 'read',
	permissions: ['MailboxSettings.Read', MAIL],
});

describe('an admin consents while an offboarding is under way', () => {
	test('and the steps that were short of it are done, after one wait of some seconds', async () => {
		withdraw(MAIL);
		const offboarding = await lookUp();
		expect(run.clock.waits).toEqual([]);
		grant(MAIL);
		const before = logins();
		expect(await run.run(forwardEmail, {}, offboarding)).toMatchObject({ status: 'done' });
		expect(await run.run(setOutOfOffice, {}, offboarding)).toMatchObject({ status: 'done' });
		expect(run.clock.waits).toEqual([WAIT_MS]);
		expect(logins() - before).toBe(1);
	});

	test('and a single request gets a token that MSAL had not cached', async () => {
		withdraw(MAIL);
		const { employee } = await lookUp();
		expect(run.graph.granted()).not.toContain(MAIL);
		grant(MAIL);
		run.graph.awaitsConsent = true;
		expect(await run.graph.send(settings(employee.id))).toMatchObject({ status: 200, attempts: 2 });
		expect(run.graph.granted()).toContain(MAIL);
		// From now on the cache holds the new one.
		const after = logins();
		await run.client().send(settings(employee.id));
		expect(logins()).toBe(after);
	});
});

describe('a permission that nobody grants', () => {
	test('holds the lock-out up by nothing', async () => {
		const offboarding = await lookUp();
		withdraw('User.EnableDisableAccount.All');
		await run.graph.signIn();
		expect(await run.run(disableAccount, {}, offboarding)).toMatchObject({ status: 'blocked' });
		expect(await run.run(disableAccount, {}, offboarding)).toMatchObject({ status: 'blocked' });
		expect(run.clock.waits).toEqual([]);
	});

	test('holds the other steps up once, not each of them, and is named', async () => {
		withdraw(MAIL);
		const offboarding = await lookUp();
		const forwarded = await run.run(forwardEmail, {}, offboarding);
		expect(forwarded.reason).toMatch(/lacks the application permission MailboxSettings\.Read\..*/);
		expect(forwarded.reason).toContain('some minutes');
		await run.run(setOutOfOffice, {}, offboarding);
		await run.run(forwardEmail, {}, offboarding);
		expect(run.clock.waits).toEqual([WAIT_MS]);
	});

	test('makes no storm of sign-ins, however many requests are refused', async () => {
		run.sandbox.tenant.app.permissions = [];
		await run.graph.signIn();
		const before = logins();
		run.graph.awaitsConsent = true;
		for (let request = 0; request < 20; request += 1) await run.graph.attempt(organization);
		await run.graph.together(Array.from({ length: 20 }, () => organization));
		expect(logins() - before).toBeLessThanOrEqual(2);
	});

	test('holds nobody up where the permission is there and Graph refuses all the same', async () => {
		run.sandbox.faults.add('403 on GET /organization');
		run.graph.awaitsConsent = true;
		const results = [
			await run.graph.attempt(organization),
			await run.graph.attempt(organization),
			await run.graph.attempt(organization),
		];
		expect(results.map(({ ok }) => ok)).toEqual([false, false, false]);
		expect(run.clock.waits).toEqual([]);
		expect(logins()).toBe(2);
	});
});

test('members of a batch wait together and are sent once more with the new token', async () => {
	withdraw(MAIL);
	const { employee } = await lookUp();
	grant(MAIL);
	run.graph.awaitsConsent = true;
	const requests = [settings(employee.id), organization, settings(employee.id)];
	const results = await run.graph.together(requests);
	expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
	expect(run.clock.waits).toEqual([WAIT_MS]);
});
