import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellOfEnded } from '../../../portal/ended-mails/tell-of-ended';
import type { Services } from '../../../portal/services';
import type { Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { idOf } from '../../harness/directory';
import { linesOf, writesIn } from '../../harness/requests';
import { owner, untilEnded, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let boss: Browser;
let scheduler: ReturnType<TestPortal['runner']['scheduler']>;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	boss = await owner(portal, 'owner@corp.example');
	await connectByConsent(sandbox, boss);
	scheduler = portal.runner.scheduler({ reportFolder: portal.folder, listener: () => undefined });
}, 120_000);

afterAll(async () => {
	await scheduler.stop();
	await portal.close();
	await sandbox.close();
});

const at = (alias: string) => `${alias}@rehearsal.example`;
const home = async () => (await boss.get('/')).text;
const real = () => portal.runner.runs({ dryRun: false });
const previewIn = (text: string) => /name="preview" value="([^"]+)"/.exec(text)?.[1] ?? 'none';

async function formOf(alias: string) {
	const user = await idOf(boss, alias);
	const preview = previewIn((await boss.get(`/offboardings/preview?user=${user}`)).text);
	return { user, confirm: at(alias), preview };
}

function userOf(alias: string): Sandbox['tenant']['users'][number] {
	const { users } = sandbox.tenant;
	const user = users.find(({ profile }) => profile.userPrincipalName === at(alias));
	if (!user) throw new Error(`There is no ${alias}`);
	return user;
}

function remove(alias: string): Sandbox['tenant']['users'][number] {
	const { tenant } = sandbox;
	const user = userOf(alias);
	tenant.users = tenant.users.filter((other) => other !== user);
	tenant.deletedUsers.push(user);
	return user;
}

it('who was refused and is locked out by the run that was confirmed again is not called open', async () => {
	const form = await formOf('isaiah.langer');
	userOf('isaiah.langer').profile.accountEnabled = false;
	const again = await boss.post('/offboardings', form);
	expect(again.status).toBe(422);
	const [refused] = await real();
	// Whoever goes away now has locked nobody out.
	expect(await home()).toMatch(/<b>Isaiah Langer<\/b><p>Not locked out\. The account has changed/);
	const started = await boss.post('/offboardings', { ...form, preview: previewIn(again.text) });
	const id = started.location?.split('/').at(-1) ?? 'none';
	await untilEnded(portal, id);
	expect(await home()).not.toContain('Not locked out. The account has changed');
	const page = (await boss.get(`/offboardings/${refused?.id}`)).text;
	expect(page).toContain(id);
	expect(page).not.toContain('This needs you');
}, 60_000);

it('what was refused longer ago than anything is tried again keeps nobody from being locked out', async () => {
	const form = await formOf('lidia.holloway');
	userOf('lidia.holloway').profile.accountEnabled = false;
	const again = await boss.post('/offboardings', form);
	const [refused] = await real();
	const finished_at = new Date(Date.now() - 40 * 24 * 3_600_000).toISOString();
	await portal.runner.db
		.updateTable('run')
		.set({ finished_at })
		.where('id', '=', refused?.id ?? '')
		.execute();
	const started = await boss.post('/offboardings', { ...form, preview: previewIn(again.text) });
	expect(started.location).toMatch(/^\/offboardings\/SIM-/);
	await untilEnded(portal, started.location?.split('/').at(-1) ?? 'none');
}, 60_000);

it('whoever was deleted between the preview and the start is not offboarded, and the page says so', async () => {
	const form = await formOf('pradeep.gupta');
	remove('pradeep.gupta');
	const before = sandbox.log.length;
	const answer = await boss.post('/offboardings', form);
	const id = answer.location?.split('/').at(-1) ?? 'none';
	await untilEnded(portal, id);
	const page = (await boss.get(answer.location ?? '')).text;
	expect(page).toContain('If it was there before, it has been deleted');
	expect(page).toContain('Nobody was locked out.');
	expect(linesOf(writesIn(sandbox.log.slice(before)))).toEqual([]);
}, 60_000);

it('the form of an old tab, about somebody who was offboarded since, starts nothing and calls nobody open', async () => {
	const form = await formOf('adele.vance');
	const first = await boss.post('/offboardings', form);
	await untilEnded(portal, first.location?.split('/').at(-1) ?? 'none');
	const before = (await real()).length;
	const atTime: Record<string, string> = { when: 'later', at: '2027-07-09T18:00', zone: 'UTC' };
	for (const more of [{}, atTime]) {
		const old = await boss.post('/offboardings', { ...form, ...more });
		expect(old.status).toBe(422);
		expect(old.text).toContain('Another offboarding of this person has run since you read');
	}
	expect(await real()).toHaveLength(before);
	expect(await home()).not.toContain('<b>Adele Vance</b><p>Not locked out.');
}, 60_000);

it('who was deleted before the time of a schedule is named, also after the next sync', async () => {
	const user = await idOf(boss, 'henrietta.mueller');
	await later('henrietta.mueller', user, () => remove('henrietta.mueller'));
	await boss.post('/employees/sync');
	for (let tries = 0; tries < 100 && (await idOf(boss, 'henrietta.mueller')) !== 'none'; tries++) {
		await sleep(100);
	}
	const text = await home();
	expect(text).toMatch(/<b>Henrietta Müller<\/b><p>[^<]*has been deleted\. Nothing was changed\./);
	await tellOfEnded(services());
	const mails = (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
	expect(mails).toContain('Henrietta Müller: refused');
	expect(`${text}${mails}`).not.toContain(`>${user}<`);
}, 60_000);

it('whoever has the name of a leaver now is asked about once, in words of the portal', async () => {
	const user = await idOf(boss, 'joni.sherman');
	await later('joni.sherman', user, () => {
		const hired = structuredClone(remove('joni.sherman'));
		const changes = { id: 'aaaaaaaa-0000-4000-8000-00000000aaaa', displayName: 'Joni the New' };
		Object.assign(hired.profile, changes, { createdDateTime: '2026-11-20T08:00:00Z' });
		sandbox.tenant.users.push(hired);
	});
	const text = await home();
	expect(text).toContain('<b>Shall it still happen? Joni Sherman</b>');
	expect(text.split('Joni the New').length - 1).toBe(1);
	expect(text).not.toContain('offboardiq schedule');
	const [run] = await real();
	const page = (await boss.get(`/offboardings/${run?.id}`)).text;
	expect(page).toContain('waits for somebody’s answer');
	expect(page).not.toContain('offboardiq schedule');
	const path = /href="(\/schedules\/SCH-[\d-]+)"/.exec(
		text.slice(text.indexOf('Shall it still')),
	)?.[1];
	const asked = (await boss.get(path ?? '')).text;
	expect(asked).toContain('it is this account that is offboarded, at once');
	expect(asked).toContain('Go on with it');
	// Where two have to agree, one who presses it would be refused: it is not offered.
	await boss.post('/settings/approval', { required: 'yes' });
	const alone = (await boss.get(path ?? '')).text;
	expect(alone).toContain('A second person has to agree to another account than was meant.');
	expect(alone).not.toContain('Go on with it');
	await boss.post('/settings/approval', { required: 'no' });
	await boss.post(`${path}/cancel`);
	expect(await home()).not.toMatch(/<b>[^<]*Joni|Shall it still/);
}, 60_000);

/** Schedules somebody, lets something happen, and lets the time come. */
async function later(alias: string, user: string, meanwhile: () => void): Promise<void> {
	const form = { user, confirm: at(alias), when: 'later', at: '2027-07-09T18:00', zone: 'UTC' };
	const { location } = await boss.post('/offboardings', form);
	const id = location?.split('/').at(-1) ?? 'none';
	meanwhile();
	const due_at = new Date(Date.now() - 1_000).toISOString();
	await portal.runner.db.updateTable('schedule').set({ due_at }).where('id', '=', id).execute();
	const isOpen = async () =>
		['pending', 'started'].includes((await portal.runner.schedules.get(id)).state);
	for (let tries = 0; tries < 100 && (await isOpen()); tries++) {
		await scheduler.tick();
		await sleep(100);
	}
}

const services = () => {
	const { runner } = portal;
	const config = { publicUrl: portal.url };
	return { runner, config, db: runner.db, now: () => portal.now() } as unknown as Services;
};
