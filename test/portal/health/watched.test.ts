import { afterAll, beforeAll, expect, it } from 'vitest';
import { testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal({ OFFBOARDIQ_METRICS_PORT: '0' });
});

afterAll(() => portal.close());

const metrics = async (): Promise<string> =>
	await (await fetch(`http://127.0.0.1:${portal.metricsPort}/metrics`)).text();

it('counts requests by the pattern of their route, never by their path', async () => {
	const token = 'secret-token-of-a-link';
	await portal.browser().get(`/auth/reset/${token}`);
	await portal.browser().get(`/nowhere/${token}`);
	await portal.browser().get('/assets/oiq.css');
	const text = await metrics();
	expect(text).toMatch(
		/offboardiq_http_requests_total\{method="GET",route="\/auth\/reset\/:token",status="200"\} 1/,
	);
	expect(text).toMatch(/route="none",status="404"\} 1/);
	expect(text).toMatch(/route="assets",status="200"\} 1/);
	expect(text).not.toContain(token);
	expect(text).toContain('nodejs_eventloop_lag_seconds');
});

it('shows metrics on their own port only', async () => {
	expect((await portal.browser().get('/metrics')).status).toBe(404);
	const other = await fetch(`http://127.0.0.1:${portal.metricsPort}/`);
	expect(other.status).toBe(404);
});

it('is alive, and ready until its database is not what it needs', async () => {
	expect((await portal.browser().get('/livez')).text).toBe('alive\n');
	expect((await portal.browser().get('/readyz')).text).toBe('ready\n');
	await portal.runner.db
		.deleteFrom('portal_migration' as never)
		.where('name' as never, '=', '0005-covered-employee' as never)
		.execute();
	const answer = await portal.browser().get('/readyz');
	expect([answer.status, answer.text]).toEqual([503, 'not ready: database\n']);
});

it('says when no runner has been at work for five minutes, and stays ready itself', async () => {
	const own = await testPortal();
	const slots = own.runner.db;
	const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
	const seen = async (changes: { ended_at: string | null; lease_until: string | null }) => {
		await slots.deleteFrom('slot').execute();
		const row = { name: 'ownNights', due_at: ago(0), started_at: ago(90), error: null };
		await slots
			.insertInto('slot')
			.values({ ...row, lease_owner: null, ...changes })
			.execute();
		const { status, text } = await own.browser().get('/readyz');
		return [status, text.replace(/\d{4}-\S+Z/, 'THEN')];
	};
	const silent = 'ready\nscheduler: nothing scheduled starts (last seen: THEN)\n';
	expect((await own.browser().get('/readyz')).text).toBe('ready\n');
	expect(await seen({ ended_at: ago(6), lease_until: null })).toEqual([200, silent]);
	expect(await seen({ ended_at: ago(6), lease_until: ago(1) })).toEqual([200, silent]);
	expect(await seen({ ended_at: ago(4), lease_until: null })).toEqual([200, 'ready\n']);
	// One that has a long night's work in hand renews what it holds.
	expect(await seen({ ended_at: ago(60), lease_until: ago(-1) })).toEqual([200, 'ready\n']);
	await own.close();
});

it('has no metrics unless they are asked for, and no port that is none', async () => {
	const plain = await testPortal();
	expect(plain.metricsPort).toBeNull();
	await plain.close();
	await expect(testPortal({ OFFBOARDIQ_METRICS_PORT: 'x' })).rejects.toThrow(/is a port/);
});
