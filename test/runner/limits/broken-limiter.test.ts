import { afterEach, expect, it, vi } from 'vitest';
import { NO_LIMITS } from '../../../runner';
import { startBulkScene, type BulkScene } from '../bulk/scene';

vi.setConfig({ testTimeout: 120_000 });

let scene: BulkScene | null = null;

afterEach(async () => {
	await scene?.close();
	scene = null;
});

it('what was done is on the record although what it said of limits could not be kept', async () => {
	const answered = async () => await Promise.reject(new Error('The disk is full.'));
	scene = await startBulkScene(
		{ tenant: 'ordinary', users: undefined },
		{ limiter: { ...NO_LIMITS, answered } },
	);
	const { sandbox, runner, request } = scene;
	const [run] = await runner.bulk(request([sandbox.leaver ?? '']));
	expect(run?.status).toBe('completed');
	expect(run?.steps.map(({ outcome }) => outcome?.status)).toEqual(Array(10).fill('done'));
});
