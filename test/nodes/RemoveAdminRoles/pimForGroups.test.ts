import { describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import type { GroupSchedule } from '../../../runner/sandbox/state/roles';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { groupIn, personIn, takeAway, upn } from '../../harness/people';

const test = eachRehearsal();
const LEAVER = 'noManager';
const OTHER = 'throughPim';

/** Puts places into the tenant: the leaver's `eligible` and `active` ones, and the same of somebody else. */
function placesFor(scene: Scene, changes: Partial<GroupSchedule> = {}) {
	const { sandbox } = scene;
	const group = groupIn(sandbox, 'IT administrators');
	for (const who of [LEAVER, OTHER] as const) {
		const { id } = personIn(sandbox, who).profile;
		const place: GroupSchedule = {
			id: `${group.profile.id}_member_${who}`,
			principalId: id,
			groupId: group.profile.id,
			accessId: 'member',
			assignmentType: 'activated',
			startDateTime: '2025-06-02T08:00:00Z',
			endDateTime: '2027-06-02T08:00:00Z',
			...changes,
		};
		sandbox.tenant.groupEligibilities.push({ ...place, id: `${place.id}_eligible` });
		sandbox.tenant.groupAssignments.push(place);
		if (place.accessId === 'member') group.memberIds.push(id);
		else group.ownerIds.push(id);
	}
	return group;
}

/** Whose places there are, eligible and active. */
function holders({ sandbox }: Scene) {
	const whose = ({ principalId }: GroupSchedule) =>
		principalId === personIn(sandbox, LEAVER).profile.id ? LEAVER : 'others';
	const { groupEligibilities, groupAssignments } = sandbox.tenant;
	return [groupEligibilities.map(whose), groupAssignments.map(whose)].map((list) =>
		list.filter((who) => who === LEAVER),
	);
}

function targets({ items }: StepOutcome) {
	return items.map(({ status, verified, target }) => [status, verified, target]);
}

const ELIGIBLE = 'Group IT administrators, eligible member';
const ACTIVE = 'Group IT administrators, active member through PIM';

describe('places in groups that PIM manages', () => {
	it('go, eligibility first, and with them the membership; nobody else loses theirs', async () => {
		const { scene } = test;
		const group = placesFor(scene);
		const { groupEligibilities, groupAssignments } = scene.sandbox.tenant;
		const before = [groupEligibilities.length, groupAssignments.length, group.memberIds.length];
		const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(targets(outcome)).toEqual([
			['done', true, ELIGIBLE],
			['done', true, ACTIVE],
		]);
		expect(holders(scene)).toEqual([[], []]);
		const { tenant } = scene.sandbox;
		expect([
			tenant.groupEligibilities.length,
			tenant.groupAssignments.length,
			group.memberIds.length,
		]).toEqual(before.map((count) => count - 1));
		expect(outcome.summary).toBe('2 places in groups (PIM) of 2 removed: IT administrators.');
	});

	it('are read in the same round trip as the other places', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(LEAVER));
		const before = scene.sandbox.log.length;
		await scene.run(removeAdminRoles, {}, offboarding);
		expect(scene.sandbox.log.slice(before)).toHaveLength(1);
	});

	it('that make somebody an owner go as such', async () => {
		const { scene } = test;
		const group = placesFor(scene, { accessId: 'owner' });
		const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items.map(({ target }) => target)).toContain(
			'Group IT administrators, eligible owner',
		);
		expect(group.ownerIds).not.toContain(personIn(scene.sandbox, LEAVER).profile.id);
		expect(scene.writes().map(({ body }) => body)).toMatchObject([
			{ action: 'adminRemove', accessId: 'owner', groupId: group.profile.id },
			{ action: 'adminRemove', accessId: 'owner', groupId: group.profile.id },
		]);
	});

	it('name the group where the look-up did not know it', async () => {
		const { scene } = test;
		const outcome = await scene.run(
			removeAdminRoles,
			{},
			await scene.lookUp('cameron.white@rehearsal.example'),
		);
		expect(targets(outcome)).toEqual([['done', true, ELIGIBLE]]);
	});

	it('are listed in a dry run, every one, and nothing is sent', async () => {
		const { scene } = test;
		placesFor(scene);
		const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER, { dryRun: true });
		expect(outcome.status).toBe('pending');
		expect(outcome.items.map(({ target }) => target)).toEqual([ELIGIBLE, ACTIVE]);
		expect(outcome.summary).toBe('2 places in groups (PIM) would be removed.');
		expect(scene.writes()).toEqual([]);
	});

	it('have nothing left to do when the step is run again', async () => {
		const { scene } = test;
		placesFor(scene);
		await scene.offboard(removeAdminRoles, {}, LEAVER);
		const sent = scene.writes().length;
		const again = await scene.offboard(removeAdminRoles, {}, LEAVER);
		expect(again.status).toBe('skipped');
		expect(scene.writes()).toHaveLength(sent);
	});
});

describe('a permanent place', () => {
	it('of an owner is left to step 8, which hands over first, and named', async () => {
		const { scene } = test;
		const permanent = { accessId: 'owner', assignmentType: 'assigned', endDateTime: null } as const;
		placesFor(scene, permanent);
		const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER);
		expect(holders(scene)).toEqual([[], [LEAVER]]);
		expect(outcome.items).toContainEqual(
			expect.objectContaining({ status: 'skipped', target: 'Group IT administrators' }),
		);
		expect(outcome.summary).toContain('held through IT administrators');
	});

	it('in a group that carries licences waits for step 8, after the mail steps', async () => {
		const { scene } = test;
		const licensed = groupIn(scene.sandbox, 'Licence E5');
		placesFor(scene, { groupId: licensed.profile.id });
		licensed.memberIds.push(personIn(scene.sandbox, LEAVER).profile.id);
		groupIn(scene.sandbox, 'IT administrators').memberIds = [];
		const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER);
		expect(holders(scene)).toEqual([[], [LEAVER]]);
		expect(outcome.summary).toContain('Left to step 8: Group Licence E5');
	});
});

describe('without the licence or the permission', () => {
	it.each([
		['AadPremiumLicenseRequired', ''],
		['it in other letters', '400 code=aadpremiumlicenserequired on GET */privilegedAccess/group/*'],
		['404', '404 on GET */privilegedAccess/group/*'],
	])('there are no such places in a tenant that answers %s', async (_, fault) => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		if (fault === '') scene.sandbox.tenant.services.entraIdP2 = false;
		else scene.sandbox.faults.add(fault);
		const outcome = await scene.run(removeAdminRoles, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items).toHaveLength(1);
	});

	it.each(['PrivilegedEligibilitySchedule', 'PrivilegedAssignmentSchedule'])(
		'the step is blocked and names %s, and all else goes',
		async (name) => {
			const { scene } = test;
			placesFor(scene);
			takeAway(scene.sandbox, `${name}.ReadWrite.AzureADGroup`);
			const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER);
			expect(outcome.status).toBe('blocked');
			expect(outcome.reason).toContain(`${name}.Read.AzureADGroup`);
			expect(outcome.summary).toContain('Not every place could be read');
			expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(1);
			const wanted = name.includes('Eligib') ? [[LEAVER], []] : [[], [LEAVER]];
			expect(holders(scene)).toEqual(wanted);
		},
	);

	it('to remove, the item is blocked and names it', async () => {
		const { scene } = test;
		placesFor(scene);
		takeAway(scene.sandbox, 'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup');
		scene.sandbox.tenant.app.permissions.push('PrivilegedEligibilitySchedule.Read.AzureADGroup');
		const outcome = await scene.offboard(removeAdminRoles, {}, LEAVER);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('PrivilegedEligibilitySchedule.Remove.AzureADGroup');
		expect(holders(scene)).toEqual([[LEAVER], []]);
	});
});
