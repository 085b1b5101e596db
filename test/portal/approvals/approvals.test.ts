import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSandbox, joined, owner, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';
import { endUnapproved } from '../../../portal/approvals/unapproved';
import type { Services } from '../../../portal/services';

const HOUR = 3_600_000;
let portal: TestPortal;
let boss: Browser;
let admin: Browser;
let manager: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	({ portal, browser: boss } = await rehearsed());
	admin = await joined(portal, boss, 'admin@corp.example', 'admin');
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'owner@other.example');
	await connectSandbox(portal, foreign);
	expect((await manager.post('/settings/approval', { required: 'yes' })).status).toBe(403);
	await admin.post('/settings/approval', { required: 'yes' });
}, 120_000);

afterAll(() => portal.close());

const at = (alias: string): string => `${alias}@rehearsal.example`;
const real = () => portal.runner.runs({ dryRun: false });
const mails = async () => (await portal.browser().get('/dev/outbox')).text.replaceAll('<wbr>', '');
const rows = async () =>
	(await portal.runner.db
		.selectFrom('approval' as never)
		.selectAll()
		.execute()) as Record<string, string | null>[];
const row = async (path: string) => (await rows()).find(({ id }) => id === path.split('/').at(-1));

/** What the portal does by itself every half minute. */
const round = () =>
	endUnapproved({
		db: portal.runner.db,
		runner: portal.runner,
		config: { publicUrl: portal.url },
		now: () => portal.now(),
	} as unknown as Services);

async function idOf(alias: string): Promise<string> {
	const page = (await boss.get(`/employees?q=${alias}`)).text;
	return /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
}

async function ask(by: Browser, alias: string, more: Record<string, string> = {}) {
	const form = { user: await idOf(alias), confirm: at(alias), ticket: 'HR-9', ...more };
	return await by.post('/offboardings', form);
}

const hashIn = (text: string) => /name="hash" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '';

/** Reads the page and its preview as a browser would, and approves. */
async function approve(by: Browser, path: string) {
	const hash = hashIn((await by.get(path)).text);
	const shown = (await by.get(`${path}/preview`)).text;
	const preview = /name="preview" value="([^"]+)"/.exec(shown)?.[1] ?? 'none';
	return await by.post(`${path}/approve`, { hash, preview });
}

async function ended(location: string | null) {
	const id = location?.split('/').at(-1) ?? '';
	for (let tries = 0; tries < 600; tries++) {
		const run = await portal.runner.run(id);
		if (run && run.finishedAt !== null) return run;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`The run ${id} did not end`);
}

describe('what needs a second person', () => {
	it('starts nothing, and asks everybody who may approve, and nobody else', async () => {
		const asked = await ask(manager, 'adele.vance');
		expect(asked.location).toMatch(/^\/approvals\/[0-9a-f-]{36}$/);
		expect(await real()).toEqual([]);
		const sent = await mails();
		for (const to of ['owner@corp.example', 'admin@corp.example']) {
			expect(sent).toContain(`To ${to},`);
		}
		expect(sent.match(/Approval asked for: Adele Vance/g)).toHaveLength(2);
		// Again, by the same or somebody else: it is the one that waits.
		expect((await ask(admin, 'adele.vance')).location).toBe(asked.location);
		expect((await boss.get('/approvals')).text).toContain('Adele Vance');
	});

	it('is approved neither by whoever asked, nor by a Viewer, nor by a stranger', async () => {
		const path = (await ask(manager, 'adele.vance')).location ?? '';
		const hash = hashIn((await boss.get(path)).text);
		const form = { hash, reason: 'x' };
		for (const act of ['approve', 'decline']) {
			const own = await manager.post(`${path}/${act}`, form);
			expect([own.status, own.text.includes('You asked for this yourself')]).toEqual([403, true]);
			expect((await viewer.post(`${path}/${act}`, form)).status).toBe(403);
			expect((await foreign.post(`${path}/${act}`, form)).status).toBe(404);
		}
		expect((await foreign.get(path)).status).toBe(404);
		expect((await manager.get(path)).text).not.toContain('Approve, and');
		expect((await viewer.get(path)).text).not.toContain('Approve, and');
		expect(await real()).toEqual([]);
		expect((await row(path))?.state).toBe('waiting');
	});

	it('is not approved by another account of the same person', async () => {
		const path = (await ask(manager, 'adele.vance')).location ?? '';
		// As if the account had been deleted and made anew: another id, the same address.
		await portal.runner.db
			.updateTable('approval' as never)
			.set({ asked_by: 'gone', asked_email_key: 'admin@corp.example' } as never)
			.where('id' as never, '=', path.split('/').at(-1) as never)
			.execute();
		const answer = await approve(admin, path);
		expect([answer.status, answer.text.includes('You asked for this yourself')]).toEqual([
			403,
			true,
		]);
		expect((await admin.post(`${path}/withdraw`)).status).toBe(403);
		await boss.post(`${path}/decline`, { reason: 'Asked by nobody' });
		expect(await real()).toEqual([]);
	});

	it('is not approved by the other address of whoever asked', async () => {
		const { db } = portal.runner;
		const called = async (name: string, email: string) =>
			await db
				.updateTable('account' as never)
				.set({ email } as never)
				.where('email_key' as never, '=', `${name}@corp.example` as never)
				.execute();
		await idOf('lee.gu');
		await db
			.updateTable('directory_person')
			.set({ mail: 'lee@rehearsal.example' })
			.where('user_principal_name', '=', at('lee.gu'))
			.execute();
		await called('manager', at('lee.gu'));
		await called('admin', 'lee@rehearsal.example');
		const path = (await ask(manager, 'isaiah.langer')).location ?? '';
		const answer = await approve(admin, path);
		expect([answer.status, answer.text.includes('one person for both addresses')]).toEqual([
			403,
			true,
		]);
		// Nor is what is about the mailbox of that address.
		const own = (await ask(boss, 'lee.gu')).location ?? '';
		const about = await approve(admin, own);
		expect([about.status, about.text.includes('your own account')]).toEqual([403, true]);
		expect(await real()).toEqual([]);
		await boss.post(`${own}/withdraw`);
		await boss.post(`${path}/decline`, { reason: 'Once is enough' });
		await called('manager', 'manager@corp.example');
		await called('admin', 'admin@corp.example');
	}, 60_000);

	it('is shown before, and starts once as it was asked for, with both names in the record', async () => {
		const path = (await ask(manager, 'adele.vance', { devices: 'retireAll' })).location ?? '';
		const hash = hashIn((await boss.get(path)).text);
		const unread = await boss.post(`${path}/approve`, { hash, preview: 'none' });
		expect([unread.status, unread.text.includes('then approve once more')]).toEqual([422, true]);
		expect(await real()).toEqual([]);
		const both = await Promise.all([approve(boss, path), approve(admin, path)]);
		expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
		const run = await ended(both.find(({ status }) => status === 303)?.location ?? null);
		expect(await real()).toHaveLength(1);
		expect(run.request).toMatchObject({
			requestedBy: 'manager <manager@corp.example>',
			ticket: 'HR-9',
			choices: { devicePolicy: 'retireAll' },
			caseFacts: { requesterRole: 'manager' },
		});
		expect(run.request.caseFacts?.approvedBy).toMatch(
			/^(owner|admin) <(owner|admin)@corp.example>$/,
		);
		expect(Date.parse(run.request.caseFacts?.approvedAt ?? '')).toBeGreaterThan(0);
		const page = (await manager.get(path)).text;
		expect(page).toContain(`/offboardings/${run.id}`);
		expect(await mails()).toContain('Approved: Adele Vance');
		const log = (await boss.get('/audit?what=approval')).text;
		expect(log).toContain(`Approved by a second person, as ${run.id}`);
		expect(log).toContain('Approval asked for, people: 1');
		// It is over: nobody approves it again.
		expect((await approve(admin, path)).status).toBe(409);
		expect(await real()).toHaveLength(1);
		// What is over is not begun once more by one person, whatever was approved then.
		const form = { confirm: at('adele.vance') };
		const over = await manager.post(`/offboardings/${run.id}/again`, form);
		expect([over.status, over.text.includes('left nothing open')]).toEqual([409, true]);
		expect(await real()).toHaveLength(1);
		// To bring it to its end needs nobody again; the account looks another way by now.
		await leaveOpen(run.id);
		const again = await manager.post(`/offboardings/${run.id}/again`, form);
		expect(again.location).toMatch(/^\/offboardings\/SIM-/);
		const second = await ended(again.location);
		expect([second.status, second.request.choices]).toEqual([
			'completed',
			{ devicePolicy: 'retireAll' },
		]);
		// What nobody was asked about does.
		await leaveOpen(second.id, null);
		const unasked = await manager.post(`/offboardings/${second.id}/again`, form);
		expect([unasked.status, unasked.text.includes('nobody was asked about this one')]).toEqual([
			409,
			true,
		]);
		const old = JSON.stringify({ approvedAt: '2024-01-01T00:00:00.000Z' });
		await leaveOpen(second.id, old);
		expect((await manager.post(`/offboardings/${second.id}/again`, form)).status).toBe(409);
		expect(await real()).toHaveLength(2);
	}, 60_000);

	it('that was changed after it was read is not started', async () => {
		const before = (await real()).length;
		const path = (await ask(manager, 'lee.gu')).location ?? '';
		const hash = hashIn((await boss.get(path)).text);
		const kept = await row(path);
		const other = (kept?.wish_json ?? '').replace('wipeCompany', 'leave').replace('HR-9', 'HR-8');
		await portal.runner.db
			.updateTable('approval' as never)
			.set({ wish_json: other } as never)
			.where('id' as never, '=', kept?.id as never)
			.execute();
		const shown = (await boss.get(`${path}/preview`)).text;
		const preview = /name="preview" value="([^"]+)"/.exec(shown)?.[1] ?? 'none';
		const read = await boss.post(`${path}/approve`, { hash, preview });
		expect([read.status, read.text.includes('is not what you read')]).toEqual([409, true]);
		// Nor with the hash of what it was changed to: that was never asked for.
		expect((await approve(boss, path)).status).toBe(409);
		expect(await real()).toHaveLength(before);
		await manager.post(`${path}/withdraw`);
	}, 60_000);

	it('is declined with a reason, which whoever asked is told', async () => {
		const path = (await ask(manager, 'lee.gu')).location ?? '';
		const silent = await boss.post(`${path}/decline`, { reason: ' ' });
		expect([silent.status, silent.text.includes('Say why')]).toEqual([422, true]);
		await boss.post(`${path}/decline`, { reason: 'She stays <b>until May</b>' });
		expect((await row(path))?.state).toBe('declined');
		expect(await mails()).toContain('Declined: Lee Gu');
		expect((await manager.get(path)).text).toContain('She stays &lt;b&gt;until May&lt;/b&gt;');
		expect((await approve(boss, path)).status).toBe(409);
	});

	it('ends after 72 hours, and can be asked for again', async () => {
		const before = (await real()).length;
		const path = (await ask(manager, 'lee.gu')).location ?? '';
		const hash = hashIn((await boss.get(path)).text);
		const shown = (await boss.get(`${path}/preview`)).text;
		const preview = /name="preview" value="([^"]+)"/.exec(shown)?.[1] ?? 'none';
		portal.wait(72 * HOUR + 1_000);
		await signInAgain();
		// Also before anybody has noticed.
		expect((await boss.post(`${path}/approve`, { hash, preview })).status).toBe(409);
		await round();
		expect((await row(path))?.state).toBe('expired');
		expect(await mails()).toContain('Nobody approved in time: Lee Gu');
		expect(await real()).toHaveLength(before);
		const again = (await ask(manager, 'lee.gu')).location ?? '';
		expect(again).not.toBe(path);
		await manager.post(`${again}/withdraw`);
		portal.wait(-(72 * HOUR + 1_000));
		await signInAgain();
	}, 60_000);

	it('is refused when whoever asked may not start anything any more', async () => {
		const gone = await joined(portal, boss, 'gone@corp.example', 'manager');
		const path = (await ask(gone, 'lee.gu')).location ?? '';
		const id = (await row(path))?.asked_by;
		await boss.post(`/team/members/${id}/remove`);
		const before = (await real()).length;
		const answer = await approve(boss, path);
		expect([answer.status, answer.text.includes('may not start offboardings any more')]).toEqual([
			409,
			true,
		]);
		expect(await real()).toHaveLength(before);
		await boss.post(`${path}/decline`, { reason: 'Not here any more' });
	}, 60_000);

	it('is shown again where the account has changed since the preview was read', async () => {
		const path = (await ask(manager, 'lee.gu')).location ?? '';
		const hash = hashIn((await boss.get(path)).text);
		const shown = (await boss.get(`${path}/preview`)).text;
		const preview = /name="preview" value="([^"]+)"/.exec(shown)?.[1] ?? 'none';
		const read = await portal.runner.run(preview);
		const offboarding = { ...read?.offboarding, manager: null };
		await portal.runner.db
			.updateTable('run')
			.set({ offboarding_json: JSON.stringify(offboarding) })
			.where('id', '=', preview)
			.execute();
		const answer = await boss.post(`${path}/approve`, { hash, preview });
		expect([answer.status, answer.text.includes('The account has changed')]).toEqual([422, true]);
		expect((await row(path))?.state).toBe('waiting');
		await manager.post(`${path}/withdraw`);
	}, 60_000);
});

describe('what is scheduled', () => {
	const later = { when: 'later', at: '2027-02-20T18:00', zone: 'UTC' };

	it('is in nobody’s hands until it is approved, and then neither moved nor given to another', async () => {
		const path = (await ask(manager, 'diego.siciliani', later)).location ?? '';
		expect(await portal.runner.schedules.list()).toEqual([]);
		const done = await approve(boss, path);
		expect(done.location).toMatch(/^\/schedules\/SCH-/);
		const [schedule] = await portal.runner.schedules.list();
		expect(schedule?.caseFacts?.approvedBy).toBe('owner <owner@corp.example>');
		expect(schedule?.requestedBy).toBe('manager <manager@corp.example>');
		const now = { at: '2026-12-31T10:00', zone: 'UTC' };
		const moved = await manager.post(`/schedules/${schedule?.id}/edit`, now);
		expect([moved.status, moved.text.includes('A second person has to agree')]).toEqual([
			409,
			true,
		]);
		expect((await portal.runner.schedules.get(schedule?.id ?? '')).time).toEqual(schedule?.time);
		await boss.post(`/schedules/${schedule?.id}/cancel`);
	}, 60_000);

	it('and not approved at its time is held: neither started nor dropped, and everybody is told', async () => {
		const before = (await real()).length;
		const path = (await ask(manager, 'diego.siciliani', later)).location ?? '';
		const due = Date.parse('2027-02-20T18:00:00Z') - portal.now().getTime();
		const asked = (await mails()).split('Approval asked for: Diego Siciliani').length;
		portal.wait(due - 20 * HOUR);
		await round();
		await round();
		// Owner and Admin are told once more, a day before.
		const again = (await mails()).split('Approval asked for: Diego Siciliani').length;
		expect(again - asked).toBe(2);
		portal.wait(20 * HOUR + 1_000);
		await round();
		await round();
		const kept = await row(path);
		expect([kept?.state, kept?.held_at === null]).toEqual(['waiting', false]);
		expect(await real()).toHaveLength(before);
		const sent = await mails();
		expect(sent.match(/Not approved, so it did not happen: Diego Siciliani/g)).toHaveLength(3);
		portal.wait(-(due + 1_000));
		expect((await boss.get(path)).text).toContain('Its time has passed, and it is not done');
		await manager.post(`${path}/withdraw`);
	}, 60_000);
});

it('whoever could have been asked is told when nobody is asked any more, once', async () => {
	const subject = 'No second person is asked any more';
	expect(await mails()).not.toContain(subject);
	for (const required of ['no', 'no', 'yes']) await admin.post('/settings/approval', { required });
	const sent = (await mails()).split('<article').filter((mail) => mail.includes(subject));
	const to = sent.map((mail) => /To ([^,]+),/.exec(mail)?.[1]).sort();
	expect(to).toEqual(['manager@corp.example', 'owner@corp.example']);
	expect(sent[0]).toContain('admin has turned off');
});

it('nobody is asked where nobody could answer', async () => {
	await foreign.post('/settings/approval', { required: 'yes' });
	const page = (await foreign.get('/employees?q=adele.vance')).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	const answer = await foreign.post('/offboardings', { user, confirm: at('adele.vance') });
	expect([answer.status, answer.text.includes('Invite somebody')]).toEqual([409, true]);
});

/** As if it had been cancelled before its end. @param caseJson what is known of the leaving; left out: as it was */
async function leaveOpen(id: string, caseJson?: string | null): Promise<void> {
	await portal.runner.db
		.updateTable('run')
		.set({ status: 'cancelled', ...(caseJson === undefined ? {} : { case_json: caseJson }) })
		.where('id', '=', id)
		.execute();
}

async function signInAgain(): Promise<void> {
	for (const [browser, name] of [
		[boss, 'owner'],
		[manager, 'manager'],
		[admin, 'admin'],
	] as const) {
		const email = `${name}@corp.example`;
		await browser.post('/auth/signin', { email, password: 'correct horse battery' });
	}
}
