import { afterAll, beforeAll, expect, it } from 'vitest';
import { entitlementIn } from '../../../portal/billing/entitlement/kept-plan';
import { digestMail } from '../../../portal/digest/digest-mail';
import { digestOf } from '../../../portal/digest/digest';
import { lastWeek } from '../../../portal/digest/week';
import { tenantsOf } from '../../../portal/connection/tenants';
import type { Services } from '../../../portal/services';
import type { Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp, synced } from '../../harness/consent';
import { owner, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let services: Services;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	const boss = await owner(portal, 'owner@corp.example');
	await connectByConsent(sandbox, boss);
	await synced(boss);
	const { runner } = portal;
	services = {
		...{ db: runner.db, runner, now: () => portal.now(), config: { publicUrl: portal.url } },
	} as unknown as Services;
	// What is simulated is left out, because it can't leave anybody their access.
	await services.db.updateTable('tenant').set({ simulated: 0 }).execute();
}, 60_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

async function told() {
	const row = await services.db
		.selectFrom('organisation')
		.select(['id', 'name'])
		.executeTakeFirstOrThrow();
	const entitlement = await entitlementIn(services.db, row.id, portal.now());
	const tenants = await tenantsOf(services.db, row.id);
	const digest = await digestOf(
		...([services, { ...row, entitlement }, tenants] as const),
		lastWeek(portal.now(), 'UTC'),
	);
	return digest && digestMail({ publicUrl: portal.url } as Services['config'], digest);
}

it('a connection in order is nothing to write about', async () => {
	expect(await told()).toBeNull();
});

it('names what is missing, whom the trial does not cover, and no secret', async () => {
	const { app } = sandbox.tenant;
	const before = app.permissions;
	app.permissions = before.filter((name) => name !== 'UserAuthenticationMethod.ReadWrite.All');
	app.tokenGeneration += 1;
	const mail = await told();
	expect(mail?.subject).toContain('a connection has a problem');
	expect(mail?.text).toContain(
		'Rehearsal tenant: permissions are missing: UserAuthenticationMethod.ReadWrite.All.',
	);
	expect(mail?.text).toMatch(/10 people\. 10 of these places are left, for \d+ employees/);
	app.permissions = before;
	app.secretExpired = true;
	app.tokenGeneration += 1;
	const expired = (await told())?.text;
	expect(expired).toContain("Rehearsal tenant: it can't be asked. ");
	expect(expired).toContain('The client secret has expired.');
	expect(expired).not.toContain(sandbox.connection.clientSecret);
	portal.wait(15 * 24 * 3_600_000);
	expect((await told())?.text).toMatch(/Trial ended \d{4}-\d\d-\d\d: none of \d+ employees/);
});
