import { afterAll, beforeAll, expect, it } from 'vitest';
import { scheduledRechecks } from '../../../runner/addenda/due';
import { openThings } from '../../../portal/digest/open-things';
import { tenantsOf } from '../../../portal/connection/tenants';
import type { Services } from '../../../portal/services';
import type { RunRecord, Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn } from '../../harness/people';
import { owner, type Browser, type TestPortal } from '../../harness/portal';
import { startReceiver, type Receiver } from '../../harness/receiver';

let portal: TestPortal;
let sandbox: Sandbox;
let boss: Browser;
let there: Receiver;
let run: RunRecord;
const SHAPES = ['generic', 'teams', 'slack', 'jira', 'serviceNow'] as const;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp({ OFFBOARDIQ_WEBHOOKS_TO_PRIVATE_ADDRESSES: 'yes' }));
	there = await startReceiver();
	boss = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, boss);
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const request = { connection, user: upn('ordinary'), manager: null, dryRun: false, ticket: null };
	const more = { requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder };
	run = await portal.runner.offboard({ ...request, ...more });
	expect(run.status).toBe('completed');
	for (const shape of SHAPES) await ruleTo(shape, 'offboarding.needs_attention');
	await ruleTo('serviceNowClose', 'offboarding.completed');
}, 120_000);

afterAll(async () => {
	await there.close();
	await portal.close();
	await sandbox.close();
});

async function ruleTo(shape: string, trigger: string): Promise<void> {
	const rule = { name: shape, trigger, shape, url: `${there.url}/${shape}` };
	expect((await boss.post('/automations', rule)).status).toBeLessThan(400);
}

/** The check that a started runner makes by itself, a day later. */
const dayLater = () =>
	scheduledRechecks({
		...{ db: portal.runner.db, connections: portal.runner.connections, afterHours: 24 },
		...{ evidence: portal.runner.evidence, spareFolder: portal.folder },
		tell: (event) => expect(event).toMatchObject({ type: 'rechecked' }),
		now: () => new Date(Date.now() + 25 * 3_600_000),
	})(new AbortController().signal);

const bodyAt = (path: string) => there.received.find((one) => one.path === `/${path}`)?.json;

it('tells every destination once that somebody whose offboarding had completed can sign in again', async () => {
	personIn(sandbox, 'ordinary').profile.accountEnabled = true;
	await dayLater();
	await expect.poll(() => there.received.length, { timeout: 30_000 }).toBe(SHAPES.length);
	const says = 'Sign-in is off: not so any more. Sign-in is on.';
	expect(bodyAt('generic')).toMatchObject({
		type: 'offboarding.check.needs_attention',
		data: {
			offboarding: {
				...{ id: run.id, status: 'not_as_recorded', steps: [] },
				check: {
					id: `${run.id}-A1`,
					found: [{ claim: 'Sign-in is off', says: expect.stringContaining('Sign-in is on.') }],
				},
				links: { report: `${portal.url}/reports/${run.id}/addenda/1` },
			},
			checkpoint: expect.stringContaining('offboardiq/'),
		},
	});
	for (const shape of ['teams', 'slack'] as const) {
		const body = JSON.stringify(bodyAt(shape));
		expect(body).toContain('Offboarding not as recorded any more: ');
		expect(body).toContain(says);
		expect(body).not.toMatch(/completed/i);
	}
	expect(bodyAt('jira')).toMatchObject({
		...{ event: 'offboarding.check.needs_attention', status: 'not_as_recorded' },
		steps_summary: expect.stringContaining(says),
	});
	expect(bodyAt('serviceNow')).toMatchObject({
		...{ urgency: '1', correlation_id: run.id },
		short_description: expect.stringMatching(/^Offboarding not as recorded any more: /),
		description: expect.stringContaining(says),
	});
	// Neither the next turn of the runner nor that of the portal tells it once more.
	await dayLater();
	await new Promise((resolve) => setTimeout(resolve, 4_500));
	expect(there.received).toHaveLength(SHAPES.length);
	const [rule] = await portal.runner.db
		.selectFrom('automation_delivery' as never)
		.select('rule_id' as never)
		.execute();
	const page = (await boss.get(`/automations/${(rule as { rule_id: string }).rule_id}`)).text;
	expect(page).toContain('Offboarding needs attention: not as recorded any more');
}, 120_000);

it('says so in the mail of the week, first of all, until somebody has dealt with it', async () => {
	const services = { db: portal.runner.db, runner: portal.runner, now: () => new Date() };
	const lines = async () => {
		const { db } = services as unknown as Services;
		const { id } = await db.selectFrom('organisation').select('id').executeTakeFirstOrThrow();
		return await openThings(services as unknown as Services, id, await tenantsOf(db, id));
	};
	const [first] = await lines();
	expect(first?.says).toMatch(/^[^:]+: not as recorded any more\. Sign-in is on\./);
	expect(first?.path).toBe(`/offboardings/${run.id}`);
	await boss.post(`/offboardings/${run.id}/dealt-with`, { reason: 'Turned off by hand' });
	expect(await lines()).toEqual([]);
}, 60_000);
