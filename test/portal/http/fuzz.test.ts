import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { badRequests } from '../../harness/bad-requests';
import {
	connectSandbox,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

/** More by `npm run bench:fuzz`; as many as a build server has time for. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 300);

let portal: TestPortal;
let browser: Browser;
let person: string;
const email = 'fuzz@fuzz.example';

beforeAll(async () => {
	portal = await testPortal();
	browser = await owner(portal, email);
	person = await connectSandbox(portal, browser);
}, 60_000);

afterAll(() => portal.close());

it(`answers ${REQUESTS} bad requests, none of them with an error of its own`, async () => {
	// What leaves, or fills the machine with real runs, is tried by tests of its own.
	const routes = portal.routes.filter(
		({ method, path }) => method === 'get' || !/signout|sign-out|sessions/.test(path),
	);
	const statuses = new Map<number, number>();
	await fc.assert(
		fc.asyncProperty(badRequests(routes, [person, 'SIM-2026-000001']), async (request) => {
			const { method, path, body } = request;
			if (browser.cookie === null)
				await browser.post('/auth/signin', { email, password: PASSWORD });
			const headers = { cookie: browser.cookie ?? '', ...request.headers };
			const answer = await fetch(portal.url + path, { method, headers, body, redirect: 'manual' });
			await answer.arrayBuffer();
			statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
			expect(answer.status, `${method} ${path}`).toBeLessThan(500);
		}),
		{
			numRuns: REQUESTS,
			...(process.env.FUZZ_SEED ? { seed: Number(process.env.FUZZ_SEED) } : {}),
		},
	);
	if (REQUESTS > 300)
		console.log(JSON.stringify([...statuses].sort(([one], [other]) => one - other)));
	expect(portal.log.join('')).not.toContain('a request failed');
	// It reached the pages: not everything was turned away at the door.
	expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 20);
}, 3_600_000);
