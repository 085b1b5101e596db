import { describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import { runStep } from '../../../nodes/shared/step/runStep';
import type { Sandbox } from '../../../runner/sandbox';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

function rolesIn({ tenant }: Sandbox, who: Case) {
	const { id } = personIn({ tenant } as Sandbox, who).profile;
	return tenant.roleAssignments.filter(({ principalId }) => principalId === id);
}

describe('what is left after the step, and said to be', () => {
	it('names a group through which roles are held, and leaves it to step 8', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'throughGroup');
		expect(outcome.status).toBe('skipped');
		expect(outcome.items).toMatchObject([
			{ status: 'skipped', target: 'Group IT administrators', verified: false },
		]);
		expect(outcome.reason).toContain('step 8');
		expect(scene.writes()).toEqual([]);
	});

	it('leaves whoever became the last Global Administrator since the look-up to a person', async () => {
		const { scene } = test;
		const { tenant } = scene.sandbox;
		const offboarding = await scene.lookUp(upn('globalAdministrator'));
		const other = personIn(scene.sandbox, 'otherGlobalAdministrator').profile.id;
		tenant.roleAssignments = tenant.roleAssignments.filter((role) => role.principalId !== other);
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('last Global Administrator');
		expect(rolesIn(scene.sandbox, 'globalAdministrator')).toHaveLength(1);
		expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(1);
	});

	it('leaves the last Privileged Role Administrator, whom PIM keeps, to a person', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('globalAdministrator'));
		for (const role of rolesIn(scene.sandbox, 'globalAdministrator')) {
			role.endDateTime = '2027-06-02T08:00:00Z';
		}
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('last Privileged Role Administrator');
		expect(outcome.reason).toContain('Give the role to somebody else');
		expect(outcome.summary).toContain('1 role of 2 removed: Global Administrator.');
		expect(outcome.summary).toContain(
			'Not removed: Privileged Role Administrator, active through PIM.',
		);
		expect(rolesIn(scene.sandbox, 'globalAdministrator')).toHaveLength(1);
	});

	it('reads the groups itself where the look-up brought none', async () => {
		const { scene } = test;
		const { holdings: _, ...context } = scene.context(await scene.lookUp(upn('throughGroup')));
		const outcome = await runStep(removeAdminRoles, { ...context, holdings: null }, {});
		expect(outcome.items).toMatchObject([{ status: 'skipped', target: 'Group IT administrators' }]);
		expect(outcome.summary).toContain('Roles can still be held through IT administrators');
	});

	it('never reads as if all admin access were gone while a group still gives it', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeAdminRoles, {}, 'globalAdministrator');
		expect(outcome.summary).toBe(
			'2 roles of 2 removed: Global Administrator and Privileged Role Administrator. Roles can still be held through IT administrators until the membership ends in step 8.',
		);
		const only = await scene.offboard(removeAdminRoles, {}, 'throughGroup');
		expect(only.summary).not.toContain('no admin roles');
		expect(only.summary).toContain('held through IT administrators');
	});
});
