import { describe, expect, it } from 'vitest';
import { disableAccount } from '../../../../nodes/DisableAccount/disableAccount.step';
import { forwardEmail } from '../../../../nodes/ForwardEmail/forwardEmail.step';
import { removeAdminRoles } from '../../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import { removeFromTeams } from '../../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { removeMfaMethods } from '../../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { resetPassword } from '../../../../nodes/ResetPassword/resetPassword.step';
import { revokeSessions } from '../../../../nodes/RevokeSessions/revokeSessions.step';
import { setOutOfOffice } from '../../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import { DELETED } from '../../../../nodes/shared/step/deletedMeanwhile';
import type { Step } from '../../../../nodes/shared/step/step';
import { wipeDevices } from '../../../../nodes/WipeDevices/wipeDevices.step';
import { startRehearsal, type Rehearsal } from '../../../harness/rehearsal';

const stage = <Options>(step: Step<Options>, options: Options) => ({
	key: step.key,
	run: async (rehearsal: Rehearsal, dryRun = false) => {
		const offboarding = await rehearsal.lookUp(rehearsal.sandbox.leaver ?? '', { dryRun });
		const { tenant } = rehearsal.sandbox;
		tenant.users = tenant.users.filter(({ profile }) => profile.id !== offboarding.employee.id);
		return await rehearsal.run(step, options, offboarding);
	},
});

const STAGES = [
	stage(disableAccount, {}),
	stage(resetPassword, {}),
	stage(revokeSessions, {}),
	stage(removeMfaMethods, {}),
	stage(removeAdminRoles, {}),
	stage(forwardEmail, {}),
	stage(setOutOfOffice, {}),
	stage(wipeDevices, { policy: 'wipeCompany' }),
	stage(removeFromTeams, {}),
];

/** Nothing of theirs anywhere: every step would find nothing to do. */
const HOLDS_NOTHING = 'guest';
/** Whatever of theirs there is can't be changed through Graph. */
const OUT_OF_REACH = 'dynamic-and-synced-groups';

describe('an account that is deleted between the look-up and the step', () => {
	it.each(STAGES)('$key of somebody who holds nothing says so', async ({ run }) => {
		const rehearsal = await startRehearsal({ tenant: HOLDS_NOTHING });
		try {
			const outcome = await run(rehearsal);
			expect(outcome).toMatchObject({ status: 'failed', reason: DELETED, summary: DELETED });
			expect(outcome.items.map(({ reason }) => reason)).toEqual([DELETED]);
			expect(outcome.items[0]?.requestId).not.toBeNull();
		} finally {
			await rehearsal.close();
		}
	});

	it.each(STAGES)('$key says so in a dry run too, or would say what it does', async ({ run }) => {
		const rehearsal = await startRehearsal({ tenant: HOLDS_NOTHING });
		try {
			expect((await run(rehearsal, true)).reason).toBe(DELETED);
		} finally {
			await rehearsal.close();
		}
	});

	it('leaves what is said of groups that go on without it, and adds that the account is gone', async () => {
		const rehearsal = await startRehearsal({ tenant: OUT_OF_REACH });
		try {
			const outcome = await stage(removeFromTeams, {}).run(rehearsal);
			expect(outcome).toMatchObject({ status: 'failed', reason: DELETED });
			const last = outcome.items.at(-1);
			expect(last).toMatchObject({ status: 'failed', reason: DELETED });
			const others = outcome.items.slice(0, -1).map(({ status }) => status);
			expect(new Set(others)).toEqual(new Set(['skipped', 'blocked']));
		} finally {
			await rehearsal.close();
		}
	});

	it('is not made up where the account can not be asked for', async () => {
		const rehearsal = await startRehearsal({ tenant: HOLDS_NOTHING });
		try {
			const offboarding = await rehearsal.lookUp(rehearsal.sandbox.leaver ?? '');
			rehearsal.sandbox.faults.add('403 on GET /v1.0/users/*');
			const outcome = await rehearsal.run(resetPassword, {}, offboarding);
			expect(outcome.status).toBe('skipped');
			expect(outcome.reason).toContain('home tenant');
		} finally {
			await rehearsal.close();
		}
	});

	it('costs no request where the step has seen the account', async () => {
		const rehearsal = await startRehearsal({ tenant: 'no-methods' });
		try {
			const offboarding = await rehearsal.lookUp(rehearsal.sandbox.leaver ?? '');
			for (const { calls } of [
				await rehearsal.run(removeMfaMethods, {}, offboarding),
				await rehearsal.run(removeAdminRoles, {}, offboarding),
			]) {
				expect(calls.filter(({ inBatch }) => !inBatch)).toHaveLength(1);
			}
		} finally {
			await rehearsal.close();
		}
	});
});
