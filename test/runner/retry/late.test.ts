import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConnection, type RunRecord } from '../../../runner';
import { personIn, type Case } from '../../harness/people';
import { linesOf, writesIn } from '../../harness/requests';
import { mailboxIn, undoScene, type UndoScene } from '../undo/scene';

const RULES = '403 on POST */messageRules*';
const NO_TOKEN = 'reset on POST */oauth2/v2.0/token';
const DAY_MS = 24 * 3_600_000;

let scene: UndoScene;

beforeAll(async () => {
	scene = await undoScene();
}, 120_000);

afterAll(async () => {
	await scene.close();
});

const connection = () => parseConnection(scene.sandbox.connection);

/** A try of step 6 that waits, because the app can't sign in: before anybody was looked up, or after. */
async function waiting(who: Case, isLookedUp: boolean) {
	const { sandbox, runner, folder } = scene;
	const run = await scene.offboard(who, RULES);
	const { app } = sandbox.tenant;
	const cutOff = () => {
		app.tokenGeneration += 1;
		app.secretExpired = isLookedUp;
	};
	if (!isLookedUp) {
		cutOff();
		sandbox.faults.add(NO_TOKEN);
	}
	const request = {
		...{ connection: connection(), requestedBy: 'Ada <a@x.example>', by: 'Ada', reason: null },
		...{ reportFolder: folder, mayWait: true },
	};
	const asked = await runner
		.tryStep(run.id, 'forwardEmail', request, ({ type }) => {
			if (type === 'lookedUp') cutOff();
		})
		.finally(() => {
			sandbox.faults.clear();
			app.secretExpired = false;
		});
	expect([asked.status, asked.offboarding !== null]).toEqual(['waiting', isLookedUp]);
	return { run, asked };
}

async function age({ id }: RunRecord, days: number) {
	await scene.runner.db
		.updateTable('run')
		.set({ finished_at: new Date(Date.now() - days * DAY_MS).toISOString() })
		.where('id', '=', id)
		.execute();
}

async function goOn({ id }: RunRecord) {
	const before = scene.sandbox.log.length;
	const run = await scene.runner.resume(id, {
		connection: connection(),
		listener: () => undefined,
	});
	return { run, writes: linesOf(writesIn(scene.sandbox.log.slice(before))) };
}

describe('a try that waited', () => {
	it('goes on within its time', async () => {
		const { run, asked } = await waiting('noDevices', false);
		await age(run, 29);
		const { run: ended, writes } = await goOn(asked);
		expect([ended?.status, writes.length]).toEqual(['completed', 1]);
	}, 60_000);

	it('longer than a try may be begun is refused, and sends nothing', async () => {
		const { run, asked } = await waiting('everyMethod', false);
		await age(run, 31);
		const { run: ended, writes } = await goOn(asked);
		expect([ended?.status, writes]).toEqual(['refused', []]);
		expect(ended?.message).toContain(`${run.id} ended more than 30 days ago`);
		expect(mailboxIn(scene.sandbox, 'everyMethod').rules).toEqual([]);
	}, 60_000);

	it('in the middle longer than that is stopped, with a record that says so', async () => {
		const { run, asked } = await waiting('ordinary', true);
		await age(run, 31);
		const { run: ended, writes } = await goOn(asked);
		expect([ended?.status, writes]).toEqual(['cancelled', []]);
		expect(ended?.message).toContain(`${run.id} ended more than 30 days ago`);
		expect(ended?.report).not.toBeNull();
		expect(mailboxIn(scene.sandbox, 'ordinary').rules).toEqual([]);
	}, 60_000);

	it('while its person was offboarded anew is refused', async () => {
		const { asked } = await waiting('noMethods', false);
		// By the command line: nobody was found by the one that waits, so it holds up nobody.
		const later = await scene.offboard('noMethods', RULES);
		expect(later.status).toBe('completed_with_exceptions');
		expect((await scene.undo(later.id)).verdict).toBe('undone');
		const { run: ended, writes } = await goOn(asked);
		expect([ended?.status, writes]).toEqual(['refused', []]);
		expect(ended?.message).toContain(`${later.id} is a later offboarding of this person`);
	}, 60_000);

	it('while somebody said that all of it is dealt with is stopped', async () => {
		const { run, asked } = await waiting('mac', true);
		const act = { runId: run.id, by: 'Ben', actor: 'ben', reason: 'By hand' };
		await scene.runner.followUps.dealtWith(act);
		const { run: ended, writes } = await goOn(asked);
		expect([ended?.status, writes]).toEqual(['cancelled', []]);
		expect(ended?.message).toContain(`Ben said that ${run.id} is dealt with`);
	}, 60_000);
});

it('a whole offboarding that waited for a month before anybody was looked up is refused too', async () => {
	const { sandbox, runner, folder } = scene;
	sandbox.tenant.app.tokenGeneration += 1;
	sandbox.faults.add(NO_TOKEN);
	const run = await runner
		.offboard({
			...{ connection: connection(), user: 'grady.archie@rehearsal.example', manager: null },
			...{ dryRun: false, requestedBy: null, ticket: null, reportFolder: folder, mayWait: true },
		})
		.finally(() => sandbox.faults.clear());
	expect(run.status).toBe('waiting');
	const started_at = new Date(Date.now() - 31 * DAY_MS).toISOString();
	await runner.db.updateTable('run').set({ started_at }).where('id', '=', run.id).execute();
	const { run: ended, writes } = await goOn(run);
	expect([ended?.status, writes]).toEqual(['refused', []]);
	expect(ended?.message).toContain('It has waited for more than 30 days');
}, 60_000);

it('a whole offboarding is not taken for done because a try of one step of it was under way', async () => {
	const { sandbox, runner, folder } = scene;
	const { asked } = await waiting('companyAndPersonalDevice', true);
	const request = {
		...{ connection: connection(), dryRun: false, requestedBy: null, ticket: null },
		reportFolder: folder,
	};
	const user = personIn(sandbox, 'companyAndPersonalDevice').profile.id;
	const whole = await runner.offboard({ ...request, user, manager: null });
	expect([whole.id === asked.id, whole.status]).toEqual([false, 'refused']);
	expect(whole.message).toContain(`already, in ${asked.id}`);
	const [listed] = await runner.bulk({ ...request, members: [{ user, manager: null }] });
	expect([listed?.id === asked.id, listed?.status]).toEqual([false, 'refused']);
	expect((await runner.run(asked.id))?.status).toBe('waiting');
}, 60_000);
