import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Admission } from '../../../nodes/shared/graph/effectJournal';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { DEFAULT_LIMITS, type LimitSettings } from '../../../runner/limits/settings';
import { SharedLimiter } from '../../../runner/limits/shared-limiter';

const TENANT = 'contoso.com';
const WIPE = '/v1.0/deviceManagement/managedDevices/1/wipe';
const USER = '/v1.0/users/1';

let db: Db;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-limiter-'));
	db = await openDatabase(folder);
});

afterEach(() => db.destroy());

/** Two writes in 1.5 s for Intune; everything else as published. */
const SMALL: LimitSettings = {
	...DEFAULT_LIMITS,
	share: 1,
	limits: {
		...DEFAULT_LIMITS.limits,
		intuneWrites: { ...DEFAULT_LIMITS.limits.intuneWrites, amount: 2, perMs: 1_500 },
	},
};

const request = (path: string, more: Partial<Admission> = {}): Admission => ({
	...{ method: 'POST', path, effect: 'repeatable', timeoutMs: 1_000 },
	counted: [{ method: 'POST', path }],
	...more,
});

function asking(limiter: SharedLimiter, path: string, isLockOut = false, tenant = TENANT) {
	const stopped = new AbortController().signal;
	return limiter.admit(tenant, { request: request(path), isLockOut, stopped });
}

const throttled = (path: string, retryAfterMs: number | null) => [
	{ method: 'POST', path, status: 429, retryAfterMs, used: null },
];

/** True when it has not been let in after a while. */
async function waits(admitted: Promise<unknown>, ms = 150): Promise<boolean> {
	return await Promise.race([admitted.then(() => false), delay(ms, true)]);
}

describe('the limiter', () => {
	it('lets a lock-out go before what came earlier', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		const order: string[] = [];
		await asking(limiter, WIPE);
		await asking(limiter, WIPE);
		const all = ['first', 'second'].map((name) =>
			asking(limiter, WIPE).then(() => order.push(name)),
		);
		await delay(20);
		all.push(asking(limiter, WIPE, true).then(() => order.push('lock-out')));
		await Promise.all(all);
		expect(order[0]).toBe('lock-out');
	});

	it('makes no tenant wait for another', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		for (let sent = 0; sent < 2; sent += 1) await asking(limiter, WIPE);
		const blocked = asking(limiter, WIPE);
		expect(await waits(asking(limiter, WIPE, true, 'fabrikam.com'), 5_000)).toBe(false);
		await blocked;
	});

	it('pauses a service of a tenant, lock-outs included, and nothing else', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		await limiter.answered(TENANT, request(USER), throttled(USER, 60_000));
		expect(await waits(asking(limiter, USER, true))).toBe(true);
		expect(await waits(asking(limiter, WIPE), 5_000)).toBe(false);
		expect(await waits(asking(limiter, USER, true, 'fabrikam.com'), 5_000)).toBe(false);
	});

	it('goes on when the pause is over, not before', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		const began = Date.now();
		await limiter.answered(TENANT, request(USER), throttled(USER, 1_200));
		await asking(limiter, USER);
		expect(Date.now() - began).toBeGreaterThanOrEqual(1_199);
	});

	it('waits by itself where a service does not say how long', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		await limiter.answered(TENANT, request(USER), throttled(USER, null));
		expect(await waits(asking(limiter, USER), 500)).toBe(true);
	});

	it('still pauses after a restart, and in another process', async () => {
		await new SharedLimiter(db, SMALL).answered(TENANT, request(USER), throttled(USER, 600_000));
		const after = new SharedLimiter(await openDatabase(folder), SMALL);
		expect(await waits(asking(after, USER, true))).toBe(true);
	});

	it('does not let a shorter pause end a longer one', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		await limiter.answered(TENANT, request(USER), throttled(USER, 600_000));
		await limiter.answered(TENANT, request(USER), throttled(USER, 1_000));
		const [row] = await db.selectFrom('pause').selectAll().execute();
		expect(Date.parse(row?.until ?? '')).toBeGreaterThan(Date.now() + 500_000);
	});

	it('sends nothing whose own time is up', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		await limiter.answered(TENANT, request(USER), throttled(USER, 60_000));
		const late = request(USER, { deadline: new Date(Date.now() + 100) });
		const stopped = new AbortController().signal;
		expect(await limiter.admit(TENANT, { request: late, isLockOut: true, stopped })).toBe('late');
	});

	it('makes nobody wait whose run is stopped', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		await limiter.answered(TENANT, request(USER), throttled(USER, 60_000));
		const stop = new AbortController();
		const ask = { request: request(USER), isLockOut: false, stopped: stop.signal };
		const admitted = limiter.admit(TENANT, ask);
		stop.abort();
		expect(await waits(admitted, 5_000)).toBe(false);
	});

	it('counts the members of a batch one by one', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		const stopped = new AbortController().signal;
		const counted = Array.from({ length: 2 }, () => ({ method: 'POST', path: WIPE }));
		const batch = request('/v1.0/$batch', { counted });
		await limiter.admit(TENANT, { request: batch, isLockOut: false, stopped });
		expect(await waits(asking(limiter, WIPE), 100)).toBe(true);
	});

	it('lets four requests into a mailbox at once, and the fifth when one is answered', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		const path = '/v1.0/users/1/mailboxSettings';
		const inside = Array.from({ length: 4 }, () => request(path));
		const stopped = new AbortController().signal;
		for (const one of inside)
			await limiter.admit(TENANT, { request: one, isLockOut: false, stopped });
		const fifth = asking(limiter, path);
		expect(await waits(fifth)).toBe(true);
		expect(await waits(asking(limiter, '/v1.0/users/2/mailboxSettings'), 5_000)).toBe(false);
		const [first] = inside;
		if (first) await limiter.answered(TENANT, first, []);
		expect(await waits(fifth, 5_000)).toBe(false);
	});

	it('makes all but lock-outs wait where a service is nearly used up', async () => {
		const limiter = new SharedLimiter(db, SMALL);
		const busy = { method: 'POST', path: USER, status: 200, retryAfterMs: null, used: 1.1 };
		await limiter.answered(TENANT, request(USER), [busy]);
		expect(await waits(asking(limiter, USER))).toBe(true);
		expect(await waits(asking(limiter, USER, true), 5_000)).toBe(false);
	});
});
