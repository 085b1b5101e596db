import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cover, employees, tenantIdOf } from '../../harness/directory';
import { joined, PASSWORD, untilEnded, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

/* Offboardings one after the other, as by an account that was stolen: what is begun already is copies of one real run. */

let portal: TestPortal;
let boss: Browser;
let manager: Browser;
let names: readonly string[];
let tenantId: string;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	tenantId = await tenantIdOf(boss);
	names = await employees(portal, boss, 40);
	await cover(portal, boss, names);
	const first = await start(manager, names[0] ?? '');
	await untilEnded(portal, first.location?.split('/').at(-1) ?? '');
	await copied(22);
}, 180_000);

afterAll(() => portal.close());

async function idOf(name: string): Promise<string> {
	const place = { tenantId, group: null };
	return (await portal.runner.directory.named(place, name))?.id ?? 'none';
}

async function start(browser: Browser, name: string, more: Record<string, string> = {}) {
	const form = { user: await idOf(name), confirm: name, devices: 'leave', ...more };
	return await browser.post('/offboardings', form);
}

/** As if so many other people had been offboarded by the same person. */
async function copied(count: number): Promise<void> {
	const { db } = portal.runner;
	const run = await db.selectFrom('run').selectAll().executeTakeFirstOrThrow();
	for (let n = 0; n < count; n++) {
		const id = `SIM-2026-${900_000 + n}`;
		const user = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
		await db
			.insertInto('run')
			.values({ ...run, id, requested_user: user })
			.execute();
	}
}

const real = async () => (await portal.runner.runs({ dryRun: false })).length;

describe('one after the other', () => {
	it('25 people are one person’s to decide about, the same ones again too, and of several at once none more', async () => {
		// 23 have begun. Whoever scheduled one has decided about that one.
		const later = { when: 'later', at: '2027-07-09T18:00', zone: 'UTC' };
		expect((await start(manager, names[1] ?? '', later)).location).toMatch(/^\/schedules\//);
		const before = await real();
		const at = await Promise.all([2, 3, 4].map((n) => start(manager, names[n] ?? '')));
		const begun = at.filter(({ location }) => location?.startsWith('/offboardings/'));
		const refused = at.filter(({ status }) => status === 409);
		const asked = at.filter(({ location }) => location?.startsWith('/approvals/'));
		expect([begun.length, refused.length + asked.length]).toEqual([1, 2]);
		for (const { text } of refused) {
			expect(text).toContain('You have started 25 offboardings within 24 hours');
			expect(text).toContain('Nothing was started.');
		}
		expect(await real()).toBe(before + 1);
		for (const { location } of asked) await manager.post(`${location}/withdraw`);
		await untilEnded(portal, begun[0]?.location?.split('/').at(-1) ?? '');
		const again = await start(manager, names[0] ?? '');
		expect(again.location).toMatch(/^\/offboardings\//);
		await untilEnded(portal, again.location?.split('/').at(-1) ?? '');
	}, 120_000);

	it('the next needs a second person: the form says so, and nothing starts before they agree', async () => {
		const name = names[10] ?? '';
		const form = (await manager.get(`/offboardings/new?user=${await idOf(name)}`)).text;
		expect(form).toContain('because you have started 25 within 24 hours');
		expect(form).toContain('Ask for approval');
		const before = await real();
		const later: Record<string, string> = { when: 'later', at: '2027-07-09T18:00', zone: 'UTC' };
		for (const more of [{}, later]) {
			const asked = await start(manager, name, more);
			expect(asked.location).toMatch(/^\/approvals\//);
			const page = (await manager.get(asked.location ?? '')).text;
			expect(page).toContain('or by one person within 24 hours');
			await manager.post(`${asked.location}/withdraw`);
		}
		// Nor are they put on a short list.
		const list = await manager.post('/bulks', {
			...{ people: [name, names[11]].join('\n'), confirm: 'offboard 2', devices: 'leave' },
		});
		expect(list.location).toMatch(/^\/approvals\//);
		expect(await real()).toBe(before);
	}, 60_000);

	it('others are not kept from theirs, and what was agreed to or called off does not count', async () => {
		const other = await start(boss, names[12] ?? '');
		expect(other.location).toMatch(/^\/offboardings\//);
		const [schedule] = await portal.runner.schedules.list();
		await manager.post(`/schedules/${schedule?.id}/cancel`);
		const next = await start(manager, names[13] ?? '');
		expect(next.location).toMatch(/^\/offboardings\//);
		expect((await start(manager, names[14] ?? '')).location).toMatch(/^\/approvals\//);
	}, 60_000);

	it('a day later it begins anew', async () => {
		portal.wait(25 * 3_600_000);
		await manager.post('/auth/signin', { email: 'manager@corp.example', password: PASSWORD });
		expect((await start(manager, names[15] ?? '')).location).toMatch(/^\/offboardings\//);
		portal.wait(-25 * 3_600_000);
	}, 60_000);
});
