import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
	ConnectionError,
	GraphFailure,
	graphPath,
	type GraphRequest,
} from '../../../../nodes/shared/graph';
import type { FailureFacts, FailureKind } from '../../../../nodes/shared/graph/failure';
import {
	alreadyDone,
	blocked,
	broken,
	done,
	fromFailure,
	planned,
	skipped,
	unknown,
} from '../../../../nodes/shared/step/items';
import type { Employee } from '../../../../nodes/shared/step/offboarding';
import type { ItemOutcome } from '../../../../nodes/shared/step/outcome';
import { type Step, type StepContext } from '../../../../nodes/shared/step/step';
import { brokenOutcome, outcomeOf, runStep } from '../../../../nodes/shared/step/runStep';
import { markOf, worstStatus } from '../../../../nodes/shared/step/vocabulary';
import { member, startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';

const target = { target: 'Laptop', targetId: '7' };
const answer = { requestId: 'r-1', attempts: 2, at: '2026-03-02T10:00:00.000Z' };

function failure(kind: FailureKind, facts: Partial<FailureFacts> = {}): GraphFailure {
	return new GraphFailure({
		kind,
		status: null,
		code: 'Code',
		message: 'It did not work.',
		graphMessage: null,
		missingPermission: null,
		requestId: 'r-9',
		attempts: 3,
		retryAfterMs: null,
		leftOpen: false,
		...facts,
	});
}

describe('what a failure makes of an item', () => {
	test.each([
		['forbidden', 'write', 'blocked'],
		['notFound', 'write', 'failed'],
		['refused', 'write', 'failed'],
		['throttled', 'write', 'failed'],
		['notSent', 'write', 'failed'],
		['lost', 'write', 'unknown'],
		['serverError', 'write', 'unknown'],
		['lost', 'read', 'failed'],
		['serverError', 'read', 'failed'],
		['forbidden', 'read', 'blocked'],
	] as const)('%s of a %s: %s', (kind, what, status) => {
		expect(fromFailure(target, failure(kind), what)).toMatchObject({
			status,
			verified: false,
			code: 'Code',
			requestId: 'r-9',
			attempts: 3,
			acceptedAt: null,
		});
	});

	test('what is open says so', () => {
		expect(fromFailure(target, failure('lost')).reason).toMatch(/may or may not have been done\.$/);
		expect(fromFailure(target, failure('refused')).reason).toBe('It did not work.');
	});

	test('a defect of ours is told from a bad connection', () => {
		expect(broken(target, new ConnectionError('Wrong secret.', 'AADSTS7000215'))).toMatchObject({
			status: 'failed',
			code: 'AADSTS7000215',
			reason: 'Wrong secret.',
		});
		expect(broken(target, new TypeError('x is undefined'))).toMatchObject({
			code: 'InternalError',
			reason: expect.stringContaining('OffboardIQ itself failed') as string,
		});
		expect(broken(target, 'a text').reason).toContain('Something unexpected');
	});

	test('only a read verifies', () => {
		expect(done(target, answer, null)).toMatchObject({ status: 'done', verified: false });
		expect(done(target, answer, answer.at)).toMatchObject({
			verified: true,
			verifiedAt: answer.at,
		});
		for (const item of [
			alreadyDone(target, 'x', null),
			skipped(target, 'x'),
			blocked(target, 'x'),
			unknown(target, 'x'),
			planned(target, 'x'),
		]) {
			expect(item).toMatchObject({ verified: false, acceptedAt: null, verifiedAt: null });
		}
	});
});

describe('what items make of a step', () => {
	const seen = done(target, answer, answer.at);
	const accepted = done(target, answer, null);
	const outcome = (...items: ItemOutcome[]) => outcomeOf('wipeDevices', { items, summary: 'S.' });

	test.each([
		[[], 'skipped', false],
		[[seen], 'done', true],
		[[seen, accepted], 'done', false],
		[[seen, skipped(target, 'none')], 'done', true],
		[[skipped(target, 'none')], 'skipped', false],
		[[seen, blocked(target, 'b')], 'blocked', false],
		[[seen, blocked(target, 'b'), unknown(target, 'u')], 'unknown', false],
		[[unknown(target, 'u'), fromFailure(target, failure('refused'))], 'failed', false],
		[[planned(target, 'p'), skipped(target, 'none')], 'pending', false],
	] as const)('%#: %s', (items, status, verified) => {
		expect(outcome(...items)).toMatchObject({ number: 8, status, verified });
	});

	test('its reason is that of the worst item, or why it is not verified, and none when it is', () => {
		expect(outcome(seen).reason).toBeNull();
		expect(outcome(seen, accepted).reason).toBe('Accepted, but no later read has shown it yet.');
		expect(outcome(blocked(target, 'b'), unknown(target, 'u')).reason).toBe('u');
		expect(outcome().reason).toBe('S.');
	});

	test('accepted is never shown as done', () => {
		expect(markOf(outcome(seen, accepted))).toBe('accepted');
		expect(markOf(outcome(seen))).toBe('done');
	});

	test('every pair of statuses has a worse one, whichever comes first', () => {
		const order = ['failed', 'unknown', 'blocked', 'pending', 'done', 'skipped'] as const;
		for (const [at, worse] of order.entries()) {
			for (const better of order.slice(at)) {
				expect(worstStatus([better, worse])).toBe(worse);
				expect(worstStatus([worse, better])).toBe(worse);
			}
		}
	});
});

describe('running a step', () => {
	let server: ScriptedGraph;
	beforeEach(async () => {
		server = await startScriptedGraph();
	});
	afterEach(async () => {
		await server.close();
	});

	const context = (): StepContext => ({
		graph: server.graph,
		employee: { id: '1', displayName: 'A' } as Employee,
		manager: null,
		holdings: null,
		dryRun: false,
		verifyForMs: 0,
	});
	const read: GraphRequest = {
		method: 'GET',
		path: graphPath`/users/${'1'}`,
		effect: 'read',
		permissions: [],
	};
	const wipe: GraphRequest = { ...read, method: 'POST', effect: 'atMostOnce' };
	const step = (run: Step<null>['run']): Step<null> => ({ key: 'wipeDevices', run });
	const expired = { status: 401, body: { error_description: 'AADSTS7000222: expired' } };

	test('its times and its own calls are kept', async () => {
		server.answer({ body: {} }, { body: {} }, { body: {} });
		await server.graph.send(read);
		const outcome = await runStep(
			step(async ({ graph }) => {
				await graph.send(read);
				await graph.send(read);
				return { items: [], summary: 'Nothing.' };
			}),
			context(),
			null,
		);
		expect(outcome.calls).toEqual(server.graph.calls.slice(1));
		expect(outcome.startedAt <= outcome.finishedAt).toBe(true);
	});

	test('an unexpected failure is an item, with the calls that led to it', async () => {
		server.answer({ status: 404, headers: { 'request-id': 'r-404' } });
		const outcome = await runStep(
			step(async ({ graph }) => {
				await graph.send(read);
				return { items: [], summary: 'Nothing.' };
			}),
			context(),
			null,
		);
		expect(outcome).toMatchObject({
			status: 'failed',
			items: [{ target: 'Wipe devices', requestId: 'r-404' }],
			// The second asks whether the account is there at all; nobody answers it here.
			calls: [{ status: 404 }, { status: 418 }],
		});
	});

	test('a connection that is wrong from the start is for the caller to tell', async () => {
		server.answerLogin(expired);
		const run = runStep(
			step(async ({ graph }) => {
				await graph.send(read);
				return { items: [], summary: 'Nothing.' };
			}),
			context(),
			null,
		);
		await expect(run).rejects.toBeInstanceOf(ConnectionError);
	});

	test('one that breaks after a write leaves it open and keeps the calls', async () => {
		server.answer({ status: 204 }, { status: 401 });
		await server.graph.signIn();
		server.answerLogin(expired);
		const outcome = await runStep(
			step(async ({ graph }) => {
				await graph.send(wipe);
				await graph.send(read);
				return { items: [], summary: 'Wiped.' };
			}),
			context(),
			null,
		);
		expect(outcome).toMatchObject({
			status: 'unknown',
			verified: false,
			items: [{ code: 'AADSTS7000222' }],
			calls: [{ method: 'POST', status: 204 }, { status: 401 }],
		});
		expect(outcome.reason).toMatch(/part of it may have been done/i);
	});

	test('a defect of ours after a write in a batch leaves it open as well', async () => {
		server.answer({ body: { responses: [member(1, 204)] } });
		const outcome = await runStep(
			step(async ({ graph }) => {
				await graph.together([wipe]);
				throw new TypeError('x is undefined');
			}),
			context(),
			null,
		);
		expect(outcome).toMatchObject({ status: 'unknown', items: [{ code: 'InternalError' }] });
	});

	test.each([
		[{ body: {} }, read],
		[{ status: 400 }, wipe],
	] as const)(
		'a defect of ours after reads and refusals only is a failure: %j',
		async (said, request) => {
			server.answer(said);
			const outcome = await runStep(
				step(async ({ graph }) => {
					await graph.attempt(request);
					throw new TypeError('x is undefined');
				}),
				context(),
				null,
			);
			expect(outcome).toMatchObject({ status: 'failed', items: [{ code: 'InternalError' }] });
			expect(outcome.calls).toHaveLength(1);
		},
	);

	test('what could not even be run has a row that says so', () => {
		const at = new Date('2026-03-02T10:00:00.000Z');
		expect(brokenOutcome('forwardEmail', failure('forbidden'), at)).toMatchObject({
			status: 'blocked',
			startedAt: at.toISOString(),
		});
		expect(brokenOutcome('forwardEmail', failure('lost'), at).status).toBe('unknown');
		expect(brokenOutcome('forwardEmail', failure('throttled'), at).status).toBe('failed');
		expect(brokenOutcome('forwardEmail', new Error('x'), at)).toMatchObject({
			number: 6,
			status: 'failed',
			verified: false,
			calls: [],
		});
	});
});
