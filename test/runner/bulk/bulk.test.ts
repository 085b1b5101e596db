import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { personIn, upn, type Case } from '../../harness/people';
import { isLockOut, wave } from '../../harness/lock-outs';
import { requestsIn, writesIn } from '../../harness/requests';
import type { SandboxOptions } from '../../../runner';
import { BOTH_KINDS } from '../database/engines';
import { startBulkScene, type BulkScene } from './scene';

vi.setConfig({ testTimeout: 120_000 });

let scene: BulkScene | null = null;
let create = BOTH_KINDS[0]![1];

afterEach(async () => {
	await scene?.close();
	scene = null;
});

async function start(options: SandboxOptions = {}): Promise<BulkScene> {
	scene = await startBulkScene(options, {}, await create());
	return scene;
}

describe.each(BOTH_KINDS)('several people at once, on %s,', (_name, kind) => {
	beforeEach(() => {
		create = kind;
	});

	it('are all locked out before anything else is changed of anybody', async () => {
		const { sandbox, runner, crowd, request } = await start();
		const users = crowd.slice(0, 12);
		const runs = await runner.bulk(request(users));
		expect(runs.map(({ offboarding }) => offboarding?.employee.userPrincipalName)).toEqual(users);
		expect(runs.map(({ status }) => status)).toEqual(users.map(() => 'completed'));
		const { last, first } = wave(requestsIn(sandbox.log));
		expect(first).toBeGreaterThan(last);
		expect(last).toBe(3 * users.length - 1);
	});

	it('wait for whoever meets faults in the lock-out, and go on when that one ends', async () => {
		const fault =
			'503 retry-after=1 on PATCH */users/* times=3; reset-after on POST */revokeSignInSessions times=2; 403 on PATCH */users/* skip=9 times=2';
		const { sandbox, runner, crowd, request } = await start({ fault });
		const users = [...crowd.slice(0, 6), 'nobody@rehearsal.example'];
		const runs = await runner.bulk(request(users));
		expect(runs).toHaveLength(7);
		expect(runs.at(-1)?.status).toBe('refused');
		const { last, first } = wave(requestsIn(sandbox.log));
		expect(first).toBeGreaterThan(0);
		// The lock-out of an administrator is tried again after step 5; nobody here is one.
		expect(first).toBeGreaterThan(last);
	});

	it('have one run each, however often and by whatever key they are named', async () => {
		const { sandbox, runner, crowd, request } = await start();
		const [one = '', two = ''] = crowd;
		const id = sandbox.tenant.users.find(({ profile }) => profile.userPrincipalName === one)
			?.profile.id;
		const runs = await runner.bulk(request([one, id ?? '', two, one.toUpperCase()]));
		expect(runs.map(({ offboarding }) => offboarding?.employee.userPrincipalName)).toEqual([
			one,
			two,
		]);
		expect(await runner.runs()).toHaveLength(2);
	});

	it('are only looked at in a dry run', async () => {
		const { sandbox, runner, crowd, request } = await start();
		const runs = await runner.bulk(request(crowd.slice(0, 5), { dryRun: true }));
		expect(runs.map(({ status }) => status)).toEqual(Array(5).fill('completed'));
		const outcomes = runs.flatMap(({ steps }) => steps.map(({ outcome }) => outcome?.status));
		expect(outcomes.filter((status) => status !== 'pending' && status !== 'skipped')).toEqual([]);
		expect(writesIn(sandbox.log).filter(({ path }) => path !== '/$batch')).toEqual([]);
	});

	it('are cancelled together: nothing more is sent, and everybody has a record that says so', async () => {
		const { sandbox, runner, crowd, request } = await start();
		const cancel = new AbortController();
		const users = crowd.slice(0, 8);
		let ended = 0;
		const runs = await runner.bulk(request(users, { signal: cancel.signal }), (progress) => {
			if (progress.type === 'run' && progress.progress.type === 'stepFinished') ended += 1;
			if (ended === 4) cancel.abort();
		});
		expect(runs.map(({ status }) => status)).toEqual(users.map(() => 'cancelled'));
		expect(writesIn(sandbox.log).filter((write) => !isLockOut(write))).toEqual([]);
		expect(sandbox.tenant.deviceActions).toEqual([]);
		expect(await runner.interruptedBulksIn(request([]).connection)).toEqual([]);
	});

	it('that are stopped before they begin have a record, and nothing is asked of the tenant', async () => {
		const { sandbox, runner, crowd, request } = await start();
		const runs = await runner.bulk(request(crowd.slice(0, 3), { signal: AbortSignal.abort() }));
		expect(runs.map(({ status }) => status)).toEqual(Array(3).fill('cancelled'));
		expect(runs[0]?.message).toBe('It was stopped before it began. Nothing was changed.');
		expect(requestsIn(sandbox.log)).toEqual([]);
	});
});

describe.each(BOTH_KINDS)('administrators on a list, on %s,', (_name, kind) => {
	beforeEach(() => {
		create = kind;
	});

	it('of the last two that leave together one is refused, and can still sign in', async () => {
		const { sandbox, runner, request } = await start();
		const both: readonly Case[] = ['globalAdministrator', 'otherGlobalAdministrator'];
		const [role] = sandbox.tenant.roleDefinitions.filter(
			({ displayName }) => displayName === 'Global Administrator',
		);
		const ids = new Set(both.map((who) => personIn(sandbox, who).profile.id));
		sandbox.tenant.roleAssignments = sandbox.tenant.roleAssignments.filter(
			({ roleDefinitionId, principalId }) => roleDefinitionId !== role?.id || ids.has(principalId),
		);
		const runs = await runner.bulk(request(both.map(upn)));
		expect(runs.map(({ status }) => status).filter((status) => status === 'refused')).toHaveLength(
			1,
		);
		const refused = runs.find(({ status }) => status === 'refused');
		expect(refused?.message).toMatch(/last .*Global Administrator.*Nothing was changed\./);
		const enabled = both.map((who) => personIn(sandbox, who).profile.accountEnabled);
		expect(enabled.filter(Boolean)).toHaveLength(1);
	});

	it('on the break-glass list are refused, the others go', async () => {
		const { sandbox, runner, crowd, request } = await start();
		const [one = '', two = ''] = crowd;
		const runs = await runner.bulk(request([one, two], { breakGlass: [one] }));
		expect(runs.map(({ status }) => status)).toEqual(['refused', 'completed']);
		const person = sandbox.tenant.users.find(({ profile }) => profile.userPrincipalName === one);
		expect(person?.profile.accountEnabled).toBe(true);
	});
});
