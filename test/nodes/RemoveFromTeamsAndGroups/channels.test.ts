import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { groupIn, personIn, takeAway, upn } from '../../harness/people';
import { eachTeamRehearsal, groupsOf, idOf, pricing, saidOf } from './scene';

const test = eachTeamRehearsal();
const PRICING = 'Pricing, private channel of Sales';
const MEMBER = 'licensedByGroup';

const sits = (who: 'lastOwner' | 'licensedByGroup') =>
	pricing(test.scene.sandbox).members.some(
		({ userId }) => userId === idOf(test.scene.sandbox, who),
	);

describe('a member of a private channel', () => {
	it('leaves it before the team, as an item of its own', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeFromTeams, {}, MEMBER);
		expect(saidOf(outcome).get(PRICING)).toBe('done seen');
		expect(saidOf(outcome).get('Sales, team')).toBe('done seen');
		expect(outcome.summary).toContain('and 1 channel.');
		expect(sits(MEMBER)).toBe(false);
		expect(sits('lastOwner')).toBe(true);
		const deletes = scene.writes().map(({ path }) => path);
		expect(deletes[0]).toMatch(/^\/teams\/[^/]+\/channels\/[^/]+\/members\//);
	});

	it('of a shared channel likewise, under its own name', async () => {
		const { scene } = test;
		const channel = pricing(scene.sandbox);
		channel.membershipType = 'shared';
		const outcome = await scene.offboard(removeFromTeams, {}, MEMBER);
		expect(saidOf(outcome).get('Pricing, shared channel of Sales')).toBe('done seen');
		expect(sits(MEMBER)).toBe(false);
	});

	it('leaves the channels of a team whose members follow a rule', async () => {
		const { scene } = test;
		const { profile, memberIds } = groupIn(scene.sandbox, 'Sales');
		profile.groupTypes.push('DynamicMembership');
		const outcome = await scene.offboard(removeFromTeams, {}, MEMBER);
		expect(saidOf(outcome).get(PRICING)).toBe('done seen');
		expect(saidOf(outcome).get('Sales, dynamic group')).toBe('skipped');
		expect(sits(MEMBER)).toBe(false);
		expect(memberIds).toContain(idOf(scene.sandbox, MEMBER));
	});

	it('is left, and the record says how, where only the answer to the delete was lost', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(MEMBER));
		scene.sandbox.faults.add('504-after on DELETE /teams/*/channels/*/members/* times=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(saidOf(outcome).get(PRICING)).toBe('done seen');
		const reasons = outcome.items.map(({ reason }) => reason);
		expect(reasons).toContainEqual(expect.stringContaining('a second one found it gone'));
		expect(sits(MEMBER)).toBe(false);
	});

	it('waits as long as it is told to', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(MEMBER));
		scene.sandbox.faults.add('429 retry-after=13 on DELETE /teams/*/channels/* times=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(saidOf(outcome).get(PRICING)).toBe('done seen');
		expect(scene.longestWait()).toBeGreaterThanOrEqual(13_000);
	});

	it('is reported as still in when Teams refuses, whatever became of the team', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(MEMBER));
		scene.sandbox.faults.add('403 on DELETE /teams/*/channels/*');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(saidOf(outcome).get(PRICING)).toBe('blocked');
	});

	it('has the permission named that is missing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'ChannelMember.ReadWrite.All');
		const outcome = await scene.offboard(removeFromTeams, {}, MEMBER);
		expect(outcome.status).toBe('blocked');
		const item = outcome.items.find(({ target }) => target === PRICING);
		expect(item?.reason).toContain('ChannelMember.Read');
		expect(groupsOf(scene.sandbox, MEMBER)).toEqual([]);
	});

	it('has the permission named that listing channels needs', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(MEMBER));
		takeAway(scene.sandbox, 'Channel.ReadBasic.All', 'Group.ReadWrite.All', 'Directory.Read.All');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		const item = outcome.items.find(({ target }) => target === 'Channels of Sales, team');
		expect(item?.status).toBe('blocked');
		expect(item?.reason).toContain('Channel.ReadBasic.All');
		expect(groupsOf(scene.sandbox, MEMBER)).toEqual([]);
	});

	it('stays in the team while its channels can not be read', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn(MEMBER));
		scene.sandbox.faults.add('500 on GET /teams/*/channels');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(saidOf(outcome).get('Channels of Sales, team')).toBe('failed');
		expect(saidOf(outcome).get('Sales, team')).toBe('blocked');
		expect(saidOf(outcome).get('Licence E5, security group')).toBe('done seen');
		expect(groupsOf(scene.sandbox, MEMBER)).toEqual(['Sales']);
		expect(sits(MEMBER)).toBe(true);
	});

	it('is listed in a dry run', async () => {
		const { scene } = test;
		const plan = await scene.offboard(removeFromTeams, {}, MEMBER, { dryRun: true });
		expect(saidOf(plan).get(PRICING)).toBe('pending');
		expect(plan.summary).toBe('2 teams and groups and 1 channel would be left.');
		expect(scene.writes()).toEqual([]);
	});
});

describe('the last owner of a private channel', () => {
	it('goes after a successor sits in the team and owns the channel', async () => {
		const { scene } = test;
		const sales = groupIn(scene.sandbox, 'Sales');
		// Somebody else owns the team: only the channel needs a successor.
		sales.ownerIds.push(idOf(scene.sandbox, 'noDevices'));
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const owners = pricing(scene.sandbox).members.filter(({ owner }) => owner);
		const manager = personIn(scene.sandbox, 'lastOwner').managerId ?? '';
		expect(owners.map(({ userId }) => userId)).toEqual([manager]);
		expect(sales.memberIds).toContain(manager);
		expect(sales.ownerIds).not.toContain(manager);
		expect(sits('lastOwner')).toBe(false);
		expect(saidOf(outcome).get(`Ownership of ${PRICING}`)).toBe('done seen');
	});

	it('stays in channel and team without a successor, and everybody else stays', async () => {
		const { scene } = test;
		const sales = groupIn(scene.sandbox, 'Sales');
		sales.ownerIds.push(idOf(scene.sandbox, 'noDevices'));
		personIn(scene.sandbox, 'lastOwner').managerId = null;
		const before = JSON.stringify(sales);
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(saidOf(outcome)).toEqual(
			new Map([
				[`Ownership of ${PRICING}`, 'blocked'],
				['Sales, team', 'blocked'],
			]),
		);
		expect(outcome.items[1]?.reason).toContain('last owner of its channel Pricing');
		expect(JSON.stringify(sales)).toBe(before);
		expect(scene.writes()).toEqual([]);
	});

	it('stays when the successor can not be made owner', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('lastOwner'));
		scene.sandbox.faults.add('400 on POST /teams/*/channels/*');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(saidOf(outcome).get(`Ownership of ${PRICING}`)).toBe('failed');
		expect(saidOf(outcome).get('Sales, team')).toBe('blocked');
		expect(groupsOf(scene.sandbox, 'lastOwner')).toEqual(['Sales']);
		expect(sits('lastOwner')).toBe(true);
	});

	it('is not sent a second owner when the answer is lost', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('lastOwner'));
		scene.sandbox.faults.add('504-after on POST /teams/*/channels/* times=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const posts = scene
			.writes()
			.filter(({ method, path }) => method === 'POST' && path.includes('channels'));
		expect(posts).toHaveLength(1);
		expect(sits('lastOwner')).toBe(false);
	});

	it('leaves an owner behind where the app may not look: Teams itself passes the channel on', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'ChannelMember.ReadWrite.All');
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(saidOf(outcome).get(PRICING)).toBe('blocked');
		const { members } = pricing(scene.sandbox);
		expect(members).toEqual([{ userId: idOf(scene.sandbox, MEMBER), owner: true }]);
	});
});
