import { randomUUID } from 'node:crypto';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { visitorOf } from '../../../portal/accounts/sessions';
import type { Services } from '../../../portal/services';
import { OpenStreams } from '../../../portal/live/open-streams';
import {
	joined,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let streams: OpenStreams;
let server: Server;
let url: string;
/** Statements that were made so far. */
let queries = 0;

beforeAll(async () => {
	portal = await testPortal();
	const db = portal.runner.db.withPlugin({
		transformQuery: ({ node }) => {
			queries++;
			return node;
		},
		transformResult: async ({ result }) => result,
	});
	const config = { publicUrl: portal.url } as Services['config'];
	const parts = {
		db: db as unknown as Services['db'],
		runner: portal.runner,
		config,
		now: () => portal.now(),
		log: null as never,
	};
	streams = new OpenStreams(parts);
	// A route as portal/live has it: whoever is a member gets a stream that stays open.
	const app = express();
	app.get('/events', async (request, response) => {
		const visitor = await visitorOf(parts, request);
		if (!visitor?.member) return void response.status(401).end();
		try {
			const leave = streams.add(visitor, () => response.end());
			request.on('close', leave);
		} catch {
			return void response.status(429).end();
		}
		response.type('text/event-stream').write(': open\n\n');
	});
	server = createServer(app).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
});

afterAll(async () => {
	await streams.close();
	server.close();
	server.closeAllConnections();
	await portal.close();
});

/** Opens a stream. @returns its status, how it ends, and a way to leave */
function listen(browser: Browser) {
	return new Promise<{ status: number; ended: Promise<number>; leave: () => void }>((resolve) => {
		const request = get(url, { headers: { cookie: browser.cookie ?? '' } }, (response) => {
			const ended = new Promise<number>((end) => response.on('close', () => end(queries)));
			response.resume();
			resolve({ status: response.statusCode ?? 0, ended, leave: () => request.destroy() });
		});
		request.on('error', () => undefined);
	});
}

const idOf = async (email: string): Promise<string> => {
	const rows = await portal.runner.db
		.selectFrom('account' as never)
		.selectAll()
		.execute();
	return (rows as { id: string; email: string }[]).find((row) => row.email === email)?.id ?? '';
};

it('ends by the second look after a role changed, a member was removed or signed out; others stay open', async () => {
	const ada = await owner(portal, 'ada@ada.example');
	const people = ['role', 'removed', 'out', 'password', 'mfa'].map((name) => `${name}@ada.example`);
	const browsers: Browser[] = [];
	for (const email of people) browsers.push(await joined(portal, ada, email, 'manager'));
	const kept = await listen(ada);
	const acts: (() => Promise<unknown>)[] = [
		async () =>
			ada.post(`/team/members/${await idOf('role@ada.example')}/role`, { role: 'viewer' }),
		async () => ada.post(`/team/members/${await idOf('removed@ada.example')}/remove`),
		async () => browsers[2]?.post('/auth/signout'),
		async () =>
			browsers[3]?.post('/account/password', { current: PASSWORD, password: randomUUID() }),
	];
	for (const [index, act] of acts.entries()) {
		const stream = await listen(browsers[index] ?? ada);
		expect(stream.status).toBe(200);
		await act();
		// The next look or the one after it: they are 400 ms apart.
		const asked = queries;
		expect((await stream.ended) - asked).toBeLessThanOrEqual(2);
	}
	const last = await listen(browsers[4] ?? ada);
	await ada.post('/team/mfa', { required: 'yes' });
	await Promise.all([last.ended, kept.ended]);
	expect((await listen(ada)).status).toBe(401);
}, 120_000);

it('asks once for all that are open, and not at all when none is', async () => {
	const bea = await owner(portal, 'bea@bea.example');
	const open = await Promise.all(Array.from({ length: 10 }, () => listen(bea)));
	expect(open.map(({ status }) => status)).toEqual(Array(10).fill(200));
	expect((await listen(bea)).status).toBe(429);
	const [before, began] = [queries, Date.now()];
	while (queries < before + 3) await new Promise((resolve) => setTimeout(resolve, 10));
	// One a look, however many are open: ten a look would be there at once.
	expect(Date.now() - began).toBeGreaterThan(700);
	for (const { leave } of open) leave();
	while (streams.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
	const after = queries;
	await new Promise((resolve) => setTimeout(resolve, 900));
	expect(queries - after).toBeLessThanOrEqual(1);
}, 120_000);
