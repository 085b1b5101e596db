import { describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import type { GroupSchedule, RoleAssignment } from '../../../runner/sandbox/state/roles';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { groupIn, personIn, upn, type Case } from '../../harness/people';

const test = eachRehearsal();
const LEAVER = 'throughPim';
const SIX_MINUTES_MS = 360_000;

function activeOf({ sandbox }: Scene, who: Case = LEAVER): (RoleAssignment | GroupSchedule)[] {
	const { id } = personIn(sandbox, who).profile;
	const { roleAssignments, groupAssignments } = sandbox.tenant;
	return [...roleAssignments, ...groupAssignments].filter(({ principalId }) => principalId === id);
}

function activatedAgo(scene: Scene, milliseconds: number): void {
	const startDateTime = new Date(Date.now() - milliseconds).toISOString();
	for (const active of activeOf(scene)) active.startDateTime = startDateTime;
}

/** The sandbox keeps real time while ours flies: as soon as a long wait is made, the activation grows old by it. */
async function growOldMeanwhile(scene: Scene): Promise<void> {
	while (scene.longestWait() < 100_000) await new Promise((resolve) => setImmediate(resolve));
	activatedAgo(scene, 400_000);
}

function givePlace({ sandbox }: Scene, who: Case = LEAVER): void {
	const { id } = personIn(sandbox, who).profile;
	const group = groupIn(sandbox, 'IT administrators');
	group.memberIds.push(id);
	sandbox.tenant.groupAssignments.push({
		id: 'active-place',
		principalId: id,
		groupId: group.profile.id,
		accessId: 'member',
		assignmentType: 'activated',
		startDateTime: '2025-06-02T08:00:00Z',
		endDateTime: '2027-06-02T08:00:00Z',
	});
}

function waited({ clock }: Scene): number {
	return clock.waits.reduce((sum, wait) => sum + wait, 0);
}

describe('what was activated just now', () => {
	it('is taken away once five minutes have passed since then', async () => {
		const { scene } = test;
		givePlace(scene);
		const offboarding = await scene.lookUp(upn(LEAVER));
		activatedAgo(scene, 100_000);
		const [outcome] = await Promise.all([
			scene.run(removeAdminRoles, {}, offboarding),
			growOldMeanwhile(scene),
		]);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThan(195_000);
		expect(scene.longestWait()).toBeLessThanOrEqual(205_000);
		expect(activeOf(scene)).toEqual([]);
	});

	it('does not keep the rest waiting: a direct role goes before the wait', async () => {
		const { scene } = test;
		givePlace(scene, 'oneUnit');
		const offboarding = await scene.lookUp(upn('oneUnit'));
		scene.sandbox.faults.add(
			'400 code=ActiveDurationTooShort on POST */group/assignmentScheduleRequests times=1',
		);
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.writes().map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST']);
		expect(activeOf(scene, 'oneUnit')).toEqual([]);
	});

	it.each(['directory/roleA', 'group/a'])(
		'is asked for again, with growing pauses, where its age does not explain it (%s)',
		async (kind) => {
			const { scene } = test;
			givePlace(scene);
			const offboarding = await scene.lookUp(upn(LEAVER));
			scene.sandbox.faults.add(
				`400 code=ActiveDurationTooShort on POST */${kind}ssignmentScheduleRequests times=3`,
			);
			const outcome = await scene.run(removeAdminRoles, {}, offboarding);
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(scene.clock.waits).toEqual([30_000, 60_000, 90_000]);
			expect(activeOf(scene)).toEqual([]);
		},
	);

	it('is blocked, with what to do, after six minutes at most', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(LEAVER));
		activatedAgo(scene, 0);
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('Run this step again in five minutes');
		expect(waited(scene)).toBeGreaterThanOrEqual(300_000);
		expect(waited(scene)).toBeLessThanOrEqual(SIX_MINUTES_MS);
		expect(activeOf(scene)).toHaveLength(1);
		expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(2);
	});
});
