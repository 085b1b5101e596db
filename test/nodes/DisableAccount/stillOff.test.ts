import { describe, expect, it } from 'vitest';
import { disableAccount } from '../../../nodes/DisableAccount/disableAccount.step';
import { lastLook } from '../../../nodes/RemoveFromTeamsAndGroups/lastLook';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { runStep, withStep } from '../../../nodes/shared/step/runStep';
import { linesOf, requestsIn } from '../../harness/requests';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

/** Step 1, then what happens meanwhile, then the last step that writes and the last look. */
async function run(who: Case, meanwhile: () => void): Promise<Offboarding> {
	const { scene } = test;
	const start = await scene.lookUp(upn(who));
	const disabled = withStep(start, await scene.run(disableAccount, {}, start));
	meanwhile();
	const context = scene.context(disabled, scene.client());
	const left = withStep(disabled, await runStep(removeFromTeams, context, {}));
	return await lastLook(context, left);
}

const firstOf = ({ steps }: Offboarding) => steps.find(({ key }) => key === 'disableAccount');

describe('sign-in, looked at once more at the end', () => {
	it('is still off: nothing changes, and it costs no round trip', async () => {
		const { scene } = test;
		let before = 0;
		const after = await run('ordinary', () => (before = scene.sandbox.log.length));
		expect(firstOf(after)).toMatchObject({ status: 'done', verified: true });
		const trips = scene.sandbox.log.slice(before).map((entry) => linesOf(requestsIn([entry])));
		// What Teams itself knows, and then the groups: the look at sign-in travels with the deletes.
		expect(trips.map(([first]) => first)).toEqual([
			expect.stringMatching(/^GET .*\/joinedTeams$/),
			expect.stringMatching(/^DELETE \/groups\//),
		]);
	});

	it('costs one where the last step sent nothing, and that stands on the record', async () => {
		const { scene } = test;
		const after = await run('disabled', () => undefined);
		const calls = after.steps.find(({ key }) => key === 'removeFromTeams')?.calls ?? [];
		expect(calls.at(-1)?.path).toContain('onPremisesLastSyncDateTime');
		expect(firstOf(after)?.calls.some(({ path }) => path.includes('onPremises'))).toBe(false);
		expect(scene.longestWait()).toBe(0);
	});

	it('was turned on again by the sync: blocked, with both times, and no "for now"', async () => {
		const { profile } = personIn(test.scene.sandbox, 'synced');
		const after = await run('synced', () => {
			profile.accountEnabled = true;
			profile.onPremisesLastSyncDateTime = `${new Date().toISOString().slice(0, 19)}Z`;
		});
		const outcome = firstOf(after);
		expect(outcome).toMatchObject({ status: 'blocked', verified: false });
		expect(outcome?.summary).toBe('Sign-in is on again.');
		expect(outcome?.reason).toMatch(
			/^Active Directory turned sign-in on again with its sync at [-\d]+ [:\d]+ UTC; seen on at [-\d]+ [:\d]+ UTC\. Disable the account in Active Directory, then run this step again\.$/,
		);
		expect(outcome?.items).toHaveLength(1);
		expect(outcome?.items[0]?.acceptedAt).not.toBeNull();
		expect(outcome?.calls.at(-1)?.requestId).toBe(outcome?.items[0]?.requestId);
	});

	it('does not name a sync that came before', async () => {
		const { profile } = personIn(test.scene.sandbox, 'synced');
		const after = await run('synced', () => (profile.accountEnabled = true));
		expect(firstOf(after)?.reason).toContain('most likely by Active Directory');
		expect(firstOf(after)?.reason).not.toContain('with its sync');
	});

	it('was turned on again by somebody', async () => {
		const { profile } = personIn(test.scene.sandbox, 'ordinary');
		const after = await run('ordinary', () => (profile.accountEnabled = true));
		expect(firstOf(after)).toMatchObject({ status: 'blocked', verified: false });
		expect(firstOf(after)?.reason).toContain('turned on again by somebody');
		expect(firstOf(after)?.reason).toContain('audit log');
	});

	it('shows as on for a moment only, on a replica that lags: nothing is made of it', async () => {
		const { scene } = test;
		const { profile } = personIn(scene.sandbox, 'ordinary');
		const sleep = scene.clock.sleep.bind(scene.clock);
		scene.clock.sleep = async (milliseconds) => {
			profile.accountEnabled = false;
			await sleep(milliseconds);
		};
		const after = await run('ordinary', () => (profile.accountEnabled = true));
		expect(firstOf(after)).toMatchObject({ status: 'done', verified: true });
	});

	it('was accepted only, and shows now', async () => {
		const { scene } = test;
		const start = await scene.lookUp(upn('ordinary'));
		const outcome = await scene.run(disableAccount, {}, start);
		const items = outcome.items.map((item) => ({ ...item, verified: false, verifiedAt: null }));
		const accepted = withStep(start, { ...outcome, items, verified: false });
		const after = await lastLook(scene.context(accepted), accepted);
		expect(firstOf(after)).toMatchObject({ status: 'done', verified: true });
		expect(firstOf(after)?.items[0]?.verifiedAt).not.toBeNull();
	});

	it('can not be read: what is on the record stays', async () => {
		const { scene } = test;
		const after = await run('disabled', () => scene.sandbox.faults.add('403 on GET /v1.0/users/*'));
		expect(firstOf(after)).toMatchObject({ status: 'done', verified: true });
	});
});
