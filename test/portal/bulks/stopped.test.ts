import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf as at } from '../../harness/directory';
import {
	connectSandbox,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const NAMES = ['adele.vance', 'miriam.graham', 'lee.gu', 'joni.sherman', 'nestor.wilke'].map(at);

let portal: TestPortal;
let boss: Browser;
let foreign: Browser;

beforeAll(async () => {
	portal = await testPortal({ OFFBOARDIQ_REHEARSAL_LATENCY_MS: '100' });
	boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	foreign = await owner(portal, 'eve@other.example');
	await connectSandbox(portal, foreign);
}, 400_000);

afterAll(() => portal.close());

it('whoever was stopped in the middle of a list comes onto a new one, with what was asked for them', async () => {
	// Who of them is locked out before it stops, nobody can say.
	const lines = NAMES.map(
		(name) => `${name},${at('diego.siciliani')},HR-7,2026-12-24 18:00,Europe/Berlin`,
	);
	const people = ['user,manager,ticket,effective_end,zone', ...lines].join('\n');
	const form = { people, confirm: 'offboard 5', devices: 'leave', ticket: 'HR-1' };
	const path = (await boss.post('/bulks', form)).location ?? '';
	const id = path.split('/').at(-1) ?? '';
	expect((await boss.get(path)).text).toContain('Cancel the rest');
	await boss.post(`${path}/cancel`);
	expect((await boss.get(path)).text).not.toContain('Cancel the rest');
	await expect
		.poll(async () => (await portal.runner.bulkOf(id))?.finishedAt ?? null, { timeout: 240_000 })
		.not.toBeNull();
	const stopped = (await portal.runner.runs({ statuses: ['cancelled'] })).length;
	expect(stopped).toBeGreaterThan(0);
	const link = `/bulks/new?of=${id}`;
	const page = (await boss.get(path)).text;
	expect(page).toContain(`href="${link}"`);
	expect(page).toContain('Stopped, simulated');
	const text = (await boss.get(link)).text;
	const typed = /<textarea[^>]*name="people"[^>]*>([^<]*)</.exec(text)?.[1] ?? '';
	const again = typed.replaceAll('&quot;', '"').replaceAll('&#39;', "'");
	expect(text).toContain('value="HR-1"');
	expect(text).toContain('value="leave" selected');
	const checked = (await boss.post('/bulks/check', { people: again, devices: 'leave' })).text;
	expect(checked).toContain(`${stopped} people can be offboarded.`);
	expect(checked).toContain(`Mail and ownership go to`);
	expect(checked).toContain('Ticket HR-7. Employment ends 2026-12-24 18:00:00 (UTC+01:00)');
	expect((await foreign.get(link)).status).toBe(404);
	expect((await foreign.get('/bulks/new?of=BULK-2020-000001')).status).toBe(404);
}, 400_000);
