import { DELETED } from '../../../nodes/shared/step/deletedMeanwhile';
import { describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import type { Sandbox } from '../../../runner/sandbox';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { deletePerson, personIn, takeAway, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

/** What somebody can use or activate, in every place. */
function rolesIn({ tenant }: Sandbox, who: Case) {
	const { id } = personIn({ tenant } as Sandbox, who).profile;
	return [...tenant.roleAssignments, ...tenant.roleEligibilities].filter(
		({ principalId }) => principalId === id,
	);
}

describe('remove admin roles', () => {
	it('takes direct roles away, reads the list again and leaves everybody else theirs', async () => {
		const { scene } = test;
		const others = scene.sandbox.tenant.roleAssignments.length - 2;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'globalAdministrator');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const done = outcome.items.filter(({ status }) => status === 'done');
		expect(done.map(({ target }) => target)).toEqual([
			'Global Administrator',
			'Privileged Role Administrator',
		]);
		expect(rolesIn(scene.sandbox, 'globalAdministrator')).toEqual([]);
		expect(scene.sandbox.tenant.roleAssignments).toHaveLength(others);
	});

	it('takes eligible and activated roles away, eligibility first', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'throughPim');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items.map(({ target }) => target)).toEqual([
			'Security Reader, eligible',
			'Exchange Administrator, eligible',
			'Security Reader, active through PIM',
		]);
		expect(rolesIn(scene.sandbox, 'throughPim')).toEqual([]);
		expect(scene.writes()).toHaveLength(3);
	});

	it('takes a role over one administrative unit away', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'oneUnit');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[0]?.target).toBe('User Administrator, for one administrative unit');
		expect(rolesIn(scene.sandbox, 'oneUnit')).toEqual([]);
	});

	it('skips whoever has none, with the reason', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'noManager');
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toContain('no admin roles');
		expect(scene.writes()).toEqual([]);
	});

	it('has nothing left to do when it is run again', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('throughPim'));
		await scene.run(removeAdminRoles, {}, offboarding);
		const sent = scene.writes().length;
		const again = await scene.run(removeAdminRoles, {}, offboarding);
		expect(again.status).toBe('skipped');
		expect(scene.writes()).toHaveLength(sent);
	});

	it('does without PIM where the tenant has no licence for it', async () => {
		const { scene } = test;
		scene.sandbox.tenant.services.entraIdP2 = false;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'globalAdministrator');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(rolesIn(scene.sandbox, 'globalAdministrator')).toEqual([]);
	});

	it('names the permission that is missing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'RoleManagement.ReadWrite.Directory');
		const outcome = await scene.offboard(removeAdminRoles, {}, 'globalAdministrator');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('RoleManagement.ReadWrite.Directory');
		expect(rolesIn(scene.sandbox, 'globalAdministrator')).toHaveLength(2);
	});

	it('is not done where one of the places could not be read', async () => {
		const { scene } = test;
		takeAway(
			scene.sandbox,
			'RoleManagement.ReadWrite.Directory',
			'RoleEligibilitySchedule.ReadWrite.Directory',
		);
		scene.sandbox.tenant.app.permissions.push('RoleAssignmentSchedule.Read.Directory');
		const outcome = await scene.offboard(removeAdminRoles, {}, 'noManager');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('RoleEligibilitySchedule');
	});

	it('does not call a deleted person’s roles removed', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		scene.sandbox.tenant.roleAssignments = [];
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', verified: false, reason: DELETED });
	});

	it('waits as long as it is told to', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('globalAdministrator'));
		scene.sandbox.faults.add('429 retry-after=8 on DELETE */roleAssignments/* times=1');
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(8_000);
		expect(rolesIn(scene.sandbox, 'globalAdministrator')).toEqual([]);
	});

	it.each(['reset-after', '504-after', '429 retry-after=3'])(
		'asks PIM once for each, whatever is lost (%s)',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('throughPim'));
			const [effect, ...options] = fault.split(' ');
			scene.sandbox.faults.add(
				`${effect} ${options.join(' ')} on POST */roleEligibilityScheduleRequests times=1`,
			);
			const outcome = await scene.run(removeAdminRoles, {}, offboarding);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(rolesIn(scene.sandbox, 'throughPim')).toEqual([]);
			const took = scene.writes().filter(({ status }) => status === 201 || status === null);
			expect(took.length).toBeLessThanOrEqual(3);
		},
	);

	it('takes "does not exist", after a look that shows it, for gone', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('throughPim'));
		scene.sandbox.faults.add(
			'504-after code=x on POST */roleEligibilityScheduleRequests times=1; 500 on GET */roleEligibilitySchedules skip=2 times=1',
		);
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome.status).toBe('done');
		expect(rolesIn(scene.sandbox, 'throughPim')).toEqual([]);
	});

	it('does not take what a second page hides for gone', async () => {
		const { scene } = test;
		const { tenant } = scene.sandbox;
		const [one] = rolesIn(scene.sandbox, 'throughPim').slice(1);
		const definition = tenant.roleDefinitions[10];
		if (!one || !definition) throw new Error('The fixture has changed.');
		for (let index = 0; index < 120; index += 1) {
			const id = `many-${index}`;
			tenant.roleDefinitions.push({ ...definition, id, displayName: `Role ${index}` });
			tenant.roleEligibilities.push({
				id: `eligible-${index}`,
				principalId: one.principalId,
				roleDefinitionId: id,
				directoryScopeId: '/',
				appScopeId: null,
				startDateTime: '2025-06-02T08:00:00Z',
				endDateTime: null,
			});
		}
		const outcome = await scene.offboard(removeAdminRoles, {}, 'throughPim');
		expect(rolesIn(scene.sandbox, 'throughPim')).toHaveLength(0);
		expect(outcome.items.every(({ status }) => status === 'done')).toBe(true);
	});

	it('writes nothing in a dry run and lists every role', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'throughPim', { dryRun: true });
		expect(outcome.status).toBe('pending');
		expect(outcome.items).toHaveLength(3);
		expect(scene.writes()).toEqual([]);
	});
});
