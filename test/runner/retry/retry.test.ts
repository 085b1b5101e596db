import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	checkPdf,
	parseConnection,
	standingSteps,
	startSandbox,
	type RunRecord,
	type StepKey,
	type TryRequest,
} from '../../../runner';
import type { RecordData } from '../../../nodes/shared/record/facts/recordFacts';
import { scheduledRechecks } from '../../../runner/addenda/due';
import type { KeptConnections } from '../../../runner/connections/kept-connections';
import type { ScheduleEvent } from '../../../runner/schedule/schedule-event';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { personIn, type Case } from '../../harness/people';
import { linesOf, writesIn } from '../../harness/requests';
import {
	linesOf as undoLinesOf,
	mailboxIn,
	sha256Of,
	undoScene,
	type UndoScene,
} from '../undo/scene';

let scene: UndoScene;

beforeAll(async () => {
	scene = await undoScene();
}, 120_000);

afterAll(async () => {
	await scene.close();
});

const RULES = '403 on POST */messageRules*';
const METHODS = '403 on DELETE */authentication/*';

function asked(more: Partial<TryRequest> = {}): TryRequest {
	return {
		...{ connection: parseConnection(scene.sandbox.connection), requestedBy: 'Ada <a@x.example>' },
		...{ by: 'Ada', reason: 'Mended', reportFolder: scene.folder, ...more },
	};
}

/** What a try sent that changes something. */
async function tried(run: RunRecord, key: StepKey, faults = '') {
	const before = scene.sandbox.log.length;
	if (faults !== '') scene.sandbox.faults.add(faults);
	const next = await scene.runner.tryStep(run.id, key, asked());
	scene.sandbox.faults.clear();
	return { next, writes: linesOf(writesIn(scene.sandbox.log.slice(before))) };
}

const outcomeIn = (run: RunRecord, key: StepKey) =>
	run.steps.find((step) => step.key === key)?.outcome ?? null;

async function standing(run: RunRecord, key: StepKey) {
	const { followUps } = scene.runner;
	const tries = await followUps.tries(await followUps.of([run.id]));
	return standingSteps(run, tries).find((step) => step.key === key);
}

describe('one step that is tried again', () => {
	let run: RunRecord;
	let again: RunRecord;
	const who: Case = 'ordinary';

	beforeAll(async () => {
		run = await scene.offboard(who, RULES);
		expect(outcomeIn(run, 'forwardEmail')?.status).toMatch(/failed|blocked/);
	}, 120_000);

	it('that fails again stays open, and sends nothing but its own', async () => {
		const { next, writes } = await tried(run, 'forwardEmail', RULES);
		expect(next.status).toBe('completed_with_exceptions');
		expect(writes.filter((line) => !line.includes('/messageRules'))).toEqual([]);
		const kept = await standing(run, 'forwardEmail');
		expect([kept?.run, kept?.outcome?.status]).toEqual([
			next.id,
			outcomeIn(next, 'forwardEmail')?.status,
		]);
		expect(mailboxIn(scene.sandbox, who).rules).toEqual([]);
	}, 60_000);

	it('is done once its cause is mended: one rule, no password, no wipe, nothing else', async () => {
		const id = personIn(scene.sandbox, who).profile.id;
		const { next, writes } = await tried(run, 'forwardEmail');
		again = next;
		expect(next.status).toBe('completed');
		expect(writes).toEqual([`POST /users/${id}/mailFolders/inbox/messageRules`]);
		expect(mailboxIn(scene.sandbox, who).rules).toHaveLength(1);
		expect(next.request.only).toMatchObject({ of: run.id, number: 3, steps: ['forwardEmail'] });
		const left = next.steps.filter(({ key }) => !['forwardEmail', 'compliancePdf'].includes(key));
		for (const { outcome } of left) {
			expect(outcome).toMatchObject({ status: 'skipped', verified: false, calls: [] });
			expect(outcome?.summary).toContain(`Not part of this try: ${run.id} `);
		}
		expect(outcomeIn(next, 'disableAccount')?.summary).toBe(
			`Not part of this try: ${run.id} left it done.`,
		);
		expect(await standing(run, 'forwardEmail')).toMatchObject({
			run: next.id,
			outcome: { status: 'done' },
		});
	}, 60_000);

	it('leaves the first run and its record as they are', async () => {
		const now = await scene.runner.run(run.id);
		expect(now).toEqual(run);
		expect(sha256Of(run.report?.path ?? '')).toBe(run.report?.sha256);
		const acts = await scene.runner.followUps.of([run.id]);
		expect(acts.map(({ kind, step, by, reason }) => [kind, step, by, reason])).toEqual([
			['stepAgain', 'forwardEmail', 'Ada', 'Mended'],
			['stepAgain', 'forwardEmail', 'Ada', 'Mended'],
		]);
	});

	it('has a record that verifies, says what it is, and claims no lock-out', async () => {
		const verdict = await checkPdf(readFileSync(again.report?.path ?? ''));
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(verdict.findings.map(({ check }) => check)).toContain('one more try');
		expect((verdict.record as RecordData).record).toMatchObject({
			schema: 'offboardiq.record/2',
			timing: { lockedOutAt: null, lockOutSeen: false, target: 'notReckoned' },
			openItems: [],
		});
	}, 60_000);

	it('is not tried again once it is done, nor is one that was done, nor a try itself', async () => {
		const count = scene.sandbox.log.length;
		const refused = [
			[run.id, 'forwardEmail', `Step 6, Forward email, is not open: ${again.id} left it done.`],
			[run.id, 'resetPassword', `Step 2, Reset password, is not open: ${run.id} left it done.`],
			[run.id, 'compliancePdf', 'A record is made of each try'],
			[again.id, 'forwardEmail', `Try its step again from there.`],
			['OFF-2026-999999', 'forwardEmail', 'There is no offboarding OFF-2026-999999.'],
		] as const;
		for (const [id, key, says] of refused) {
			await expect(scene.runner.tryStep(id, key, asked())).rejects.toThrow(says);
		}
		expect(scene.sandbox.log).toHaveLength(count);
		expect(await scene.runner.runs({ dryRun: false })).toHaveLength(3);
	});

	it('is undone with the run that it belongs to', async () => {
		await expect(scene.undo(again.id)).rejects.toThrow(`Undo that one`);
		const undone = await scene.undo(run.id);
		expect(undone.verdict).toBe('undone');
		expect(undoLinesOf(undone.items, 'forwardEmail').join()).toContain(': done');
		expect(mailboxIn(scene.sandbox, who).rules).toEqual([]);
		expect(undone.undo?.tries?.map(({ id }) => id)).toContain(again.id);
		const verdict = await checkPdf(readFileSync(undone.report?.path ?? ''));
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		await expect(scene.runner.tryStep(run.id, 'forwardEmail', asked())).rejects.toThrow(
			'was undone',
		);
	}, 60_000);
});

it('is in an audit log that verifies, with every record of it', async () => {
	const folder = join(scene.folder, 'bundle');
	const { audit } = scene.runner;
	await audit.exportBundle({ folder, from: null, personal: true, actor: 'ben' });
	const { findings } = await verifyBundle(folder);
	expect(findings.filter(({ holds }) => !holds)).toEqual([]);
	const entries = await audit.entries({ limit: 100 });
	const tries = entries.filter(({ type }) => type === 'offboarding.stepTriedAgain');
	expect(tries).toMatchObject([
		{ facts: { step: '6', key: 'forwardEmail' }, personal: { reason: 'Mended' } },
		{ facts: { step: '6', key: 'forwardEmail' }, personal: { reason: 'Mended' } },
	]);
}, 60_000);

describe('a step that is tried again', () => {
	it('is begun once, however often it is asked for at the same moment, and only after the end', async () => {
		const run = await scene.offboard('noDevices', METHODS);
		const request = asked();
		const both = [1, 2].map(() => scene.runner.tryStep(run.id, 'removeMfaMethods', request));
		const ended = await Promise.allSettled(both);
		expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const why = ended.find((one) => one.status === 'rejected');
		expect(String(why?.reason)).toContain(`tries a step of ${run.id} at this moment`);
		await scene.runner.db
			.updateTable('run')
			.set({ status: 'waiting' })
			.where('id', '=', run.id)
			.execute();
		const early = scene.runner.tryStep(run.id, 'removeMfaMethods', request);
		await expect(early).rejects.toThrow('has not ended');
	}, 60_000);

	it('keeps a licence of a mailbox whose mail steps are still open in the first run', async () => {
		const run = await scene.offboard(
			'licensedByGroup',
			`${RULES}; 403 on DELETE */members/*; 403 on POST */members/*`,
		);
		const { next } = await tried(run, 'removeFromTeams');
		const kept = outcomeIn(next, 'removeFromTeams')?.items.filter(({ reason }) =>
			reason?.startsWith('Kept, because it carries a licence and Forward email is'),
		);
		expect(kept).toHaveLength(1);
	}, 60_000);

	it('sends no wipe that was sent before', async () => {
		const run = await scene.offboard('companyAndPersonalDevice', '403 on POST */retire');
		const wipes = outcomeIn(run, 'wipeDevices')?.items.map(({ status }) => status);
		expect(wipes?.toSorted()).toEqual(['blocked', 'done']);
		const { writes } = await tried(run, 'wipeDevices');
		expect(writes.filter((line) => line.endsWith('/wipe'))).toEqual([]);
		expect(writes.filter((line) => line.endsWith('/retire'))).toHaveLength(1);
		const devices = scene.sandbox.tenant.deviceActions.map(
			({ managedDeviceId }) => managedDeviceId,
		);
		expect(new Set(devices).size).toBe(devices.length);
		await expect(scene.runner.tryStep(run.id, 'wipeDevices', asked())).rejects.toThrow('not open');
	}, 60_000);

	it('takes the sessions along where it is part of the lock-out, and says so', async () => {
		const run = await scene.offboard('noMailbox', '400 on PATCH /users/*');
		// Kept in whole seconds: one in the same second would not show.
		const { profile } = personIn(scene.sandbox, 'noMailbox');
		profile.signInSessionsValidFromDateTime = '2026-02-02T07:41:10Z';
		expect(outcomeIn(run, 'resetPassword')?.status).toBe('failed');
		const { next, writes } = await tried(run, 'resetPassword');
		const id = personIn(scene.sandbox, 'noMailbox').profile.id;
		expect(writes).toEqual([`PATCH /users/${id}`, `POST /users/${id}/revokeSignInSessions`]);
		expect(next.request.only?.steps).toEqual(['resetPassword', 'revokeSessions']);
		const verdict = await checkPdf(readFileSync(next.report?.path ?? ''));
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(outcomeIn(next, 'disableAccount')?.summary).toBe(
			`Not part of this try: ${run.id} left it failed.`,
		);
		const connection = parseConnection(scene.sandbox.connection);
		const check = (id: string) => scene.runner.recheck(id, { connection, askedBy: null });
		expect((await check(next.id)).addendum?.checks.map(({ claim }) => claim)).toEqual([
			'Sessions from before are refused',
		]);
		await scene.undo(run.id);
		// What was undone is looked at where it was: sessions that count again are no alarm.
		await expect(check(next.id)).rejects.toThrow(`undone with ${run.id}. Check that one.`);
		expect((await check(run.id)).runId).toBe(run.id);
		const told: ScheduleEvent[] = [];
		const kept = { list: async () => [{ id: 'c', tenantId: run.request.tenantId }] };
		const connections = { ...kept, open: async () => connection } as unknown as KeptConnections;
		const { db, evidence } = scene.runner;
		const parts = { db, evidence, connections, spareFolder: scene.folder, afterHours: 24 };
		const now = () => new Date(Date.now() + 25 * 3_600_000);
		await scheduledRechecks({ ...parts, now, tell: (event) => told.push(event) })(
			new AbortController().signal,
		);
		expect(told.length).toBeGreaterThan(0);
		expect(JSON.stringify(told)).not.toContain(next.id);
	}, 60_000);

	it('still refuses the last Global Administrator, and another tenant', async () => {
		const run = await scene.offboard(
			'globalAdministrator',
			`400 on PATCH /users/*; 400 on DELETE */roleAssignments/*; ${RULES}`,
		);
		// A copy of the tenant: the same object ids, and somebody else's people.
		const other = await startSandbox({ port: 0 });
		const tenantId = '99999999-9999-4999-8999-999999999999';
		Object.assign(other.tenant, { tenantId });
		try {
			const connection = parseConnection({ ...other.connection, tenantId });
			const there = await scene.runner.tryStep(run.id, 'forwardEmail', asked({ connection }));
			expect([there.status, there.message]).toEqual([
				'refused',
				`This is not the person and the tenant of ${run.id}. Use the connection of that tenant. Nothing was changed.`,
			]);
			expect(linesOf(writesIn(other.log))).toEqual([]);
		} finally {
			await other.close();
		}
		personIn(scene.sandbox, 'otherGlobalAdministrator').profile.accountEnabled = false;
		const { next, writes } = await tried(run, 'forwardEmail');
		expect([next.status, writes]).toEqual(['refused', []]);
		expect(next.message).toContain('last enabled Global Administrator');
		// What was refused changed nothing: the step is as open as it was.
		personIn(scene.sandbox, 'otherGlobalAdministrator').profile.accountEnabled = true;
		expect(await standing(run, 'forwardEmail')).toMatchObject({ run: run.id });
		const third = (await tried(run, 'forwardEmail')).next;
		// Two were refused: nothing was tried in them.
		expect([third.status, third.request.only?.number]).toEqual(['completed', 2]);
	}, 60_000);
});
