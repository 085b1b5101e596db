import { afterAll, beforeAll, expect, it } from 'vitest';
import { withApp } from '../../harness/authenticator';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const HOUR = 3_600_000;
let portal: TestPortal;
let boss: Browser;
let manager: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'owner@other.example');
}, 120_000);

afterAll(() => portal.close());

const home = async (browser: Browser) => (await browser.get('/')).text;
const counted = (text: string) =>
	/href="\/approvals"[^>]*>.*?<span class="n">(\d+)</.exec(text)?.[1];

async function ask(by: Browser, alias: string, more: Record<string, string> = {}) {
	const page = (await boss.get(`/employees?q=${alias}`)).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	const confirm = `${alias}@rehearsal.example`;
	return (await by.post('/offboardings', { user, confirm, ...more })).location ?? '';
}

it('the set-up is listed by what is missing, each step for whoever may do it, and goes away by itself', async () => {
	await boss.post('/welcome/later');
	const first = await home(boss);
	expect(first).toContain('1 of 4 done');
	expect(first).toContain('href="/settings/integrations/connect">Connect<');
	// A Manager is here already, so there is a second person who can act.
	expect(first).not.toContain('Invite somebody');
	const theirs = await home(manager);
	expect(theirs).toContain('An Owner or Admin does this');
	expect(theirs).not.toContain('href="/settings/integrations/connect"');
	await connectSandbox(portal, boss);
	expect(await home(boss)).toContain('3 of 4 done');
	// What is left is each one's own: an app beside the password.
	expect(await home(viewer)).toContain('href="/account/mfa">Set it up<');
	await withApp(portal, viewer);
	expect(await home(viewer)).not.toContain('id="h-setup"');
	expect(await home(boss)).toContain('id="h-setup"');
});

it('asks for a second person while there is none, and says that one is invited', async () => {
	await foreign.post('/welcome/later');
	expect(await home(foreign)).toContain('href="/team#invite">Invite somebody<');
	await foreign.post('/team/invitations', { emails: 'see@other.example', role: 'viewer' });
	expect(await home(foreign)).toContain('Invite somebody');
	await foreign.post('/team/invitations', { emails: 'two@other.example', role: 'admin' });
	expect(await home(foreign)).toContain('See the invite');
});

it('what waits for an answer stands first for whoever may give it, and is counted in the navigation', async () => {
	await boss.post('/settings/approval', { required: 'yes' });
	const path = await ask(manager, 'adele.vance');
	expect(path).toMatch(/^\/approvals\//);
	const mine = await home(boss);
	expect(mine).toContain('1 request waits for your approval.');
	expect(mine).toContain('<b>Approve or decline: Adele Vance</b><p>manager asks.');
	expect(mine).toContain(`href="${path}"`);
	expect(counted(mine)).toBe('1');
	// On other pages too, and on a form that comes back.
	expect(counted((await boss.get('/employees')).text)).toBe('1');
	const asked = await home(manager);
	expect(asked).toContain('<b>Waits for a second person: Adele Vance</b>');
	expect(asked).not.toContain('waits for your approval');
	expect(counted(asked)).toBeUndefined();
	const seen = await home(viewer);
	expect(seen).not.toContain('Adele Vance');
	expect(seen).not.toContain('href="/approvals"');
	await connectSandbox(portal, foreign);
	const other = await home(foreign);
	expect(other).not.toContain('Adele Vance');
	expect(counted(other)).toBeUndefined();
}, 60_000);

it('what is held comes before what can wait, and what is answered or too late is gone', async () => {
	const at = new Date(portal.now().getTime() + 30 * HOUR).toISOString().slice(0, 16);
	await ask(manager, 'lee.gu', { when: 'later', at, zone: 'UTC' });
	expect(counted(await home(boss))).toBe('2');
	await portal.runner.db
		.updateTable('approval' as never)
		.set({ held_at: portal.now().toISOString() } as never)
		.where('due_at' as never, 'is not', null as never)
		.execute();
	const text = await home(boss);
	const [held, waits] = [text.indexOf('decline: Lee Gu'), text.indexOf('decline: Adele Vance')];
	expect(held).toBeGreaterThan(0);
	expect(held).toBeLessThan(waits);
	expect(text).toContain('Its time has passed, and the account is still open.');
	portal.wait(73 * HOUR);
	// What has no time of its own ends after three days; what is held goes on waiting. Sessions end with the days.
	const again = portal.browser();
	await again.post('/auth/signin', {
		email: 'owner@corp.example',
		password: 'correct horse battery',
	});
	const late = await home(again);
	expect(late).not.toContain('decline: Adele Vance');
	expect(late).toContain('decline: Lee Gu');
	expect(counted(late)).toBe('1');
	const path = /href="(\/approvals\/[0-9a-f-]{36})"/.exec(late)?.[1] ?? '';
	const hash = /name="hash" value="([0-9a-f]{64})"/.exec((await again.get(path)).text)?.[1] ?? '';
	await again.post(`${path}/decline`, { hash, reason: 'Not this one.' });
	const answered = await home(again);
	expect(answered).not.toContain('Lee Gu');
	expect(counted(answered)).toBeUndefined();
	portal.wait(-73 * HOUR);
}, 60_000);

it('the rule and the templates are one step away from where approvals are', async () => {
	const list = (await boss.get('/approvals')).text;
	expect(list).toContain('href="/team#rules"');
	expect(list).toContain('href="/settings/templates"');
	expect((await boss.get('/team')).text).toContain('id="rules"');
	expect((await boss.get('/settings/integrations')).text).toContain('href="/team#rules"');
});
