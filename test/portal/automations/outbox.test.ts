import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Member } from '../../../portal/accounts/visitor';
import { makeRule } from '../../../portal/automations/save-rule';
import { setRuleOn } from '../../../portal/automations/rule-acts';
import { sendAgain } from '../../../portal/automations/send-acts';
import { sendDue } from '../../../portal/automations/send-due';
import type { Shape } from '../../../portal/automations/shapes/shape';
import { sweep } from '../../../portal/automations/sweep';
import type { Trigger } from '../../../portal/automations/triggers';
import { keepTidy } from '../../../portal/automations/upkeep';
import { PORTAL_MIGRATIONS } from '../../../portal/database/migrations';
import type { Queries } from '../../../portal/database/schema';
import type { Services } from '../../../portal/services';
import { migrate, NO_LIMITS, openRunner, type Runner } from '../../../runner';
import { Journal } from '../../../runner/journal/journal';
import type { RunStatus } from '../../../nodes/shared/step/vocabulary';
import { BOTH_KINDS, type Place } from '../../runner/database/engines';
import { startReceiver, type Receiver } from '../../harness/receiver';

const ROOT = resolve(__dirname, '..', '..', '..');
const TENANT = 'aaaaaaaa-0000-4000-8000-000000000001';
const ORGANISATION = 'org-1';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const member = {
	...{ accountId: 'account-1', role: 'owner' },
	organisation: { id: ORGANISATION, name: 'Kestrel' },
} as unknown as Member;

describe.each(BOTH_KINDS)('the outbox on %s', (_, create) => {
	let place: Place;
	let runners: readonly [Runner, Runner];
	let there: Receiver;
	let ahead = 0;

	const open = (): Promise<Runner> =>
		openRunner({
			...{ dataFolder: place.folder, packFolder: ROOT, limiter: NO_LIMITS },
			workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
			environment: { ...process.env, ...place.environment },
		});

	beforeAll(async () => {
		place = await create();
		runners = [await open(), await open()];
		await migrate(runners[0].db, 'of the portal', PORTAL_MIGRATIONS, 'portal_migration');
		const { db, now } = portal(0);
		const at = now().toISOString();
		await db
			.insertInto('organisation')
			.values({
				...{ id: ORGANISATION, name: 'Kestrel', domain: 'kestrel.example', version: 1 },
				...{ wizard_step: 'done', trial_ends_at: at, created_at: at },
			})
			.execute();
		await db
			.insertInto('tenant')
			.values({
				...{ tenant_id: TENANT, organisation_id: ORGANISATION, name: 'Kestrel', simulated: 0 },
				...{ domain: 'kestrel.example', connection_id: null, scope_group: null, mark: 0 },
				created_at: at,
			})
			.execute();
		await db
			.insertInto('account')
			.values({
				...{ id: 'account-1', name: 'Ada', email: 'ada@kestrel.example', password_hash: null },
				...{ email_key: 'ada@kestrel.example', email_verified_at: at, created_at: at },
			})
			.execute();
		await db
			.insertInto('member')
			.values({
				...{ organisation_id: ORGANISATION, account_id: 'account-1', role: 'owner' },
				joined_at: at,
			})
			.execute();
		await runners[0].db.transaction().execute(async (tx) => {
			await runners[0].audit.of(ORGANISATION).takeTenant(tx, TENANT);
		});
	}, 120_000);

	beforeEach(async () => {
		ahead = 0;
		there = await startReceiver();
	});

	afterEach(async () => {
		await there.close();
		const { db } = portal(0);
		await db.deleteFrom('automation_delivery').execute();
		await db.deleteFrom('automation_rule').execute();
		await db.deleteFrom('outgoing_mail').execute();
	});

	afterAll(async () => {
		for (const runner of runners) await runner.close();
		await place.remove();
	});

	/** One of two portals over the same data. */
	function portal(which: 0 | 1): Services {
		const runner = runners[which];
		return {
			db: runner.db as unknown as Queries,
			runner,
			config: {
				...{ publicUrl: 'https://portal.example', smtpUrl: null, mailFrom: 'x@localhost' },
				...{ trustedProxies: 0, dataFolder: place.folder, microsoft: null, metricsPort: null },
				...{ rehearsalLatencyMs: 0, privateWebhooks: true },
			},
			...{ microsoft: null, stripe: null },
			log: pino({ level: 'silent' }),
			now: () => new Date(Date.now() + ahead),
		};
	}

	async function ruleFor(
		trigger: Trigger = 'offboarding.completed',
		shapeWish: Shape = 'generic',
	): Promise<string> {
		const wanted = {
			...{ name: 'IT hears', trigger, tenantId: null, shapeWish, closeCode: null },
			address: { url: `${there.url}/hook`, host: '127.0.0.1' },
			headers: new Map<string, string>(),
		};
		return (await makeRule(portal(0), member, randomUUID(), wanted)).id;
	}

	/** A run that ends so, by the journal itself. */
	async function ended(status: RunStatus, dryRun = false): Promise<string> {
		const journal = new Journal(runners[1].db);
		const request = {
			...{ user: 'zoe@kestrel.example', manager: null, requestedBy: 'Ada', ticket: null, dryRun },
			...{ requestedAt: new Date().toISOString(), tenantId: TENANT, cloud: 'global' },
			...{ reportFolder: place.folder, breakGlass: [] },
		};
		const held = await journal.start(request, 'OFF', 'tester');
		await journal.finish(held, { status, message: null, report: null });
		return held.id;
	}

	const rows = () =>
		portal(0).db.selectFrom('automation_delivery').selectAll().orderBy('created_at').execute();
	const rule = () =>
		portal(0).db.selectFrom('automation_rule').selectAll().executeTakeFirstOrThrow();
	const mails = async () =>
		(await portal(0).db.selectFrom('outgoing_mail').select('subject').execute()).map(
			({ subject }) => subject,
		);
	const send = (which: 0 | 1 = 0) => sendDue(portal(which), { owner: `portal ${which}` });

	it('gets each end once, however many portals look, and however late', async () => {
		await ended('completed');
		await ruleFor();
		const runs = [await ended('completed'), await ended('completed_with_exceptions')];
		for (const status of ['failed', 'cancelled', 'refused', 'waiting'] as const)
			await ended(status);
		await ended('completed', true);
		await Promise.all([sweep(portal(0)), sweep(portal(1)), sweep(portal(0)), sweep(portal(1))]);
		await sweep(portal(1));
		expect((await rows()).map(({ run_id }) => run_id).sort()).toEqual(runs.sort());
		expect(new Set((await rows()).map(({ id }) => id)).size).toBe(2);
	});

	it('gets what ended while no portal was there for weeks', async () => {
		await ruleFor();
		await portal(0)
			.db.updateTable('automation_rule')
			.set({ swept_until: daysAgo(40), since: daysAgo(60) })
			.execute();
		const run = await ended('completed');
		await runners[0].db
			.updateTable('run')
			.set({ finished_at: daysAgo(30) })
			.where('id', '=', run)
			.execute();
		const older = await ended('completed');
		await runners[0].db
			.updateTable('run')
			.set({ finished_at: daysAgo(50) })
			.where('id', '=', older)
			.execute();
		await sweep(portal(0));
		const found = (await rows()).map(({ run_id }) => run_id);
		expect(found).toContain(run);
		expect(found).not.toContain(older);
		// How far it was looked is written down, and nothing is told twice for it.
		expect((await rule()).swept_until > daysAgo(1)).toBe(true);
		await sweep(portal(0));
		expect((await rows()).length).toBe(found.length);
	});

	const daysAgo = (days: number) => new Date(Date.now() - days * DAY).toISOString();

	it.each([
		['offboarding.failed', ['failed', 'refused']],
		['offboarding.cancelled', ['cancelled']],
		['offboarding.needs_attention', ['completed_with_exceptions', 'waiting']],
		['offboarding.started', ['running', 'running', 'running', 'running', 'running', 'running']],
	] as const)('of %s has what the journal knows', async (trigger, moments) => {
		await ruleFor(trigger);
		for (const status of [
			'completed',
			'completed_with_exceptions',
			'failed',
			'cancelled',
			'refused',
			'waiting',
		] as const) {
			await ended(status);
		}
		await sweep(portal(0));
		expect((await rows()).map(({ moment }) => moment).sort()).toEqual([...moments].sort());
	});

	it('gets each later check that found something once, also of a run that has completed', async () => {
		const early = await ended('completed');
		const { db } = runners[0];
		const check = async (run: string, number: number, verdict: string, checked_at: string) => {
			await db
				.insertInto('addendum')
				.values({
					...{ id: `${run}-A${number}`, run_id: run, number, checked_at, is_scheduled: 1, verdict },
					...{ addendum_json: null, report_path: null, report_sha256: '' },
				})
				.execute();
		};
		await check(early, 1, 'broken', daysAgo(1));
		await ruleFor('offboarding.needs_attention');
		await ruleFor('offboarding.completed');
		const run = await ended('completed');
		const now = new Date().toISOString();
		for (const [number, verdict] of ['holds', 'broken', 'open', 'broken'].entries()) {
			await check(run, number + 1, verdict, now);
		}
		await Promise.all([sweep(portal(0)), sweep(portal(1)), sweep(portal(0)), sweep(portal(1))]);
		await sweep(portal(1));
		const found = (await rows()).map(({ event, moment }) => `${event} ${moment}`);
		expect(found.sort()).toEqual([
			'offboarding.completed completed',
			`offboarding.needs_attention ${run}-A2`,
			`offboarding.needs_attention ${run}-A4`,
		]);
		// What was erased is told to nobody.
		await send();
		expect(there.received.map(({ json }) => (json as { type: string }).type)).toEqual([
			'offboarding.completed',
		]);
		await db.deleteFrom('addendum').execute();
	});

	it('is sent by one of two portals, not by both', async () => {
		await ruleFor();
		for (let time = 0; time < 6; time++) await ended('completed');
		await sweep(portal(0));
		let sent = 0;
		for (let round = 0; round < 4; round++) {
			const both = await Promise.all([send(0), send(1), send(0), send(1)]);
			sent += both.reduce((sum, one) => sum + one, 0);
		}
		expect(sent).toBe(6);
		expect(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size).toBe(6);
		expect(there.received.length).toBe(6);
		expect(
			(await rows()).every(({ state, attempts }) => state === 'delivered' && attempts === 1),
		).toBe(true);
	}, 30_000);

	it('is sent by another portal when the first one died over it', async () => {
		await ruleFor();
		await ended('completed');
		await sweep(portal(0));
		const until = new Date(Date.now() + 60_000).toISOString();
		const { db } = portal(0);
		await db
			.updateTable('automation_delivery')
			.set({ lease_owner: 'dead', lease_until: until })
			.execute();
		expect(await send(1)).toBe(0);
		ahead = 61_000;
		expect(await send(1)).toBe(1);
		expect((await rows())[0]?.state).toBe('delivered');
	});

	it('gives up after ten tries in three days, with the same id, and writes about it once', async () => {
		await ruleFor();
		await ended('completed');
		await sweep(portal(0));
		there.answer(500);
		const began = ahead;
		for (let tries = 0; (await rows())[0]?.state === 'due' && tries < 30; tries++) {
			await send();
			const [row] = await rows();
			if (row?.state === 'due') ahead = Date.parse(row.next_at) - Date.now() + 1;
		}
		expect((await rows())[0]).toMatchObject({ state: 'dead', attempts: 10, status: 500 });
		expect(there.received.length).toBe(10);
		expect(new Set(there.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
		const hours = (ahead - began) / HOUR;
		expect(hours).toBeGreaterThan(60);
		expect(hours).toBeLessThan(91);
		expect(await mails()).toEqual(['Not delivered: IT hears']);
		const [entry] = await runners[0].audit.of(ORGANISATION).entries({ limit: 1 });
		expect(entry).toMatchObject({
			type: 'automation.gaveUp',
			facts: { attempts: 10, status: 500 },
		});
	}, 30_000);

	it('pauses a rule by which nothing arrives for five days, and keeps what it would have sent', async () => {
		await ruleFor();
		there.answer(503);
		await ended('completed');
		await sweep(portal(0));
		await send();
		ahead = 5 * DAY + 1;
		await send();
		expect(await rule()).toMatchObject({ state: 'paused', paused_why: 'failing' });
		expect((await rows())[0]).toMatchObject({ state: 'held' });
		expect(await mails()).toEqual(['Paused: IT hears']);
		expect(await send()).toBe(0);
	});

	it('opens no second incident when the answer to the first try was lost', async () => {
		await ruleFor('offboarding.completed', 'serviceNow');
		await ended('completed');
		await sweep(portal(0));
		there.answer((response, { body }) => {
			// A POST is taken and not answered; who asks afterwards finds what it made.
			if (body !== '') response.destroy();
			else response.end('{"result":[{"number":"INC0010023"}]}');
		});
		await send();
		expect((await rows())[0]).toMatchObject({ state: 'due', attempts: 1, status: null });
		ahead = 10_000;
		await send();
		expect((await rows())[0]).toMatchObject({
			...{ state: 'delivered', attempts: 2, answer: 'It was there already: INC0010023' },
		});
		expect(there.received.filter(({ body }) => body !== '').length).toBe(1);
	});

	it('closes the incident of its run, and tries again while there is none', async () => {
		await ruleFor('offboarding.completed', 'serviceNowClose');
		const run = await ended('completed');
		await sweep(portal(0));
		there.answer((response) => void response.end('{"result":[]}'));
		await send();
		expect((await rows())[0]).toMatchObject({ state: 'due', attempts: 1, status: null });
		const incident = { sys_id: 'a'.repeat(32), number: 'INC0010023', state: '2' };
		there.answer((response, { body }) => {
			const result = body === '' ? [incident] : { ...incident, state: '6' };
			response.end(JSON.stringify({ result }));
		});
		ahead = 10_000;
		await send();
		expect((await rows())[0]).toMatchObject({
			...{ state: 'delivered', attempts: 2, answer: 'Written to INC0010023' },
		});
		const [change] = there.received.filter(({ body }) => body !== '');
		expect(change?.json).toMatchObject({ state: '6', close_code: 'Solution provided' });
		expect(there.received[0]?.path).toContain(run);
	});

	it('is tried now instead of later when somebody says so', async () => {
		const id = await ruleFor();
		await ended('completed');
		await sweep(portal(0));
		there.answer(503);
		await send();
		there.answer(200);
		expect(await send()).toBe(0);
		const [row] = await rows();
		await sendAgain(portal(0), member, id, row?.id ?? '');
		expect(await send()).toBe(1);
		expect((await rows())[0]?.state).toBe('delivered');
		await expect(sendAgain(portal(0), member, id, 'msg_nobody')).rejects.toMatchObject({
			status: 404,
		});
	});

	it('begins anew with what arrives in between', async () => {
		await ruleFor();
		there.answer(503);
		await ended('completed');
		await sweep(portal(0));
		await send();
		expect((await rule()).failing_since).not.toBeNull();
		there.answer(200);
		ahead = HOUR;
		await send();
		expect(await rule()).toMatchObject({ state: 'on', failing_since: null });
	});

	it('asks nobody before they said one might, also with what is next', async () => {
		await ruleFor();
		for (let time = 0; time < 5; time++) await ended('completed');
		await sweep(portal(0));
		there.answer((response) => void response.writeHead(429, { 'retry-after': '600' }).end());
		await send();
		const asked = there.received.length;
		ahead = 500_000;
		await send();
		expect(there.received.length).toBe(asked);
		there.answer(200);
		ahead = 601_000;
		for (let round = 0; round < 3; round++) await send();
		expect((await rows()).map(({ state }) => state)).toEqual(Array(5).fill('delivered'));
	}, 30_000);

	it('sends nothing of a paused rule, and what happens meanwhile waits', async () => {
		const id = await ruleFor();
		await ended('completed');
		await sweep(portal(0));
		await setRuleOn(portal(0), member, id, false);
		await ended('completed');
		await sweep(portal(0));
		expect(await send()).toBe(0);
		expect((await rows()).map(({ state }) => state)).toEqual(['held', 'held']);
		await setRuleOn(portal(0), member, id, true);
		expect(await send()).toBe(0);
	});

	it('says nothing of somebody who was erased, and forgets what was answered about them', async () => {
		await ruleFor();
		const runs = [await ended('completed'), await ended('completed')];
		await sweep(portal(0));
		const { db } = portal(0);
		await db.updateTable('automation_delivery').set({ answer: 'Zoë, thanks' }).execute();
		const erase = { requested_user: '(erased)', requested_by: null };
		await runners[0].db.updateTable('run').set(erase).where('id', 'in', runs).execute();
		await keepTidy(portal(0));
		expect((await rows()).map(({ answer }) => answer)).toEqual([null, null]);
		await send();
		expect(there.received).toEqual([]);
		expect((await rows()).map(({ state }) => state)).toEqual(['dropped', 'dropped']);
	});

	it('keeps nothing of a body, and no row for longer than thirty days', async () => {
		await ruleFor();
		await ended('completed');
		await sweep(portal(0));
		await send();
		expect(there.received[0]?.body).toContain('zoe@kestrel.example');
		expect(JSON.stringify(await rows())).not.toContain('zoe@kestrel.example');
		ahead = 29 * DAY;
		await keepTidy(portal(0));
		expect((await rows()).length).toBe(1);
		ahead = 31 * DAY;
		await keepTidy(portal(0));
		expect(await rows()).toEqual([]);
	});
});
