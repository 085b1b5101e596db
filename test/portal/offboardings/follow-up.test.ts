import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let browser: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	browser = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, browser);
	viewer = await joined(portal, browser, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'owner@other.example');
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

const upn = (alias: string): string => `${alias}@rehearsal.example`;
const runs = () => portal.runner.runs({ dryRun: false });

/** Runs an offboarding to its end. @param faults what the tenant does wrong meanwhile */
async function offboarded(alias: string, faults = ''): Promise<RunRecord> {
	if (faults !== '') sandbox.faults.add(faults);
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const request = { connection, user: upn(alias), manager: null, dryRun: false, ticket: 'HR-7' };
	const more = { requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder };
	const run = await portal.runner.offboard({ ...request, ...more });
	sandbox.faults.clear();
	return run;
}

async function atEnd(path: string | null): Promise<RunRecord> {
	const id = path?.split('/').at(-1) ?? '';
	for (let tries = 0; tries < 600; tries++) {
		const run = await portal.runner.run(id);
		if (run && run.status !== 'running') return run;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${id} did not end`);
}

const reason = 'Looked at 14:02, nothing pending';

describe('a wipe whose answer was lost', () => {
	let run: RunRecord;
	let path: string;
	let device: string;

	beforeAll(async () => {
		run = await offboarded('adele.vance', 'reset on POST */wipe times=1');
		const wipe = run.steps.find(({ key }) => key === 'wipeDevices')?.outcome?.items[0];
		expect(wipe?.status).toBe('unknown');
		device = wipe?.target.split(',')[0] ?? 'none';
		path = `/offboardings/${run.id}/wipes/${wipe?.targetId ?? ''}`;
	}, 180_000);

	it('asks for somebody, on its page and on the first page', async () => {
		expect((await browser.get(`/offboardings/${run.id}`)).text).toContain(`Decide: wipe of`);
		expect((await browser.get('/')).text).toContain('Needs you');
		expect((await browser.get('/offboardings?show=needs')).text).toContain(run.id);
		const seen = (await viewer.get(`/offboardings/${run.id}`)).text;
		expect(seen).toContain('A Manager, Admin or Owner decides.');
		expect(seen).not.toContain(path);
	});

	it('is nothing for a Viewer, for another organisation, or about another device', async () => {
		const form = { decision: 'wiped', reason };
		expect((await viewer.get(path)).status).toBe(403);
		expect((await viewer.post(path, form)).status).toBe(403);
		expect((await foreign.get(path)).status).toBe(404);
		expect((await foreign.post(path, form)).status).toBe(404);
		const other = `/offboardings/${run.id}/wipes/00000000-0000-4000-8000-000000000000`;
		expect((await browser.post(other, form)).status).toBe(404);
		expect(await portal.runner.followUps.of([run.id])).toEqual([]);
	});

	it('is sent again only by its name, and with a reason', async () => {
		const bad = [
			{ decision: 'send', reason, confirm: 'LAPTOP' },
			{ decision: 'send', reason: '', confirm: device },
			{ decision: 'everything', reason, confirm: device },
			{},
		];
		for (const form of bad) expect((await browser.post(path, form as never)).status).toBe(422);
		expect(await runs()).toHaveLength(1);
		expect(sandbox.tenant.deviceActions).toEqual([]);
	});

	it('is left as it is, and may be decided about again', async () => {
		await browser.post(path, { decision: 'leave', reason });
		const { text } = await browser.get(`/offboardings/${run.id}`);
		expect(text).toContain('Left as it is');
		expect(text).toContain(reason);
		expect((await browser.get('/offboardings?show=needs')).text).not.toContain(run.id);
		expect((await browser.get(path)).status).toBe(200);
	});

	it('is sent once more by a decision, once, however often the button is pressed', async () => {
		const form = { decision: 'send', reason, confirm: device.toLowerCase() };
		const answers = await Promise.all([1, 2, 3].map(() => browser.post(path, form)));
		expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409]);
		const next = await atEnd(answers.find(({ status }) => status === 303)?.location ?? null);
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
		expect(await runs()).toHaveLength(2);
		const wipe = next.steps.find(({ key }) => key === 'wipeDevices')?.outcome?.items[0];
		expect(wipe).toMatchObject({ status: 'done', verified: false });
		expect(next.request).toMatchObject({ ticket: 'HR-7', requestedBy: 'ada <ada@corp.example>' });
		const { text } = await browser.get(`/offboardings/${run.id}`);
		expect(text).toContain(`${next.id} sends one more`);
		expect((await browser.post(path, form)).status).toBe(404);
		expect(sandbox.tenant.deviceActions).toHaveLength(1);
	}, 60_000);

	it('is in the audit log with who decided', async () => {
		const { text } = await browser.get('/audit?what=device');
		expect(text).toContain('Decided about a wipe whose answer was lost: send');
		expect(text).toContain('Decided about a wipe whose answer was lost: leave');
	});
});

describe('a run that left something open', () => {
	let run: RunRecord;

	beforeAll(async () => {
		run = await offboarded('lee.gu', '403 on DELETE */authentication/*');
		expect(run.status).toBe('completed_with_exceptions');
	}, 120_000);

	it('is tried again for whoever types whom it is about, once', async () => {
		const path = `/offboardings/${run.id}/again`;
		expect((await browser.get(path)).text).toContain('What was left open');
		expect((await browser.post(path, { confirm: upn('adele.vance') })).status).toBe(422);
		expect((await viewer.post(path, { confirm: upn('lee.gu') })).status).toBe(403);
		expect((await foreign.post(path, { confirm: upn('lee.gu') })).status).toBe(404);
		const actions = sandbox.tenant.deviceActions.length;
		const form = { confirm: upn('lee.gu'), reason: 'The permission is there now' };
		const answers = await Promise.all([1, 2].map(() => browser.post(path, form)));
		expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
		const next = await atEnd(answers.find(({ status }) => status === 303)?.location ?? null);
		const methods = next.steps.find(({ key }) => key === 'removeMfaMethods')?.outcome;
		expect(methods?.status).toBe('done');
		// What was sent a wipe in the first run is not sent another.
		expect(sandbox.tenant.deviceActions).toHaveLength(actions);
		expect((await browser.get('/offboardings?show=needs')).text).not.toContain(`/${run.id}"`);
	}, 60_000);

	it('is not tried again when it ended more than a month ago, and says what to do instead', async () => {
		const old = await offboarded('pradeep.gupta', '403 on DELETE */authentication/*');
		expect(old.status).toBe('completed_with_exceptions');
		const path = `/offboardings/${old.id}`;
		const aged = async (days: number) =>
			await portal.runner.db
				.updateTable('run')
				.set({ finished_at: new Date(Date.now() - days * 24 * 3_600_000).toISOString() })
				.where('id', '=', old.id)
				.execute();
		await aged(29);
		expect((await browser.get(path)).text).toContain(`href="${path}/again"`);
		expect((await browser.get(`${path}/again`)).status).toBe(200);
		await aged(31);
		const { text } = await browser.get(path);
		expect(text).not.toContain(`href="${path}/again"`);
		expect(text).toContain('It ended more than 30 days ago, so it can’t be tried again');
		expect(text).toContain('href="/offboardings/new">Start a new offboarding</a>');
		expect((await viewer.get(path)).text).not.toContain('Start a new offboarding');
		const runs = (await portal.runner.runs()).length;
		const says = `${old.id} ended more than 30 days ago`;
		for (const refused of [
			await browser.get(`${path}/again`),
			await browser.post(`${path}/again`, { confirm: upn('pradeep.gupta') }),
			await browser.post(`${path}/steps/removeMfaMethods/again`),
		]) {
			expect([refused.status, refused.text.includes(says)]).toEqual([409, true]);
			expect(refused.text).toContain('Start a new offboarding for this person.');
		}
		expect(await portal.runner.runs()).toHaveLength(runs);
		expect(await portal.runner.followUps.of([old.id])).toEqual([]);
	}, 60_000);

	it('is not tried again beside another run of the same person, nor by that person', async () => {
		const mine = await offboarded('isaiah.langer', '403 on DELETE */authentication/*');
		const path = `/offboardings/${mine.id}/again`;
		const form = { confirm: upn('isaiah.langer') };
		const [kept] = await portal.runner.connections.list();
		const connection = await portal.runner.connections.open(kept?.id ?? '');
		let goOn = () => {};
		const held = new Promise<void>((resolve) => (goOn = resolve));
		let ended: Promise<unknown> = Promise.resolve();
		const other = await new Promise<string>((begun) => {
			const request = { connection, user: mine.offboarding?.employee.id ?? '', manager: null };
			const more = { dryRun: false, ticket: null, requestedBy: null, hold: () => held };
			ended = portal.runner.offboard(
				{ ...request, ...more, reportFolder: portal.folder },
				(progress) => {
					if (progress.type === 'started') begun(progress.id);
				},
			);
		});
		const beside = await browser.post(path, form);
		expect([beside.status, beside.text.includes(`${other} of this person`)]).toEqual([409, true]);
		expect(await portal.runner.followUps.of([mine.id])).toEqual([]);
		goOn();
		await ended;
		// Signed in at Microsoft as the very account, whatever the address here is.
		const { db } = portal.runner;
		const accounts = (await db
			.selectFrom('account' as never)
			.selectAll()
			.execute()) as { id: string; email: string }[];
		const account_id = accounts.find(({ email }) => email === 'ada@corp.example')?.id;
		const tenant_id = mine.request.tenantId.toLowerCase();
		const object_id = mine.offboarding?.employee.id;
		await db
			.insertInto('microsoft_identity' as never)
			.values({ tenant_id, object_id, account_id, linked_at: '2026-11-26T12:00:00.000Z' })
			.execute();
		const own = await browser.post(path, form);
		expect([own.status, own.text.includes('your own account')]).toEqual([403, true]);
	}, 60_000);

	it('asks for nobody any more once somebody says how it was dealt with', async () => {
		const mine = await offboarded('pradeep.gupta', '403 on DELETE */members/*');
		const path = `/offboardings/${mine.id}/dealt-with`;
		expect((await browser.get('/offboardings?show=needs')).text).toContain(`/${mine.id}"`);
		expect((await browser.post(path, { reason: ' ' })).status).toBe(422);
		expect((await viewer.post(path, { reason })).status).toBe(403);
		expect((await foreign.post(path, { reason })).status).toBe(404);
		expect((await browser.post(path, { reason: 'Taken out by hand' })).status).toBe(303);
		expect((await browser.post(path, { reason: 'Once more' })).status).toBe(409);
		expect((await browser.get('/offboardings?show=needs')).text).not.toContain(`/${mine.id}"`);
		// What was done lately is named below, with a link.
		const needs = (await browser.get('/')).text.match(/<li class="need [\s\S]*?<\/li>/g) ?? [];
		expect(needs.join('')).not.toContain(`/${mine.id}"`);
		const { text } = await viewer.get(`/offboardings/${mine.id}`);
		expect(text).toContain('Taken out by hand');
		expect(text).toContain('Completed with exceptions');
		const { text: log } = await browser.get('/audit?what=offboarding');
		expect(log).toContain('Said to be dealt with');
	}, 60_000);

	it('is looked at again when somebody asks, and what was seen is a record of its own', async () => {
		expect((await viewer.post(`/offboardings/${run.id}/check`)).status).toBe(403);
		expect((await foreign.post(`/offboardings/${run.id}/check`)).status).toBe(404);
		expect((await browser.post(`/offboardings/${run.id}/check`)).status).toBe(303);
		const { text } = await browser.get(`/offboardings/${run.id}`);
		expect(text).toContain(`/reports/${run.id}/addenda/1`);
		const file = await fetch(`${portal.url}/reports/${run.id}/addenda/1`, {
			headers: { cookie: viewer.cookie ?? '' },
		});
		const bytes = Buffer.from(await file.arrayBuffer());
		const [addendum] = await portal.runner.addenda(run.id);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(addendum?.report?.sha256);
		expect((await foreign.get(`/reports/${run.id}/addenda/1`)).status).toBe(404);
		expect((await browser.get(`/reports/${run.id}/addenda/2`)).status).toBe(404);
	}, 60_000);
});
