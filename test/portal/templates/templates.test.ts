import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

let portal: TestPortal;
let boss: Browser;
let user: string;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	const page = (await boss.get('/employees?q=adele.vance')).text;
	user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}, 60_000);

afterAll(() => portal.close());

const form = {
	name: 'Standard leaver',
	isFirst: 'yes',
	devices: 'retireAll',
	outOfOffice: '{name} left {organisation}; ask {manager}. {other} <%= 7*7 %> {{7*7}}',
	lockOutTarget: '60',
};
const idIn = (text: string) => /\/settings\/templates\/([0-9a-f-]{36})"/.exec(text)?.[1] ?? 'none';

describe('a template', () => {
	it('fills a new form, and is named in it with its version', async () => {
		expect((await boss.post('/settings/templates', form)).status).toBe(303);
		const page = (await boss.get(`/offboardings/new?user=${user}`)).text;
		expect(page).toContain('<option value="retireAll" selected>');
		expect(page).toContain('value="Standard leaver, version 1"');
		// Names are put in; nothing else of it is anything but text.
		expect(page).toContain(
			'Adele Vance left owner and friends; ask Miriam Graham. {other} &lt;%= 7*7 %&gt; {{7*7}}',
		);
		const empty = (await boss.get(`/offboardings/new?user=${user}&template=none`)).text;
		expect(empty).not.toContain('Standard leaver, version');
		// The manager is filled in either way.
		expect(empty).toContain('value="miriam.graham@rehearsal.example"');
	});

	it('is put right like any form, and has a name of its own', async () => {
		const twice = await boss.post('/settings/templates', { ...form, name: 'standard LEAVER' });
		expect([twice.status, twice.text.includes('Another template has this name')]).toEqual([
			422,
			true,
		]);
		const bad = await boss.post('/settings/templates', { ...form, name: 'x', devices: 'burn' });
		expect([bad.status, bad.text.includes('Choose what becomes of the devices.')]).toEqual([
			422,
			true,
		]);
	});

	it('gets another version when it is changed, and only one is the first', async () => {
		const id = idIn((await boss.get('/settings/templates')).text);
		await boss.post(`/settings/templates/${id}`, { ...form, lockOutTarget: '15' });
		await boss.post('/settings/templates', { ...form, name: 'Dismissal' });
		const page = (await boss.get(`/offboardings/new?user=${user}`)).text;
		expect(page).toContain('value="Dismissal, version 1"');
		const other = (await boss.get(`/offboardings/new?user=${user}&template=${id}`)).text;
		expect(other).toContain('value="Standard leaver, version 2"');
		await boss.post(`/settings/templates/${id}/delete`);
		expect((await boss.get('/settings/templates')).text).not.toContain('Standard leaver');
	});

	it('is its organisation’s, and an Owner’s or Admin’s to change', async () => {
		const manager = await joined(portal, boss, 'manager@corp.example', 'manager');
		expect((await manager.get('/settings/templates')).text).toContain('Dismissal');
		expect((await manager.post('/settings/templates', form)).status).toBe(403);
		const foreign = await owner(portal, 'owner@other.example');
		const id = idIn((await boss.get('/settings/templates')).text);
		expect((await foreign.get('/settings/templates')).text).toContain('No template yet');
		for (const path of [id, `${id}/delete`]) {
			expect((await foreign.post(`/settings/templates/${path}`, form)).status).toBe(404);
		}
	});
});
