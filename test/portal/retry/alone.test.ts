import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { headline } from '../../../portal/automations/shapes/event';
import { bodyOf } from '../../../portal/automations/shapes/shape';
import { toldEvent } from '../../../portal/automations/told-event';
import type { RunRecord, Sandbox } from '../../../runner';
import { connectByConsent, portalWithApp } from '../../harness/consent';
import { deviceIn, devicesIn, upn, type Case } from '../../harness/people';
import { owner, untilEnded, type Browser, type TestPortal } from '../../harness/portal';
import { linesOf, writesIn } from '../../harness/requests';

let portal: TestPortal;
let sandbox: Sandbox;
let ada: Browser;

beforeAll(async () => {
	({ portal, sandbox } = await portalWithApp());
	ada = await owner(portal, 'ada@corp.example');
	await connectByConsent(sandbox, ada);
}, 120_000);

afterAll(async () => {
	await portal.close();
	await sandbox.close();
});

async function leftOpen(who: Case, faults: string): Promise<RunRecord> {
	sandbox.faults.add(faults);
	const [kept] = await portal.runner.connections.list();
	const connection = await portal.runner.connections.open(kept?.id ?? '');
	const run = await portal.runner.offboard({
		...{ connection, user: upn(who), manager: null, dryRun: false, ticket: null },
		...{ requestedBy: 'Ben <ben@corp.example>', reportFolder: portal.folder },
	});
	sandbox.faults.clear();
	return run;
}

it('a device that another has by now is sent nothing: what the page showed is what is done, or nothing is', async () => {
	const run = await leftOpen(
		'companyAndPersonalDevice',
		'403 on POST */wipe; 403 on POST */retire',
	);
	const path = `/offboardings/${run.id}/steps/wipeDevices/again`;
	const seen = /name="seen" value="([0-9a-f]{64})"/.exec((await ada.get(path)).text)?.[1] ?? '';
	expect(seen).not.toBe('');
	const own = devicesIn(sandbox, 'companyAndPersonalDevice');
	const other = deviceIn(sandbox, 'ordinary');
	const { userId } = other.profile;
	other.profile.userId = own[0]?.profile.userId ?? '';
	const before = sandbox.log.length;
	const confirm = upn('companyAndPersonalDevice');
	const asked = await ada.post(path, { seen, confirm });
	const id = asked.location?.split('/').at(-1) ?? '';
	await untilEnded(portal, id);
	const refused = await portal.runner.run(id);
	expect([refused?.status, refused?.message]).toEqual([
		'refused',
		expect.stringContaining('The account has changed since the preview') as string,
	]);
	// Without what the page showed nothing is begun, it is shown.
	const shown = await ada.post(path, { confirm });
	expect([shown.status, shown.location]).toEqual([422, null]);
	expect(linesOf(writesIn(sandbox.log.slice(before)))).toEqual([]);
	other.profile.userId = userId;
}, 120_000);

it('two tries at the same moment do not both pass what one person may decide about within a day', async () => {
	const runs = [
		await leftOpen('noDevices', '403 on POST */messageRules*'),
		await leftOpen('ordinary', '403 on POST */messageRules*'),
	];
	const { tenantId } = runs[0]?.request ?? { tenantId: '' };
	const at = portal.now().toISOString();
	await portal.runner.db
		.insertInto('run')
		.values(
			// One more has been refused above, which counts: she decided about it.
			Array.from({ length: 23 }, (_, index) => ({
				...{ id: `OFF-2020-${String(index).padStart(6, '0')}`, status: 'completed', dry_run: 0 },
				...{ tenant_id: tenantId.toLowerCase(), cloud: 'global', requested_user: randomUUID() },
				...{ requested_manager: null, requested_by: 'Ada <ada@corp.example>', ticket: null },
				...{ requested_at: at, started_at: at, finished_at: at, message: null },
				...{ report_path: null, report_sha256: null, employee_id: null, offboarding_json: null },
				...{ lease_owner: null, lease_until: null, cancel_requested_at: null },
				...{ report_folder: null, break_glass_json: null, wait_until: null, wait_reason: null },
			})),
		)
		.execute();
	const both = await Promise.all(
		runs.map(({ id }) => ada.post(`/offboardings/${id}/steps/forwardEmail/again`)),
	);
	expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
	const late = both.find(({ status }) => status === 409);
	expect(late?.text).toContain('More than 25 people within 24 hours');
	const begun = both.find(({ status }) => status === 303);
	await untilEnded(portal, begun?.location?.split('/').at(-1) ?? '');
	// All of it again is no way around it either: it is a whole offboarding.
	const refusedId = runs[both.findIndex(({ status }) => status === 409)]?.id ?? '';
	const user = runs.find(({ id }) => id === refusedId)?.offboarding?.employee.userPrincipalName;
	const again = await ada.post(`/offboardings/${refusedId}/again`, { confirm: user ?? '' });
	expect([again.status, again.text.includes('More than 25 people')]).toEqual([409, true]);
}, 120_000);

it('a webhook about a try is about no whole offboarding, neither for people nor for scripts', async () => {
	const runs = await portal.runner.runs({ dryRun: false });
	const tried = runs.find(({ request, status }) => request.only && status === 'completed');
	const first = runs.find(({ id }) => id === tried?.request.only?.of);
	if (!tried || !first) throw new Error('Nothing was tried.');
	const told = (run: RunRecord) =>
		toldEvent(
			{
				...{ id: 'm', event: 'offboarding.completed', moment: run.status },
				...{ happened_at: run.finishedAt ?? '', checkpoint: null },
			},
			run,
			{ publicUrl: portal.url, organisation: 'Corp', tenantName: 'Corp' },
		);
	const [whole, one] = [told(first), told(tried)];
	expect([whole.type, headline(whole)]).toEqual([
		'offboarding.completed',
		expect.stringMatching(/^Offboarding completed with exceptions: /),
	]);
	expect([one.type, headline(one)]).toEqual([
		'offboarding.try.completed',
		expect.stringMatching(`^Second try of step 6 of ${first.id}, completed: `),
	]);
	const steps = ['forwardEmail'];
	expect(one.offboarding.tryOf).toEqual({ run: first.id, number: 2, steps });
	const jira = JSON.parse(bodyOf('jira', one)) as { readonly event: string };
	expect(jira.event).toBe('offboarding.try.completed');
});
