import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConnection, type KeptUndo, type RunRecord, type Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn, type Case } from '../../harness/people';
import { joined, owner, type Browser, type TestPortal } from '../../harness/portal';

let portal: TestPortal;
let sandbox: Sandbox;
let boss: Browser;
let admin: Browser;
let manager: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	boss = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, boss);
	admin = await joined(portal, boss, 'admin@corp.example', 'admin');
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	viewer = await joined(portal, boss, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'owner@other.example');
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

async function offboarded(who: Case): Promise<RunRecord> {
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const request = { connection, user: upn(who), manager: null, dryRun: false, ticket: null };
	const more = { requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder };
	return await portal.runner.offboard({ ...request, ...more });
}

/** The undos of a run once none is under way. */
async function undone(run: RunRecord): Promise<readonly KeptUndo[]> {
	for (let tries = 0; tries < 300; tries++) {
		const undos = await portal.runner.undos([run.id]);
		if (undos.length > 0 && undos.every(({ endedAt }) => endedAt !== null)) return undos;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`The undo of ${run.id} did not end: ${portal.log.join('')}`);
}

const form = (who: Case, over: Record<string, string> = {}) => ({
	...{ reason: 'The wrong person', confirm: upn(who), seen: '0', ...over },
});
const isOn = (who: Case) => personIn(sandbox, who).profile.accountEnabled;

describe('undoing on the pages', { timeout: 60_000 }, () => {
	let run: RunRecord;
	let path: string;

	beforeAll(async () => {
		run = await offboarded('ordinary');
		path = `/offboardings/${run.id}/undo`;
	}, 120_000);

	it('is for Owners and Admins only, and nobody else sees the button', async () => {
		for (const browser of [boss, admin]) {
			expect((await browser.get(`/offboardings/${run.id}`)).text).toContain(`href="${path}"`);
			expect((await browser.get(path)).status).toBe(200);
		}
		for (const browser of [manager, viewer]) {
			expect((await browser.get(`/offboardings/${run.id}`)).text).not.toContain(path);
			expect((await browser.get(path)).status).toBe(403);
			expect((await browser.post(path, form('ordinary'))).status).toBe(403);
		}
		expect((await foreign.get(path)).status).toBe(404);
		expect((await foreign.post(path, form('ordinary'))).status).toBe(404);
		expect(await portal.runner.undos([run.id])).toEqual([]);
	});

	it('says item by item what would come of it, and changes nothing', async () => {
		const { text } = await boss.get(path);
		expect(text).toContain('Sign-in would be turned on.');
		expect(text).toContain('can’t be called back');
		expect(text).toContain('Would be put back in.');
		expect(isOn('ordinary')).toBe(false);
	});

	it('names a schedule that would take the access away once more', async () => {
		const later = { user: personIn(sandbox, 'ordinary').profile.id, confirm: upn('ordinary') };
		const time = { when: 'later', at: '2027-07-09T18:00', zone: 'Europe/Berlin' };
		const { location } = await boss.post('/offboardings', { ...later, ...time });
		expect(location).toMatch(/^\/schedules\/SCH-/);
		const { text } = await boss.get(path);
		expect(text).toContain('They are to be offboarded again');
		expect(text).toContain(`href="${location}"`);
		await boss.post(`${location}/cancel`);
		expect((await boss.get(path)).text).not.toContain('They are to be offboarded again');
	});

	it('asks for the address and a reason, and keeps what was typed', async () => {
		const wrong = await boss.post(path, form('ordinary', { confirm: upn('noManager') }));
		expect(wrong.status).toBe(422);
		expect(wrong.text).toContain(`That is not ${upn('ordinary')}. Nothing was undone.`);
		expect(wrong.text).toContain('The wrong person');
		expect((await boss.post(path, form('ordinary', { reason: ' ' }))).status).toBe(422);
		expect((await boss.post(path)).status).toBe(422);
		expect(isOn('ordinary')).toBe(false);
		expect(await portal.runner.undos([run.id])).toEqual([]);
	});

	it('is done once however often the button is pressed, and is watched on its page', async () => {
		const answers = await Promise.all([1, 2, 3].map(() => admin.post(path, form('ordinary'))));
		const page = `/offboardings/${run.id}/undos/1`;
		expect(answers.map(({ status, location }) => [status, location])).toEqual(
			answers.map(() => [303, page]),
		);
		const [made, ...more] = await undone(run);
		expect(more).toEqual([]);
		expect(made?.verdict).toBe('undone');
		// One more of the same page, from the history of the browser.
		expect((await admin.post(path, form('ordinary'))).location).toBe(page);
		expect(await portal.runner.undos([run.id])).toHaveLength(1);
		expect(isOn('ordinary')).toBe(true);
		const { text } = await viewer.get(page);
		expect(text).toContain('Undone as far as it can be, simulated');
		expect(text).toContain('The wrong person');
		expect((await foreign.get(page)).status).toBe(404);
		expect((await boss.get(`/offboardings/${run.id}/undos/2`)).status).toBe(404);
	}, 60_000);

	it('stands on the page of the run, which is as it was, and asks for nobody any more', async () => {
		const { text } = await viewer.get(`/offboardings/${run.id}`);
		expect(text).toContain('Undone as far as it can be, simulated');
		expect(text).toContain(`/offboardings/${run.id}/undos/1`);
		expect(await portal.runner.run(run.id)).toEqual(run);
		expect((await boss.get('/offboardings?show=needs')).text).not.toContain(`/${run.id}"`);
		expect((await boss.get(`/offboardings/${run.id}`)).text).toContain('Undo once more…');
		const log = (await boss.get('/audit?what=offboarding')).text;
		expect(log).toContain(`Undo begun as ${run.id}-U1`);
		expect(log).toContain(`Undo ${run.id}-U1 ended: undone`);
	});

	it('has a record to download, in the list of reports too, and the check knows it', async () => {
		expect((await viewer.get('/reports')).text).toContain(`/reports/${run.id}/undos/1`);
		const bytes = await viewer.download(`/reports/${run.id}/undos/1`);
		const [made] = await undone(run);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(made?.report?.sha256);
		expect((await foreign.get(`/reports/${run.id}/undos/1`)).status).toBe(404);
		expect((await boss.get(`/reports/${run.id}/undos/2`)).status).toBe(404);
		const upload = new FormData();
		upload.set('file', new Blob([new Uint8Array(bytes)]), 'undo.pdf');
		const checked = await boss.upload('/verify', upload);
		expect(checked.text).toContain(`It is the very file that was made here as ${run.id}-U1.`);
	});

	it('is told by the check of a day later, which calls nothing broken', async () => {
		await boss.post(`/offboardings/${run.id}/check`);
		const [check] = await portal.runner.addenda(run.id);
		expect(check?.addendum?.verdict).not.toBe('broken');
		const [signIn] = check?.addendum?.checks ?? [];
		expect(signIn).toMatchObject({ claim: 'Sign-in is as the undo left it', status: 'confirmed' });
		expect(signIn?.says).toContain(`${run.id}-U1`);
	});
});

describe('an undo', () => {
	it('that failed in part asks for somebody, until it is pressed again', async () => {
		const run = await offboarded('noManager');
		const path = `/offboardings/${run.id}/undo`;
		sandbox.faults.add('400 on PATCH */mailboxSettings');
		await boss.post(path, form('noManager'));
		expect((await undone(run))[0]?.verdict).toBe('open');
		sandbox.faults.clear();
		expect((await boss.get('/offboardings?show=needs')).text).toContain(`/${run.id}"`);
		expect((await boss.get('/')).text).toContain('It was undone, and some of that failed.');
		await boss.post(path, form('noManager', { seen: '1' }));
		expect((await undone(run)).map(({ verdict }) => verdict)).toEqual(['open', 'undone']);
		expect((await boss.get('/offboardings?show=needs')).text).not.toContain(`/${run.id}"`);
	}, 120_000);

	it('that was interrupted is gone on with by a press, without asking anew', async () => {
		const run = await offboarded('noMethods');
		const path = `/offboardings/${run.id}/undo`;
		await boss.post(path, form('noMethods'));
		const [made] = await undone(run);
		// As a process leaves it that is killed before the end.
		await portal.runner.db
			.updateTable('undo')
			.set({ active: 1, ended_at: null, verdict: null, undo_json: null, report_path: null })
			.where('id', '=', made?.id ?? '')
			.execute();
		const page = `/offboardings/${run.id}/undos/1`;
		expect((await viewer.get(page)).text).toContain('It was interrupted');
		expect((await viewer.get(page)).text).not.toContain('Go on now</button>');
		expect((await boss.get(path)).location).toBe(page);
		expect((await boss.get(page)).text).toContain('Go on now</button>');
		const aside = { settled: {}, calls: [], crashes: 3, waitUntil: portal.now().toISOString() };
		const setAside = { progress_json: JSON.stringify(aside) };
		await portal.runner.db.updateTable('undo').set(setAside).where('active', '=', 1).execute();
		expect((await boss.get(page)).text).toContain('3 times in a row the process ended');
		expect((await boss.post(path)).location).toBe(page);
		expect(await undone(run)).toHaveLength(1);
	}, 120_000);

	it('that was interrupted and asked for days ago is asked for anew, with a reason and the address', async () => {
		const run = await offboarded('everyMethod');
		const path = `/offboardings/${run.id}/undo`;
		await boss.post(path, form('everyMethod'));
		await undone(run);
		personIn(sandbox, 'everyMethod').profile.accountEnabled = false;
		await portal.runner.db
			.updateTable('undo')
			.set({ active: 1, ended_at: null, verdict: null, undo_json: null, report_path: null })
			.set({ begun_at: new Date(Date.now() - 25 * 3_600_000).toISOString() })
			.where('run_id', '=', run.id)
			.execute();
		const page = `/offboardings/${run.id}/undos/1`;
		expect((await viewer.get(page)).text).toContain('It was interrupted, and is not gone on with');
		expect((await viewer.get(page)).text).not.toContain('Ask again…');
		expect((await boss.get(page)).text).toContain(`href="${path}">Ask again…`);
		expect((await boss.get(page)).text).not.toContain('Go on now</button>');
		expect((await viewer.get(`/offboardings/${run.id}`)).text).toContain('ask again to go on');
		// The button of a page that was open for days gives nobody their access back.
		expect((await boss.post(path)).status).toBe(422);
		expect(isOn('everyMethod')).toBe(false);
		expect((await boss.get(path)).status).toBe(200);
		const again = await admin.post(path, form('everyMethod', { seen: '1' }));
		expect(again.location).toBe(`/offboardings/${run.id}/undos/2`);
		const [left, made] = await undone(run);
		expect([left?.verdict, made?.verdict, isOn('everyMethod')]).toEqual(['open', 'undone', true]);
		const { text } = await boss.get(page);
		expect(text).toMatch(/Interrupted on [-0-9]{10}, not gone on with: ask again to go on\./);
		expect((await boss.get('/offboardings?show=needs')).text).not.toContain(`/${run.id}"`);
	}, 120_000);

	it('is not for one’s own account, and not where a second person has to agree', async () => {
		const run = await offboarded('noDevices');
		const path = `/offboardings/${run.id}/undo`;
		const { db } = portal.runner;
		await db
			.updateTable('organisation' as never)
			.set({ requires_approval: 1 } as never)
			.execute();
		const page = await boss.get(path);
		expect([page.status, page.text.includes('A second person has to agree')]).toEqual([200, true]);
		expect(page.text).not.toContain('name="confirm"');
		expect((await boss.post(path, form('noDevices'))).status).toBe(403);
		await db
			.updateTable('organisation' as never)
			.set({ requires_approval: 0 } as never)
			.execute();
		// Of a list that was too long for one, two have decided too.
		const two = { case_json: JSON.stringify({ approvedAt: '2026-11-26T12:00:00.000Z' }) };
		await db.updateTable('run').set(two).where('id', '=', run.id).execute();
		const one = await boss.post(path, form('noDevices'));
		expect([one.status, one.text.includes('Two people agreed to this offboarding')]).toEqual([
			403,
			true,
		]);
		await db.updateTable('run').set({ case_json: null }).where('id', '=', run.id).execute();
		const accounts = (await db
			.selectFrom('account' as never)
			.selectAll()
			.execute()) as { id: string; email: string }[];
		const account_id = accounts.find(({ email }) => email === 'ada@corp.example')?.id;
		const tenant_id = run.request.tenantId.toLowerCase();
		const object_id = run.offboarding?.employee.id;
		await db
			.insertInto('microsoft_identity' as never)
			.values({ tenant_id, object_id, account_id, linked_at: '2026-11-26T12:00:00.000Z' })
			.execute();
		const own = await boss.post(path, form('noDevices'));
		expect([own.status, own.text.includes('This is your own account.')]).toEqual([403, true]);
		expect(await portal.runner.undos([run.id])).toEqual([]);
		expect(isOn('noDevices')).toBe(false);
	}, 120_000);

	it('keeps another offboarding of the person away while it is under way', async () => {
		const run = await offboarded('globalAdministrator');
		const path = `/offboardings/${run.id}/undo`;
		expect((await boss.post(path, form('globalAdministrator'))).location).toBe(`${path}s/1`);
		const [made] = await undone(run);
		const { db } = portal.runner;
		await db
			.updateTable('undo')
			.set({ active: 1 })
			.where('id', '=', made?.id ?? '')
			.execute();
		const beside = await portal.runner.offboard({
			...{ connection: parseConnection(sandbox.connection), user: upn('globalAdministrator') },
			...{ manager: null, dryRun: false, ticket: null, requestedBy: null },
			reportFolder: portal.folder,
		});
		expect(beside.status).toBe('refused');
		expect(beside.message).toContain(`is being undone, in ${run.id}-U1`);
		expect(isOn('globalAdministrator')).toBe(true);
		await db
			.updateTable('undo')
			.set({ active: 0 })
			.where('id', '=', made?.id ?? '')
			.execute();
		// One that was refused changed nothing: the first may still be undone.
		expect(await portal.runner.whyNoUndo(run.id, new Date())).toBe(null);
	}, 120_000);
});
