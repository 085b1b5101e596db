import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
	NO_LIMITS,
	parseConnection,
	startSandbox,
	type RunProgress,
	type Sandbox,
} from '../../../runner';
import type { SandboxLogEntry } from '../../../runner/sandbox';
import { serviceOf, type Service } from '../../harness/limits';
import { requestsIn } from '../../harness/requests';
import { BOTH_KINDS } from '../database/engines';
import { startBulkScene, type BulkScene } from './scene';

vi.setConfig({ testTimeout: 120_000 });

let scene: BulkScene | null = null;
let other: Sandbox | null = null;

afterEach(async () => {
	await scene?.close();
	await other?.close();
	[scene, other] = [null, null];
});

const WAIT_S = 3;

/** Whatever was sent to a service while it had asked to be left alone. */
function sentWhilePaused(log: readonly SandboxLogEntry[], service: Service): readonly string[] {
	const seen = requestsIn(log).filter(({ method, path }) => serviceOf(method, path) === service);
	const pauses = seen.filter(({ status }) => status === 429).map(({ at }) => Date.parse(at));
	// What was on its way already when the answer came is not held against anybody.
	return pauses.flatMap((from) =>
		seen
			.filter(
				({ at }) => Date.parse(at) > from + 400 && Date.parse(at) < from + WAIT_S * 1_000 - 50,
			)
			.map(({ method, path, at }) => `${method} ${path} ${Date.parse(at) - from}`),
	);
}

describe.each(BOTH_KINDS)('a service that asks to wait, on %s,', (_name, create) => {
	it.each([
		['identity', `429 retry-after=${WAIT_S} on PATCH */users/* skip=4 times=1`],
		['identity', `429 retry-after=${WAIT_S} on DELETE */authentication/* skip=2 times=1`],
		['intune', `429 retry-after=${WAIT_S} on GET */managedDevices/* times=1`],
		['outlook', `429 retry-after=${WAIT_S} on PATCH */mailboxSettings times=1`],
	] as const)('is asked nothing meanwhile, by anybody: %s, %s', async (service, fault) => {
		scene = await startBulkScene({ fault }, {}, await create());
		const { sandbox, runner, crowd, request } = scene;
		const runs = await runner.bulk(request(crowd.slice(0, 8)));
		expect(runs.map(({ status }) => status)).toEqual(Array(8).fill('completed'));
		const throttled = requestsIn(sandbox.log).filter(({ status }) => status === 429);
		expect(throttled).toHaveLength(1);
		expect(sentWhilePaused(sandbox.log, service)).toEqual([]);
	});

	it('is left alone by the next process too', async () => {
		const fault = '429 retry-after=600 on PATCH */users/* times=1';
		scene = await startBulkScene({ fault }, {}, await create());
		const { sandbox, runner, crowd, request, open } = scene;
		const stop = new AbortController();
		const first = runner.bulk(request(crowd.slice(0, 2), { signal: stop.signal }));
		while (!requestsIn(sandbox.log).some(({ status }) => status === 429)) await delay(20);
		await delay(500);
		stop.abort();
		await first;
		await runner.close();
		const again = await open();
		const sent = requestsIn(sandbox.log).length;
		const cancel = new AbortController();
		const waiting = again.bulk(request(crowd.slice(2, 4), { signal: cancel.signal }));
		await delay(2_000);
		expect(requestsIn(sandbox.log)).toHaveLength(sent);
		cancel.abort();
		expect((await waiting).map(({ status }) => status)).not.toContain('completed');
	});
});

describe.each(BOTH_KINDS)('the list of one tenant, on %s,', (_name, create) => {
	it('does not hold up the lock-out of somebody in another', async () => {
		const fault = '429 retry-after=60 on PATCH */users/* skip=3 times=1';
		scene = await startBulkScene({ fault }, {}, await create());
		other = await startSandbox({ port: 0, seed: 7 });
		const { runner, crowd, request } = scene;
		const stop = new AbortController();
		const bulk = runner.bulk(request(crowd.slice(0, 20), { signal: stop.signal }));
		const { members, ...rest } = request([]);
		expect(members).toEqual([]);
		const single = await runner.offboard({
			...rest,
			connection: parseConnection(other.connection),
			user: 'adele.vance@rehearsal.example',
			manager: null,
		});
		expect(single.status).toBe('completed');
		stop.abort();
		const runs = await bulk;
		expect(runs.some(({ status }) => status === 'cancelled')).toBe(true);
	});

	it('lets somebody in another be locked out before most of the list is', async () => {
		scene = await startBulkScene({ users: 160 }, { limiter: NO_LIMITS });
		other = await startSandbox({ port: 0, seed: 7, users: 60 });
		const { runner, crowd, request } = scene;
		let through = 0;
		const single: Promise<unknown>[] = [];
		let before = 0;
		let after = Number.NaN;
		const { members: _none, ...rest } = request([]);
		const connection = parseConnection(other.connection);
		const user = other.tenant.users.at(-1)?.profile.userPrincipalName ?? '';
		const one = { ...rest, connection, user, manager: null };
		// The first sign-in to a tenant is not what is asked about.
		await runner.offboard({ ...one, dryRun: true });
		await runner.bulk(request(crowd.slice(0, 100)), (progress) => {
			if (progress.type !== 'run' || !isLockedOut(progress.progress)) return;
			through += 1;
			if (single.length > 0) return;
			before = through;
			const asked = runner.offboard(one, (event) => {
				if (!isLockedOut(event)) return;
				after = through;
				// Only the order counts: nobody's rest is of interest, nor the record of it.
				runner.pause();
			});
			single.push(asked);
		});
		await Promise.all(single);
		expect(before).toBeLessThan(10);
		expect(after).toBeLessThan(50);
	});
});

function isLockedOut(progress: RunProgress): boolean {
	return progress.type === 'stepFinished' && progress.outcome.key === 'revokeSessions';
}
