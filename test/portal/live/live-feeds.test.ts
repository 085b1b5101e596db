import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_LIMITS, openRunner, type Runner } from '../../../runner';
import { listenTo, type Listening } from '../../harness/event-source';
import { connectSandbox, joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

const ROOT = resolve(__dirname, '..', '..', '..');

let portal: TestPortal;
let browser: Browser;
/** Another runner on the same database, as on another machine: the portal sees of it what the journal says. */
let elsewhere: Runner;
let tenantId: string;

beforeAll(async () => {
	({ portal, browser } = await rehearsed());
	tenantId = (await portal.runner.connections.list())[0]?.id ?? '';
	elsewhere = await openRunner({
		...{ dataFolder: portal.folder, packFolder: ROOT, limiter: NO_LIMITS },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
}, 120_000);

afterAll(async () => {
	await elsewhere.close();
	await portal.close();
});

/**
 * Starts an offboarding in the other runner.
 *
 * @param hold what it waits for before each step
 * @returns its number, and its end
 */
async function started(
	user: string,
	hold: (key: string) => Promise<void> = () => Promise.resolve(),
): Promise<{ id: string; ended: Promise<unknown> }> {
	const connection = await elsewhere.connections.open(tenantId);
	const request = { connection, user: `${user}@rehearsal.example`, manager: null, dryRun: false };
	const more = { requestedBy: null, ticket: null, reportFolder: portal.folder, hold };
	return await new Promise((begun) => {
		const ended = elsewhere.offboard({ ...request, ...more }, (progress) => {
			if (progress.type === 'started') begun({ id: progress.id, ended });
		});
	});
}

const eventsOf = (id: string) => `${portal.url}/offboardings/${id}/events`;
const idsOf = ({ told }: Listening) => told.flatMap(({ id }) => id ?? []);
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, at) => from + at);

async function until(is: () => boolean, withinMs = 12_000): Promise<void> {
	for (let tries = 0; tries < withinMs / 20 && !is(); tries++) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	expect(is()).toBe(true);
}

it('tells every event of a run on another runner once, in order, with the card, and ends with it', async () => {
	const { id, ended } = await started('adele.vance');
	const stream = await listenTo(eventsOf(id), browser);
	expect(stream.type).toContain('text/event-stream');
	await Promise.all([ended, stream.ended]);
	const all = await portal.runner.events(id, 0);
	expect(idsOf(stream)).toEqual(upTo(all.length));
	expect(stream.told[0]).toEqual({ id: null, event: 'open', data: '' });
	expect(stream.told.at(-1)?.event).toBe('over');
	const cards = stream.told.filter(({ event }) => event === '');
	// It is seen as it goes, not all at once when it is over.
	expect(cards.length).toBeGreaterThan(1);
	expect(cards.at(-1)?.data).toContain('Completed, not all seen yet, simulated');
	expect(cards.at(-1)?.data).not.toContain('hx-trigger');
}, 60_000);

it('goes on after a connection that broke without a gap and without telling anything twice', async () => {
	let goOn = () => {};
	const left = new Promise<void>((resolve) => (goOn = resolve));
	const { id, ended } = await started('isaiah.langer', (key) =>
		key === 'removeMfaMethods' ? left : Promise.resolve(),
	);
	const first = await listenTo(eventsOf(id), browser);
	await until(() => idsOf(first).length >= 4);
	first.leave();
	await first.ended;
	const seen = idsOf(first);
	goOn();
	await ended;
	const second = await listenTo(eventsOf(id), browser, seen.at(-1));
	await second.ended;
	const all = await portal.runner.events(id, 0);
	expect([...seen, ...idsOf(second)]).toEqual(upTo(all.length));
	expect(second.told.find(({ event }) => event === '')?.data).toContain('Completed, simulated');
	// Whoever has seen all of it is told that it is over, and shown nothing again.
	const third = await listenTo(`${eventsOf(id)}?after=${all.length}`, browser);
	await third.ended;
	expect(third.told.map(({ event }) => event)).toEqual(['open', 'over']);
}, 60_000);

it('of another organisation, or of nobody, is not found, like one that never was', async () => {
	const [run] = await portal.runner.runs({ dryRun: false });
	const foreign = await owner(portal, 'owner@other.example');
	await connectSandbox(portal, foreign);
	const answers = await Promise.all([
		foreign.get(`/offboardings/${run?.id}/events`),
		foreign.get('/offboardings/OFF-2026-999999/events'),
	]);
	expect(answers.map(({ status }) => status)).toEqual([404, 404]);
	expect((await portal.browser().get(`/offboardings/${run?.id}/events`)).location).toContain(
		'/auth/signin',
	);
}, 60_000);

it('ends within a second when whoever watches is removed, and lets nobody open a hundred', async () => {
	let goOn = () => {};
	const left = new Promise<void>((resolve) => (goOn = resolve));
	const { id, ended } = await started('pradeep.gupta', () => left);
	const viewer = await joined(portal, browser, 'viewer@corp.example', 'viewer');
	const stream = await listenTo(eventsOf(id), viewer);
	expect(stream.status).toBe(200);
	await until(() => idsOf(stream).length > 0);
	expect(stream.raw()).not.toContain('Cancel the rest');
	const [account] = (await portal.runner.db
		.selectFrom('account' as never)
		.selectAll()
		.where('email' as never, '=', 'viewer@corp.example' as never)
		.execute()) as { id: string }[];
	const began = Date.now();
	await browser.post(`/team/members/${account?.id}/remove`);
	await stream.ended;
	expect(Date.now() - began).toBeLessThan(1_500);
	expect(stream.told.at(-1)?.event).toBe('changed');
	const many = await Promise.all(upTo(10).map(() => listenTo(eventsOf(id), browser)));
	expect(many.map(({ status }) => status)).toEqual(Array(10).fill(200));
	const one = await listenTo(eventsOf(id), browser);
	expect(one.status).toBe(429);
	// Silence is not the end: a comment for what is in between, a message for the page.
	await until(() => many[0]?.told.some(({ event }) => event === 'beat') ?? false, 20_000);
	expect(many[0]?.raw()).toContain(': beat\n\n');
	for (const { leave } of many) leave();
	goOn();
	await ended;
}, 60_000);

it('of a list shows it as it goes and ends with it', async () => {
	const people = ['lee.gu', 'zoe.lukasiewicz'].map((name) => `${name}@rehearsal.example`);
	const made = await browser.post('/bulks', {
		people: people.join('\n'),
		confirm: 'offboard 2',
	});
	const stream = await listenTo(`${portal.url}${made.location}/events`, browser);
	await stream.ended;
	const lists = stream.told.filter(({ event }) => event === '');
	expect(lists.length).toBeGreaterThan(0);
	expect(lists.at(-1)?.data).toContain('All 2 locked out');
	const ids = idsOf(stream);
	expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
	const again = await listenTo(`${portal.url}${made.location}/events`, browser, ids.at(-1));
	await again.ended;
	expect(again.told.map(({ event }) => event)).toEqual(['open', 'over']);
}, 60_000);
