import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { WriterLock } from '../../../runner/database/writer-lock';

const TIMEOUT_MS = 300;

describe('the lock of the writer', () => {
	it('is waited for as long as it changes hands', async () => {
		const lock = new WriterLock(TIMEOUT_MS);
		const inTurn = Array.from({ length: 6 }, async () => {
			const release = await lock.acquire();
			await delay(TIMEOUT_MS / 3);
			release();
		});
		await Promise.all(inTurn);
	});

	it('is given up on when the same one keeps it, by everybody who waits', async () => {
		const lock = new WriterLock(TIMEOUT_MS);
		const release = await lock.acquire();
		const waiting = await Promise.allSettled([lock.acquire(), lock.acquire()]);
		expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
		release();
		(await lock.acquire())();
	});

	it('is not given up on because the whole process stood still', async () => {
		const lock = new WriterLock(TIMEOUT_MS);
		const release = await lock.acquire();
		const waiting = lock.acquire();
		setTimeout(release, TIMEOUT_MS / 2);
		const until = performance.now() + TIMEOUT_MS * 2;
		while (performance.now() < until);
		(await waiting)();
	});
});
