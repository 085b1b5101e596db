import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WATCH_MS } from '../../../runner/journal/crash-count';
import { Work, type WorkParts } from '../../../runner/schedule/work';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('runs that killed before begin one watch after the other, offered once', async () => {
	const begun: string[] = [];
	// Only what is asked of the house here; none of the runs ends.
	const parts = {
		connections: { open: async () => ({}) },
		check: { readiness: async () => 'ready' },
		holds: { note: () => true },
		tell: () => undefined,
		worked: async () => undefined,
		...{ concurrency: 8, reportFolder: '/reports', monotonic: () => performance.now() },
		resume: async (id: string) => {
			begun.push(id);
			return await new Promise<null>(() => undefined);
		},
	} as unknown as WorkParts;
	const open = (id: string, crashes: number) => ({ id, crashes, connectionId: 'c', tenantId: 't' });
	new Work(parts).offer([open('A', 2), open('B', 2), open('C', 0), open('D', 2)] as never);
	await vi.advanceTimersByTimeAsync(1);
	expect(begun).toEqual(['A', 'C']);
	await vi.advanceTimersByTimeAsync(WATCH_MS);
	expect(begun).toEqual(['A', 'C', 'B']);
	await vi.advanceTimersByTimeAsync(WATCH_MS);
	expect(begun).toEqual(['A', 'C', 'B', 'D']);
});
