import { describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { groupIn, personIn, upn } from '../../harness/people';

const test = eachRehearsal();
const LEAVER = 'throughPim';

/** Gives the leaver an eligible and an active place besides the roles, so that all four kinds of request are made. */
function givePlaces({ sandbox }: Scene) {
	const { id } = personIn(sandbox, LEAVER).profile;
	const group = groupIn(sandbox, 'IT administrators');
	const place = {
		principalId: id,
		groupId: group.profile.id,
		accessId: 'member',
		assignmentType: 'activated',
		startDateTime: '2025-06-02T08:00:00Z',
		endDateTime: '2027-06-02T08:00:00Z',
	} as const;
	sandbox.tenant.groupEligibilities.push({ ...place, id: 'eligible-place' });
	sandbox.tenant.groupAssignments.push({ ...place, id: 'active-place' });
	group.memberIds.push(id);
}

/** What the leaver can still use or take. */
function held({ sandbox }: Scene) {
	const { tenant } = sandbox;
	const { id } = personIn(sandbox, LEAVER).profile;
	return [
		...tenant.roleAssignments,
		...tenant.roleEligibilities,
		...tenant.groupAssignments,
		...tenant.groupEligibilities,
	].filter(({ principalId }) => principalId === id);
}

const KINDS = [
	['roleManagement/directory/roleEligibilityScheduleRequests', 2],
	['roleManagement/directory/roleAssignmentScheduleRequests', 1],
	['identityGovernance/privilegedAccess/group/eligibilityScheduleRequests', 1],
	['identityGovernance/privilegedAccess/group/assignmentScheduleRequests', 1],
] as const;

describe.each(KINDS)('POST /%s', (path, expected) => {
	const postsOf = (scene: Scene) => scene.writes().filter((write) => write.path === `/${path}`);

	it.each(['reset-after', '504-after', '500-after'])(
		'is sent once each although the answer is lost (%s)',
		async (effect) => {
			const { scene } = test;
			givePlaces(scene);
			const offboarding = await scene.lookUp(upn(LEAVER));
			scene.sandbox.faults.add(`${effect} on POST */${path} times=1`);
			const outcome = await scene.run(removeAdminRoles, {}, offboarding);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(postsOf(scene)).toHaveLength(expected);
			expect(held(scene)).toEqual([]);
		},
	);

	it('is sent again after the wait it was told to make', async () => {
		const { scene } = test;
		givePlaces(scene);
		const offboarding = await scene.lookUp(upn(LEAVER));
		scene.sandbox.faults.add(`429 retry-after=9 on POST */${path} times=1`);
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(9_000);
		expect(postsOf(scene).map(({ status }) => status)).toEqual([
			429,
			...Array<number>(expected).fill(201),
		]);
		expect(held(scene)).toEqual([]);
	});
});

describe('a list that can not be read', () => {
	it('before one removal costs the others neither the removal nor their row', async () => {
		const { scene } = test;
		givePlaces(scene);
		const offboarding = await scene.lookUp(upn(LEAVER));
		scene.sandbox.faults.add('403 on GET */group/assignmentSchedules skip=1');
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(4);
		expect(held(scene)).toMatchObject([{ id: 'active-place' }]);
	});

	it('in the middle of its pages leaves it open, not the others', async () => {
		const { scene } = test;
		givePlaces(scene);
		const { tenant } = scene.sandbox;
		const [first] = tenant.groupEligibilities.filter(({ id }) => id === 'eligible-place');
		if (!first) throw new Error('The fixture has changed.');
		for (let index = 0; index < 120; index += 1) {
			tenant.groupEligibilities.push({ ...first, id: `eligible-${index}`, groupId: `g${index}` });
		}
		const offboarding = await scene.lookUp(upn(LEAVER));
		scene.sandbox.faults.add('400 on GET */group/eligibilitySchedules skip=1');
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome.status).toBe('failed');
		expect(outcome.summary).toContain('Not every place could be read');
		expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(4);
		expect(held(scene)).toHaveLength(121);
	});
});
