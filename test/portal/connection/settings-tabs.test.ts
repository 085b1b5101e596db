import { afterAll, beforeAll, expect, it } from 'vitest';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let boss: Browser;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'boss@corp.example');
}, 60_000);

afterAll(() => portal.close());

/** The pages of the settings that are led to, the one that is shown marked. */
async function tabs(browser: Browser, path: string): Promise<readonly string[]> {
	const { text } = await browser.get(path);
	const [, nav = ''] = /<nav class="tabs" aria-label="Settings">(.*?)<\/nav>/s.exec(text) ?? [];
	return [...nav.matchAll(/<a href="[^"]+"( aria-current="page")?>([^<]+)/g)].map(
		([, current, word]) => `${current ? '> ' : ''}${word}`,
	);
}

it('Settings lead to Integrations and to whatever else somebody may see there', async () => {
	// Before there is a tenant, too: nobody has to connect one to get at the rest.
	expect((await boss.get('/settings/integrations')).location).toBe(
		'/settings/integrations/connect',
	);
	const all = ['Templates', 'Export', 'Delete'];
	expect(await tabs(boss, '/settings/integrations/connect')).toEqual(['> Integrations', ...all]);
	const viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	// Who may not connect one is told so, and not refused.
	const none = await viewer.get('/settings/integrations');
	expect([none.status, none.text.includes('No tenant is connected')]).toEqual([200, true]);
	expect(await tabs(viewer, '/settings/integrations')).toEqual(['> Integrations', 'Templates']);
	await connectSandbox(portal, boss);
	const { text } = await boss.get('/settings/integrations');
	expect(text).toMatch(/href="\/settings\/integrations\/connect">.*Connect Microsoft 365<\/a>/);
	expect(await tabs(boss, '/settings/integrations')).toEqual(['> Integrations', ...all]);
	for (const [path, word] of [
		['/settings/templates', 'Templates'],
		['/settings/export', 'Export'],
		['/settings/delete', 'Delete'],
	] as const) {
		const expected = ['Integrations', ...all].map((one) => (one === word ? `> ${one}` : one));
		expect(await tabs(boss, path)).toEqual(expected);
	}
	expect(await tabs(viewer, '/settings/integrations')).toEqual(['> Integrations', 'Templates']);
}, 60_000);
