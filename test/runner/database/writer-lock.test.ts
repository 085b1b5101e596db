import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inBackground } from '../../../runner/database/background';
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

	it('is given first to whom a page waits for, and not for ever', async () => {
		const lock = new WriterLock(30_000);
		const release = await lock.acquire();
		const order: string[] = [];
		const take = async (name: string) => {
			const own = await lock.acquire();
			order.push(name);
			own();
		};
		const list = inBackground(() => Promise.all([take('list 1'), take('list 2')]));
		const pages = Array.from({ length: 10 }, (_, count) => take(`page ${count + 1}`));
		release();
		await Promise.all([list, ...pages]);
		const eight = Array.from({ length: 8 }, (_, count) => `page ${count + 1}`);
		expect(order).toEqual([...eight, 'list 1', 'page 9', 'page 10', 'list 2']);
	});

	it('knows who is in the background by who asked, whatever they await', async () => {
		const lock = new WriterLock(30_000);
		const release = await lock.acquire();
		const order: string[] = [];
		const list = inBackground(async () => {
			await delay(5);
			const own = await lock.acquire();
			order.push('list');
			own();
		});
		await delay(30);
		const page = lock.acquire().then((own) => {
			order.push('page');
			own();
		});
		release();
		await Promise.all([list, page]);
		expect(order).toEqual(['page', 'list']);
	});
});
