import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { runStep } from '../../../nodes/shared/step/runStep';
import { deletePerson, groupIn, personIn, takeAway, upn } from '../../harness/people';
import { eachTeamRehearsal, groupsOf } from './scene';

const test = eachTeamRehearsal();

describe('remove from Teams and groups', () => {
	it('takes the person out, reads the list again and leaves everybody else in', async () => {
		const { scene } = test;
		const before = groupIn(scene.sandbox, 'Retail').memberIds.length;
		const outcome = await scene.offboard(removeFromTeams, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.summary).toBe('Left 2 teams and groups.');
		expect(groupsOf(scene.sandbox, 'ordinary')).toEqual([]);
		expect(groupIn(scene.sandbox, 'Retail').memberIds).toHaveLength(before - 1);
		expect(scene.sandbox.tenant.deletedUsers).toEqual([]);
	});

	it('leaves a team through Teams, where it counts at once', async () => {
		const { scene } = test;
		await scene.offboard(removeFromTeams, {}, 'noDevices');
		expect(scene.writes().some(({ path }) => /^\/teams\/[^/]+\/members\//.test(path))).toBe(true);
		expect(groupsOf(scene.sandbox, 'noDevices')).toEqual([]);
	});

	it('says "was gone already" when it is run again with the same look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		await scene.run(removeFromTeams, {}, offboarding);
		const again = await scene.run(removeFromTeams, {}, offboarding);
		expect(again.status).toBe('skipped');
		expect(again.reason).toBe('Was gone already.');
	});

	it('hands the last ownership over to the manager, then goes', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const { ownerIds, memberIds } = groupIn(scene.sandbox, 'Sales');
		const leaver = personIn(scene.sandbox, 'lastOwner').profile.id;
		expect(ownerIds).toHaveLength(1);
		expect(ownerIds).not.toContain(leaver);
		expect(memberIds).not.toContain(leaver);
		expect(outcome.items[0]?.reason).toBe('Passed on to Patti Fernandez.');
	});

	it('does not count an app as an owner who stays', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeFromTeams, {}, 'ownsWithAnApp');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const manager = personIn(scene.sandbox, 'mailboxElsewhere').profile.id;
		expect(groupIn(scene.sandbox, 'Site planning').ownerIds).toContain(manager);
	});

	it('keeps the last owner where there is no manager, and says what to do', async () => {
		const { scene } = test;
		personIn(scene.sandbox, 'lastOwner').managerId = null;
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('no successor');
		expect(groupsOf(scene.sandbox, 'lastOwner')).toContain('Sales');
		expect(groupIn(scene.sandbox, 'Sales').memberIds).toContain(
			personIn(scene.sandbox, 'lastOwner').profile.id,
		);
		expect(outcome.summary).toBe('Left 0 of 1 team or group.');
	});

	it('hands nothing to a guest', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner', {
			manager: upn('guest'),
		});
		expect(outcome.status).toBe('blocked');
		expect(groupIn(scene.sandbox, 'Sales').ownerIds).toHaveLength(1);
	});

	it('reads the manager itself where there was no look-up', async () => {
		const { scene } = test;
		const context = scene.context(await scene.lookUp(upn('lastOwner')));
		const bare = { ...context, manager: undefined, holdings: null };
		const outcome = await runStep(removeFromTeams, bare, {});
		expect(outcome).toMatchObject({ status: 'done', verified: true });
	});

	it('does not count a group as left whose new owner does not show yet', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('lastOwner'));
		scene.sandbox.faults.add('500 on GET */owners skip=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(groupsOf(scene.sandbox, 'lastOwner')).toContain('Sales');
		expect(outcome.status).toBe('blocked');
		expect(outcome.summary).toContain('Left 0');
	});

	it('says of each group that Graph can not change why, and whose turn it is', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeFromTeams, {}, 'groupsGraphCanNotChange');
		const said = new Map(
			outcome.items.map(({ target, status, reason }) => [target, [status, reason]]),
		);
		expect(said.get('All of Marketing, dynamic group')).toEqual([
			'skipped',
			expect.stringContaining('follows a rule'),
		]);
		expect(said.get('Press list, distribution list')).toEqual([
			'blocked',
			expect.stringContaining('Exchange admin center'),
		]);
		expect(said.get('VPN users, security group')).toEqual([
			'blocked',
			expect.stringContaining('on-premises Active Directory'),
		]);
		expect(outcome.status).toBe('blocked');
		expect(outcome.summary).toBe('Left 0 of 3 teams and groups.');
		expect(scene.writes()).toEqual([]);
	});

	it('gives up the ownership of a dynamic group, whose members alone follow a rule', async () => {
		const { scene } = test;
		const owner = personIn(scene.sandbox, 'ordinary').profile.id;
		groupIn(scene.sandbox, 'All of Marketing').ownerIds.push(owner);
		const outcome = await scene.offboard(removeFromTeams, {}, 'ordinary');
		expect(groupIn(scene.sandbox, 'All of Marketing').ownerIds).not.toContain(owner);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
	});

	it('names the permission a group that carries roles needs', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'RoleManagement.ReadWrite.Directory');
		for (const who of ['throughGroup', 'globalAdministrator'] as const) {
			const outcome = await scene.offboard(removeFromTeams, {}, who);
			expect(outcome.status).toBe('blocked');
			expect(outcome.reason).toContain('RoleManagement.ReadWrite.Directory');
			expect(groupsOf(scene.sandbox, who)).toContain('IT administrators');
		}
	});

	it('names the permission that is missing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'GroupMember.ReadWrite.All', 'Group.ReadWrite.All');
		const outcome = await scene.offboard(removeFromTeams, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('GroupMember.ReadWrite.All');
		expect(groupsOf(scene.sandbox, 'ordinary')).toHaveLength(2);
	});

	it('skips whoever is in no group, with the reason', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeFromTeams, {}, 'noManager');
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toContain('no team or group');
	});

	it('fails when the person was deleted after the look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', verified: false });
	});

	it('waits as long as it is told to', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('429 retry-after=14 on DELETE */$ref times=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(14_000);
		expect(groupsOf(scene.sandbox, 'ordinary')).toEqual([]);
	});

	it('reads before it says anything of a removal whose answer was lost', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('reset-after on DELETE */$ref times=1; 504-after on DELETE */$ref');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(['done', 'skipped']).toContain(outcome.status);
		expect(groupsOf(scene.sandbox, 'ordinary')).toEqual([]);
	});

	it('writes nothing in a dry run', async () => {
		const { scene } = test;
		const plan = await scene.offboard(removeFromTeams, {}, 'lastOwner', { dryRun: true });
		expect(plan.status).toBe('pending');
		expect(plan.items[0]?.reason).toContain('passed on');
		expect(scene.writes()).toEqual([]);
	});
});
