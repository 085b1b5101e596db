import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, Sandbox, StepKey } from '../../../runner';
import type { PortalConfig } from '../../../portal/config';
import { tenantsOf } from '../../../portal/connection/tenants';
import { lastDaysOf } from '../../../portal/dashboard/last-days';
import { endedIn } from '../../../portal/digest/ended';
import type { Week } from '../../../portal/digest/week';
import { runMail } from '../../../portal/ended-mails/ended-mail';
import { RUNS, runLines, runsOf } from '../../../portal/export/runs-part';
import { cardOf } from '../../../portal/offboardings/run-card';
import type { Services } from '../../../portal/services';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { personIn, upn, type Case } from '../../harness/people';
import { joined, owner, untilEnded, type Browser, type TestPortal } from '../../harness/portal';
import { linesOf, writesIn } from '../../harness/requests';

const RULES = '403 on POST */messageRules*';

let portal: TestPortal;
let sandbox: Sandbox;
let ada: Browser;
let bea: Browser;
let viewer: Browser;
let foreign: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	ada = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, ada);
	bea = await joined(portal, ada, 'bea@corp.example', 'admin');
	viewer = await joined(portal, ada, 'viewer@corp.example', 'viewer');
	foreign = await owner(portal, 'owner@other.example');
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

/** Somebody whose mail could not be forwarded; the cause is mended afterwards. */
async function leftOpen(who: Case, faults = RULES): Promise<RunRecord> {
	sandbox.faults.add(faults);
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const run = await portal.runner.offboard({
		...{ connection, user: upn(who), manager: null, dryRun: false, ticket: 'HR-7' },
		...{ requestedBy: 'Ada <ada@corp.example>', reportFolder: portal.folder },
	});
	sandbox.faults.clear();
	return run;
}

const pathOf = ({ id }: RunRecord, key: StepKey = 'forwardEmail') =>
	`/offboardings/${id}/steps/${key}/again`;

const needs = async () => (await ada.get('/offboardings?show=needs')).text;
const real = async () => await portal.runner.runs({ dryRun: false });

describe('one step of an ended run', () => {
	let run: RunRecord;

	beforeAll(async () => {
		run = await leftOpen('noDevices');
	}, 120_000);

	it('is nothing for a Viewer, another organisation, a step there is not, or one that is not open', async () => {
		const path = pathOf(run);
		for (const [browser, status] of [
			[viewer, 403],
			[foreign, 404],
		] as const) {
			expect((await browser.get(path)).status).toBe(status);
			expect((await browser.post(path)).status).toBe(status);
		}
		expect((await viewer.get(`/offboardings/${run.id}`)).text).not.toContain(path);
		expect((await ada.get(`/offboardings/${run.id}/steps/nothing/again`)).status).toBe(404);
		const done = await ada.post(pathOf(run, 'disableAccount'));
		expect([done.status, done.text.includes('Step 1, Disable account, is not open')]).toEqual([
			409,
			true,
		]);
		expect(await real()).toHaveLength(1);
	});

	it('says before what it will do, and changes nothing', async () => {
		const before = sandbox.log.length;
		expect((await ada.get(`/offboardings/${run.id}`)).text).toContain(pathOf(run));
		const { status, text } = await ada.get(pathOf(run));
		expect(status).toBe(200);
		expect(text).toContain('Try step 6 again: Forward email');
		expect(text).toContain('New mail would go to');
		expect(text).not.toContain('name="confirm"');
		expect(linesOf(writesIn(sandbox.log.slice(before)))).toEqual([]);
		expect(await real()).toHaveLength(1);
	});

	it('is tried once, whoever presses how often; whoever comes second is told, or led to it', async () => {
		const before = sandbox.log.length;
		sandbox.setLatency(60);
		const answers = await Promise.all([
			...[1, 2].map(() => ada.post(pathOf(run), { reason: 'Mended' })),
			bea.post(pathOf(run)),
		]);
		const [next] = (await real()).filter(({ id }) => id !== run.id);
		const card = (await ada.get(`/offboardings/${run.id}`)).text;
		sandbox.setLatency(0);
		expect(await real()).toHaveLength(2);
		const begun = answers.filter(({ status }) => status === 303);
		expect(new Set(begun.map(({ location }) => location))).toEqual(
			new Set([`/offboardings/${next?.id}`]),
		);
		for (const late of answers.filter(({ status }) => status !== 303)) {
			expect(late.status).toBe(409);
			expect(late.text).toMatch(/at this moment|under way/);
		}
		expect(card).toContain(`Being tried again in`);
		await untilEnded(portal, next?.id ?? '');
		const writes = linesOf(writesIn(sandbox.log.slice(before)));
		expect(writes).toHaveLength(1);
		expect(writes[0]).toMatch(/^POST .*\/messageRules$/);
	}, 60_000);

	it('is settled then on every page, while the run stays as it was', async () => {
		const [next] = (await real()).filter(({ id }) => id !== run.id);
		expect(await needs()).not.toContain(`/${run.id}"`);
		const { text } = await viewer.get(`/offboardings/${run.id}`);
		expect(text).toContain('Completed with exceptions');
		expect(text).toContain(`Tried step 6 again in ${next?.id}.`);
		expect(text).toMatch(/Tried again in <a [^>]*>[^<]*<\/a>: done, simulated/);
		expect(text).not.toContain(pathOf(run));
		const page = (await viewer.get(`/offboardings/${next?.id}`)).text;
		expect(page).toContain(`Second try of step 6 of ${run.id}.`);
		expect(page).toContain('8 not part of this try');
		expect(page).not.toMatch(/Not locked out|Locked out/);
		const person = run.offboarding?.employee.id ?? '';
		expect((await viewer.get(`/employees/${person}`)).text).toContain(
			`Second try of step 6 of ${run.id}`,
		);
		const { text: log } = await ada.get('/audit?what=offboarding');
		expect(log).toContain(`Step 6 tried again as ${next?.id}`);
		// A try is gone on with from the run that it belongs to.
		const again = await ada.post(`/offboardings/${next?.id}/again`, { confirm: upn('noDevices') });
		expect([again.status, again.text.includes('Try again from there')]).toEqual([409, true]);
	});

	it('is no offboarding of its own in what is told of it', async () => {
		const [next] = (await real()).filter(({ id }) => id !== run.id);
		const services = { db: portal.runner.db, runner: portal.runner } as unknown as Services;
		const rows = await services.db.selectFrom('tenant').select('organisation_id').execute();
		const tenants = await tenantsOf(services.db, rows[0]?.organisation_id ?? '');
		const week = { from: '2000-01-01', at: '2999-01-01' } as Week;
		const { count, lines } = await endedIn(services, tenants, week);
		expect([count, lines.length]).toEqual([1, 3]);
		expect(lines[0]).toMatch(/^1 (offboarding|rehearsal) ended: 1 completed with exceptions\.$/);
		expect(lines[2]).toMatch(/^1 (more|rehearsed) try of a step ended: 1 completed\.$/);
		const [tenant] = tenants;
		if (!tenant || !next) throw new Error('There is no tenant, or no try.');
		const { subject } = runMail(
			{ publicUrl: '' } as PortalConfig,
			cardOf(next, new Date()),
			tenant,
		);
		expect(subject).toContain(`, second try of step 6 of ${run.id}: completed`);
		const whole = await portal.runner.runCounts({ isWhole: true, dryRun: false });
		expect([...whole]).toEqual([['completed_with_exceptions', 1]]);
		const table = [];
		for await (const row of runLines(runsOf(services, [run.request.tenantId]))) table.push(row);
		expect(table.find(([id]) => id === next.id)?.at(-1)).toBe(`Second try of step 6 of ${run.id}`);
		expect(table.find(([id]) => id === run.id)?.at(-1)).toBeNull();
		expect(RUNS).toHaveLength(table[0]?.length ?? 0);
		// Rehearsals are none of what is used.
		expect((await ada.get('/billing')).text).toMatch(/Offboardings this month<\/dt><dd>0 /);
		const { total } = await lastDaysOf(
			{ ...services, now: () => new Date() },
			tenants.map(({ tenantId }) => tenantId),
		);
		expect(total).toBe(1);
	}, 60_000);

	it('that fails again still needs somebody, who may try it once more or all of it', async () => {
		const other = await leftOpen('noMethods');
		sandbox.faults.add(RULES);
		const answer = await ada.post(pathOf(other));
		const failed = answer.location?.split('/').at(-1) ?? 'none';
		await untilEnded(portal, failed);
		sandbox.faults.clear();
		const list = await needs();
		expect(list).toContain(`/${other.id}"`);
		// One thing that is open is counted once.
		expect(list).not.toContain(`/${failed}"`);
		const { text } = await ada.get(`/offboardings/${other.id}`);
		expect(text).toContain(pathOf(other));
		expect(text).toContain(`Tried step 6 again in ${failed}.`);
		const all = await ada.post(`/offboardings/${other.id}/again`, { confirm: upn('noMethods') });
		expect(all.status).toBe(303);
		await untilEnded(portal, all.location?.split('/').at(-1) ?? '');
		const late = await ada.post(pathOf(other));
		expect([late.status, late.text.includes(`goes on in`)]).toEqual([409, true]);
	}, 60_000);

	it('that may erase a device has to be confirmed by the address of whom it is about', async () => {
		const other = await leftOpen('companyAndPersonalDevice', '403 on POST */retire');
		const path = pathOf(other, 'wipeDevices');
		const wrong = await ada.post(path, { confirm: upn('ordinary'), reason: 'Mended' });
		expect(wrong.status).toBe(422);
		expect(wrong.text).toContain('value="Mended"');
		const sent = sandbox.tenant.deviceActions.length;
		const confirm = upn('companyAndPersonalDevice');
		// As no browser sends it: without what the page showed of the account.
		const unread = await ada.post(path, { confirm });
		expect([unread.status, unread.text.includes('Read what it will do')]).toEqual([422, true]);
		const seen = /name="seen" value="([^"]+)"/.exec(unread.text)?.[1] ?? '';
		const right = await ada.post(path, { confirm, seen });
		expect(right.status).toBe(303);
		await untilEnded(portal, right.location?.split('/').at(-1) ?? '');
		expect(sandbox.tenant.deviceActions.slice(sent).map(({ action }) => action)).toEqual([
			'retire',
		]);
	}, 60_000);

	it('is refused for oneself, without the word of a second person, and without a tenant', async () => {
		const mine = await leftOpen('noManager', '403 on PATCH */mailboxSettings');
		const path = pathOf(mine, 'setOutOfOffice');
		const { db } = portal.runner;
		const accounts = (await db
			.selectFrom('account' as never)
			.selectAll()
			.execute()) as { id: string; email: string }[];
		const account_id = accounts.find(({ email }) => email === 'bea@corp.example')?.id;
		const tenant_id = mine.request.tenantId.toLowerCase();
		const object_id = personIn(sandbox, 'noManager').profile.id;
		await db
			.insertInto('microsoft_identity' as never)
			.values({ tenant_id, object_id, account_id, linked_at: '2026-11-26T12:00:00.000Z' })
			.execute();
		const count = (await real()).length;
		const own = await bea.post(path);
		expect([own.status, own.text.includes('your own account')]).toEqual([403, true]);
		await ada.post('/settings/approval', { required: 'yes' });
		const alone = await ada.post(path);
		expect([alone.status, alone.text.includes('A second person has to agree')]).toEqual([
			409,
			true,
		]);
		await ada.post('/settings/approval', { required: 'no' });
		await ada.post('/settings/integrations/remove', { confirm: sandbox.tenant.domains[0] ?? '' });
		const gone = await ada.post(path);
		expect([gone.status, await real()]).toEqual([409, expect.objectContaining({ length: count })]);
		expect((await ada.get(`/offboardings/${mine.id}`)).text).not.toContain(path);
	}, 60_000);
});
