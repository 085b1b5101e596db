import { beforeEach, describe, expect, it } from 'vitest';
import { disableAccount } from '../../../nodes/DisableAccount/disableAccount.step';
import { lockOutAgain } from '../../../nodes/RemoveAdminRoles/lockOutAgain';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { resetPassword } from '../../../nodes/ResetPassword/resetPassword.step';
import { revokeSessions } from '../../../nodes/RevokeSessions/revokeSessions.step';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { withStep } from '../../../nodes/shared/step/runStep';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { groupIn, personIn, takeAway, upn, type Case } from '../../harness/people';

const test = eachRehearsal();
beforeEach(() => {
	// An app without a high role of its own: Entra refuses it the passwords of administrators.
	test.scene.sandbox.tenant.app.directoryRoles = [];
});

/** Steps 1, 2, 3 and 5 in the workflow's order, and the lock-out once more. */
async function lockOut(scene: Scene, who: Case): Promise<Record<'before' | 'after', Offboarding>> {
	let before = await scene.lookUp(upn(who));
	for (const step of [disableAccount, resetPassword, revokeSessions, removeAdminRoles]) {
		before = withStep(before, await scene.run(step, {}, before));
	}
	return { before, after: await lockOutAgain(scene.context(before), before) };
}

function stepOf(offboarding: Offboarding, key: string) {
	return offboarding.steps.find((step) => step.key === key);
}

describe('the lock-out of an administrator', () => {
	it('is refused while the roles are held, and done once they are gone', async () => {
		const { scene } = test;
		const { before, after } = await lockOut(scene, 'otherGlobalAdministrator');
		expect(stepOf(before, 'resetPassword')).toMatchObject({ status: 'blocked' });
		for (const key of ['disableAccount', 'resetPassword', 'revokeSessions', 'removeAdminRoles']) {
			expect(stepOf(after, key), key).toMatchObject({ status: 'done' });
		}
		expect(stepOf(after, 'resetPassword')?.summary).toContain('after step 5');
		const { profile, passwordHashes } = personIn(scene.sandbox, 'otherGlobalAdministrator');
		expect(profile.accountEnabled).toBe(false);
		expect(passwordHashes).toHaveLength(1);
	});

	it.each([
		['the answer to the removal was lost', '504-after on DELETE */roleAssignments/* times=1'],
		['the answer never came at all', 'reset-after on DELETE */roleAssignments/* times=1'],
	])('is tried again where %s', async (_what, fault) => {
		const { scene } = test;
		// Nothing else goes that would count.
		scene.sandbox.tenant.roleEligibilities = [];
		scene.sandbox.faults.add(fault);
		const { after } = await lockOut(scene, 'otherGlobalAdministrator');
		expect(stepOf(after, 'resetPassword')).toMatchObject({ status: 'done' });
		expect(personIn(scene.sandbox, 'otherGlobalAdministrator').passwordHashes).toHaveLength(1);
	});

	it('is tried again where somebody else took the roles away before step 5', async () => {
		const { scene } = test;
		const { tenant } = scene.sandbox;
		let offboarding = await scene.lookUp(upn('otherGlobalAdministrator'));
		for (const step of [disableAccount, resetPassword, revokeSessions]) {
			offboarding = withStep(offboarding, await scene.run(step, {}, offboarding));
		}
		const { id } = offboarding.employee;
		tenant.roleAssignments = tenant.roleAssignments.filter((one) => one.principalId !== id);
		tenant.roleEligibilities = tenant.roleEligibilities.filter((one) => one.principalId !== id);
		offboarding = withStep(offboarding, await scene.run(removeAdminRoles, {}, offboarding));
		const after = await lockOutAgain(scene.context(offboarding), offboarding);
		expect(stepOf(after, 'resetPassword')).toMatchObject({ status: 'done' });
	});

	it('keeps both tries in the record, and revokes once more after the password', async () => {
		const { scene } = test;
		const { after } = await lockOut(scene, 'otherGlobalAdministrator');
		const tries = stepOf(after, 'resetPassword')?.calls.filter(({ method }) => method === 'PATCH');
		expect(tries?.map(({ status }) => status)).toContain(403);
		expect(tries?.at(-1)?.status).toBe(204);
		const lines = scene.writes().map(({ path }) => path);
		expect(lines.at(-1)).toMatch(/revokeSignInSessions$/);
	});

	it('keeps the sessions that were revoked, whatever became of the second time', async () => {
		const { scene } = test;
		let offboarding = await scene.lookUp(upn('otherGlobalAdministrator'));
		for (const step of [disableAccount, resetPassword, revokeSessions, removeAdminRoles]) {
			offboarding = withStep(offboarding, await scene.run(step, {}, offboarding));
		}
		scene.sandbox.faults.add('400 on POST */revokeSignInSessions');
		const after = await lockOutAgain(scene.context(offboarding), offboarding);
		const revoked = stepOf(after, 'revokeSessions');
		expect(revoked?.items).toMatchObject([{ status: 'done' }, { status: 'blocked' }]);
		expect(revoked).toMatchObject({ status: 'blocked' });
		expect(revoked?.reason).toContain('run step 3 again');
	});

	it('goes on trying while the removal is on its way through Entra', async () => {
		const { scene } = test;
		let offboarding = await scene.lookUp(upn('otherGlobalAdministrator'));
		for (const step of [disableAccount, resetPassword, revokeSessions, removeAdminRoles]) {
			offboarding = withStep(offboarding, await scene.run(step, {}, offboarding));
		}
		scene.sandbox.faults.add('403 on PATCH /users/* times=3');
		const after = await lockOutAgain(scene.context(offboarding), offboarding);
		expect(stepOf(after, 'resetPassword')).toMatchObject({ status: 'done' });
		expect(scene.clock.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(2_000);
	});

	it('stays blocked, and says so, where Entra goes on refusing', async () => {
		const { scene } = test;
		let offboarding = await scene.lookUp(upn('otherGlobalAdministrator'));
		for (const step of [disableAccount, resetPassword, revokeSessions, removeAdminRoles]) {
			offboarding = withStep(offboarding, await scene.run(step, {}, offboarding));
		}
		scene.sandbox.faults.add('403 on PATCH /users/*');
		const after = await lockOutAgain(scene.context(offboarding), offboarding);
		expect(stepOf(after, 'resetPassword')).toMatchObject({ status: 'blocked', verified: false });
	});

	it.each(['globalAdministrator', 'throughGroup'] as const)(
		'waits for step 8 where a group makes the person an administrator (%s)',
		async (who) => {
			const { scene } = test;
			const { before, after } = await lockOut(scene, who);
			expect(after).toBe(before);
			expect(stepOf(after, 'resetPassword')).toMatchObject({ status: 'blocked' });
			const left = withStep(after, await scene.run(removeFromTeams, {}, after));
			const last = await lockOutAgain(scene.context(left), left);
			expect(stepOf(last, 'resetPassword')).toMatchObject({ status: 'done' });
			expect(stepOf(last, 'resetPassword')?.summary).toContain('after step 8');
			expect(personIn(scene.sandbox, who).passwordHashes).toHaveLength(1);
		},
	);

	it('comes after step 8 too where PIM for groups ended the membership in step 5', async () => {
		const { scene } = test;
		const { tenant } = scene.sandbox;
		const { id: groupId } = groupIn(scene.sandbox, 'IT administrators').profile;
		const { id: principalId } = personIn(scene.sandbox, 'throughGroup').profile;
		tenant.groupAssignments.push({
			...{ id: 'active-place', principalId, groupId, accessId: 'member' },
			...{ assignmentType: 'activated', startDateTime: '2025-06-02T08:00:00Z' },
			endDateTime: '2027-06-02T08:00:00Z',
		});
		const { after } = await lockOut(scene, 'throughGroup');
		expect(stepOf(after, 'removeAdminRoles')).toMatchObject({ status: 'done', verified: true });
		const left = withStep(after, await scene.run(removeFromTeams, {}, after));
		const last = await lockOutAgain(scene.context(left), left);
		expect(stepOf(last, 'resetPassword')).toMatchObject({ status: 'done' });
		expect(personIn(scene.sandbox, 'throughGroup').passwordHashes).toHaveLength(1);
	});

	it('is not tried again where no role went', async () => {
		const { scene } = test;
		takeAway(
			scene.sandbox,
			'RoleManagement.ReadWrite.Directory',
			'RoleEligibilitySchedule.ReadWrite.Directory',
		);
		const { before, after } = await lockOut(scene, 'otherGlobalAdministrator');
		expect(after).toBe(before);
	});

	it('is not tried again where the app itself lacks the permission', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'User-PasswordProfile.ReadWrite.All');
		const { before, after } = await lockOut(scene, 'otherGlobalAdministrator');
		expect(after).toBe(before);
		expect(stepOf(after, 'resetPassword')?.reason).toContain('User-PasswordProfile.ReadWrite.All');
	});
});
