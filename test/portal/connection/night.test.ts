import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectSandbox, joined, owner, testPortal, type TestPortal } from '../../harness/portal';

let portal: TestPortal;

beforeAll(async () => {
	portal = await testPortal();
});

afterAll(() => portal.close());

const PATH = '/settings/integrations/night';
const page = '/settings/integrations';

it('is chosen with its zone, kept over a new connection, and in the log', async () => {
	const ada = await owner(portal, 'ada@night.example');
	await connectSandbox(portal, ada);
	expect((await ada.get(page)).text).toContain('With all others of this installation');
	const chosen = { night: 'own', 'sync-at': '02:15', zone: 'America/New_York' };
	expect((await ada.post(PATH, chosen)).status).toBe(303);
	const [connection] = await portal.runner.connections.list();
	const kept = await portal.runner.nights.of(connection?.id ?? '');
	expect(kept).toMatchObject({ at: '02:15', zone: 'America/New_York' });
	const due = new Date(kept?.dueAt ?? 0);
	const local = due.toLocaleTimeString('en-GB', { timeZone: 'America/New_York' });
	expect(local).toBe('02:15:00');
	expect((await ada.get(page)).text).toContain('02:15, America/New_York');
	await connectSandbox(portal, ada);
	expect(await portal.runner.nights.of(connection?.id ?? '')).toMatchObject({ at: '02:15' });
	expect((await ada.get('/audit?what=tenant')).text).toContain('Tenant changed: its nightly sync');
	await ada.post(PATH, { night: 'off' });
	expect(await portal.runner.nights.of(connection?.id ?? '')).toMatchObject({ at: null });
	await ada.post(PATH, { night: 'with' });
	expect(await portal.runner.nights.of(connection?.id ?? '')).toBeNull();
});

it('says beside the field what is wrong, and keeps what was typed', async () => {
	const ada = await owner(portal, 'ada@wrong.example');
	expect((await ada.post(PATH, { night: 'own' })).status).toBe(409);
	await connectSandbox(portal, ada);
	const noTime = await ada.post(PATH, { night: 'own', 'sync-at': '3 o’clock', zone: 'UTC' });
	expect(noTime.status).toBe(422);
	expect(noTime.text).toContain('Give a time of day, such as 03:30.');
	const noZone = await ada.post(PATH, { night: 'own', 'sync-at': '04:45', zone: 'Nowhere' });
	expect(noZone.status).toBe(422);
	expect(noZone.text).toContain('value="04:45"');
	expect((await ada.post(PATH, {})).status).toBe(422);
	const viewer = await joined(portal, ada, 'vi@wrong.example', 'viewer');
	expect((await viewer.post(PATH, { night: 'off' })).status).toBe(403);
	expect((await viewer.get(page)).text).not.toContain('name="sync-at"');
});
