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

const PAGE = Buffer.from('<html>Sign in to the proxy</html>').toString('base64');
const page = { body: '<html>Sign in to the proxy</html>' };
const batch = (...responses: object[]) => ({ body: { responses } });
const readOn = (id: number) => member(id, 200, on.body);

test('what is accepted and never shows says how long it was looked for', async () => {
	server.answer(batch(readOn(1), member(2, 204), readOn(3)), on, on);
	const result = await writeAndReadBack(server.graph, read, write, isOff, 3_000);
	expect(result).toMatchObject({
		ok: true,
		seenAt: null,
		note: 'Accepted, but a read 3 s later still showed the old state.',
	});
});

test('what is accepted and can not be read back says so', async () => {
	const no = { status: 403, body: {} };
	server.answer(batch(readOn(1), member(2, 204), member(3, 403, {})), no, no, no);
	const result = await writeAndReadBack(server.graph, read, write, isOff, 3_000);
	expect(result).toMatchObject({ ok: true, seenAt: null });
	expect(result.ok && result.note).toBe('Accepted, but it could not be read back.');
});

test('a proxy’s page in place of the answer, and a read that shows nothing: not done', async () => {
	server.answer(batch(readOn(1), member(2, 200, PAGE), readOn(3)), page, page, page, on, on, on);
	const result = await writeAndReadBack(server.graph, read, write, isOff, 3_000);
	if (result.ok) throw new Error('a success was made up');
	expect(result.failure).toMatchObject({ kind: 'lost', code: 'UnusableAnswer' });
	expect(result.failure.message).toContain('A read 3 s later still showed the old state.');
});

test('a proxy’s page in place of the answer, and a read that shows the write: done', async () => {
	server.answer(batch(readOn(1), member(2, 200, PAGE), readOn(3)), page, page, page, on, off);
	const result = await writeAndReadBack(server.graph, read, write, isOff, 3_000);
	expect(result).toMatchObject({ ok: true, note: expect.stringContaining('answer was lost') });
	expect(result.ok && result.seenAt).toEqual(expect.any(String));
});

test('a write that one replica knows no account for is tried again while another shows it', async () => {
	const lag = batch(readOn(1), member(2, 404, {}), member(3, 424, {}));
	server.answer(lag, lag, batch(readOn(1), member(2, 204), member(3, 200, off.body)));
	const result = await writeAndReadBack(server.graph, read, write, isOff, 3_000);
	expect(result).toMatchObject({ ok: true, note: null });
	server.answer(lag, lag, lag, lag);
	const never = await writeAndReadBack(server.graph, read, write, isOff, 3_000);
	if (never.ok) throw new Error('a success was made up');
	expect(never.failure.message).toContain('its replicas do not agree yet');
	expect(server.requests).toHaveLength(3 + 4);
});
