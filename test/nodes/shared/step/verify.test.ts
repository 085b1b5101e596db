import { afterEach, beforeEach, expect, test } from 'vitest';
import { fieldsOf, graphPath, type GraphRequest } from '../../../../nodes/shared/graph';
import { writeAndReadBack } from '../../../../nodes/shared/step/readBack';
import { seenWithin } from '../../../../nodes/shared/step/verify';
import { member, startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';

const read: GraphRequest = {
	method: 'GET',
	path: graphPath`/users/${'1'}`,
	effect: 'read',
	permissions: [],
};
const write: GraphRequest = { ...read, method: 'PATCH', body: { off: true }, effect: 'repeatable' };

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

const on = { body: { off: false } };
const off = { body: { off: true } };
const isOff = (body: unknown) => fieldsOf(body)['off'] === true;
const waited = () => server.clock.waits.reduce((sum, wait) => sum + wait, 0);

test('what shows at once costs one read and no wait', async () => {
	server.answer(off);
	const before = server.clock.now().toISOString();
	const at = await seenWithin(server.graph, read, isOff, 15_000);
	expect(at !== null && at >= before).toBe(true);
	expect([server.requests.length, waited()]).toEqual([1, 0]);
});

test('what shows late is seen late, and the time is that of the read that showed it', async () => {
	server.answer(on, on, on, off);
	const begun = server.clock.now().getTime();
	const at = await seenWithin(server.graph, read, isOff, 15_000);
	expect(Date.parse(at ?? '') - begun).toBeGreaterThanOrEqual(7_000);
	expect(server.clock.waits).toEqual([1_000, 2_000, 4_000]);
});

test.each([0, 500, 5_000, 15_000, 45_000, 120_000])(
	'what never shows is given up after %d ms and not before its last whole pause',
	async (forMs) => {
		server.answer(...Array.from({ length: 40 }, () => on));
		expect(await seenWithin(server.graph, read, isOff, forMs)).toBeNull();
		expect(waited()).toBeLessThanOrEqual(forMs);
		expect(waited()).toBeGreaterThan(forMs - 15_000);
	},
);

test('a read that fails shows nothing, and the next may', async () => {
	server.answer({ status: 404 }, off);
	expect(await seenWithin(server.graph, read, isOff, 5_000)).not.toBeNull();
	server.answer(...Array.from({ length: 9 }, () => ({ status: 404, body: { off: true } })));
	expect(await seenWithin(server.graph, read, isOff, 5_000)).toBeNull();
});

test('a read that was made already is not made again', async () => {
	const at = '2026-03-02T10:00:00.000Z';
	const first = { ok: true, status: 200, requestId: null, at, attempts: 1, ...off } as const;
	expect(await seenWithin(server.graph, read, isOff, 5_000, first)).toBe(at);
	expect(server.requests).toHaveLength(0);
});

test('a write and its read-backs: one round trip, then reading until it shows', async () => {
	const responses = [member(1, 200, on.body), member(2, 204), member(3, 200, on.body)];
	server.answer({ body: { responses } }, off);
	const shows = (after: object, before: object) => isOff(after) && !isOff(before);
	const result = await writeAndReadBack(server.graph, read, write, shows, 5_000);
	expect(result).toMatchObject({ ok: true, before: { off: false }, write: { status: 204 } });
	expect(result.ok && result.seenAt).toEqual(expect.any(String));
	expect(server.requests).toHaveLength(2);
});

test('a write that is refused is a failure, whatever the reads show', async () => {
	const responses = [member(1, 200, off.body), member(2, 400, {}), member(3, 200, off.body)];
	server.answer({ body: { responses } });
	const result = await writeAndReadBack(server.graph, read, write, isOff, 5_000);
	expect(result).toMatchObject({ ok: false, failure: { status: 400 } });
});

test('a first read that fails is a failure, and the write behind it is not sent', async () => {
	const responses = [member(1, 404, {}), member(2, 424, {}), member(3, 424, {})];
	server.answer({ body: { responses } });
	const result = await writeAndReadBack(server.graph, read, write, isOff, 5_000);
	expect(result).toMatchObject({ ok: false, failure: { kind: 'notFound' } });
	expect(server.requests).toHaveLength(1);
});
