import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { startCommand } from '../../harness/command';
import { undoScene, type UndoScene } from './scene';

let scene: UndoScene;

beforeAll(async () => {
	scene = await undoScene();
}, 120_000);

afterAll(async () => {
	await scene.close();
});

it('Ctrl-C stops an undo before its next request, and says that a runner goes on with it', async () => {
	const { sandbox, runner, folder } = scene;
	const { id } = await scene.offboard('ordinary');
	const file = join(folder, 'connection.json');
	writeFileSync(file, JSON.stringify(sandbox.connection));
	sandbox.setLatency(400);
	const args = ['undo', id, '--connection', file, '--data', folder, '--yes', '--json'];
	const { child, ended } = startCommand([...args, '--reason', 'The wrong one']);
	const begun = async () => expect(await runner.undos([id])).toHaveLength(1);
	await vi.waitFor(begun, { timeout: 120_000, interval: 20 });
	child.kill('SIGINT');
	const { code, stdout, stderr } = await ended;
	expect([code, stdout]).toEqual([2, '']);
	expect(stderr).toContain('Not ended, and not called off: a runner');
	expect(stderr).toContain(`offboardiq undo ${id} goes on`);
	const [open] = await runner.undos([id]);
	expect([open?.endedAt, open?.owner]).toEqual([null, null]);
	sandbox.setLatency(0);
	// Whoever says it again goes on with the same.
	expect(await scene.undo(id)).toMatchObject({ id: `${id}-U1`, verdict: 'undone' });
}, 240_000);
