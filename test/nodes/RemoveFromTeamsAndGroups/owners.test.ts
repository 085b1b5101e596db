import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { groupIn, personIn, takeAway, upn } from '../../harness/people';
import { eachTeamRehearsal, groupsOf, idOf, pricing, saidOf } from './scene';

const test = eachTeamRehearsal();
const OWNERSHIP = 'Ownership of Sales, team';

/** The only owner of Sales leaves; Pricing is left out of it. */
function withoutChannels() {
	const { scene } = test;
	const sales = groupIn(scene.sandbox, 'Sales');
	sales.channels = sales.channels.filter(({ membershipType }) => membershipType === 'standard');
	return { scene, sales, leaver: idOf(scene.sandbox, 'lastOwner') };
}

describe('the last owner of a team', () => {
	it('goes after the successor became owner and member', async () => {
		const { scene, sales, leaver } = withoutChannels();
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		const [successor = ''] = sales.ownerIds;
		expect(sales.ownerIds).toEqual([successor]);
		expect(sales.memberIds).toContain(successor);
		expect(successor).not.toBe(leaver);
		expect(sales.memberIds).not.toContain(leaver);
		expect([...saidOf(outcome).values()].every((said) => said === 'done seen')).toBe(true);
		const lines = scene.writes().map(({ method, path }) => `${method} ${path}`);
		expect(lines[0]).toMatch(/^POST \/teams\/[^/]+\/members$/);
		expect(lines.slice(1).every((line) => line.startsWith('DELETE '))).toBe(true);
	});

	it('hands over to whom the options name, by UPN or id', async () => {
		for (const by of ['upn', 'id'] as const) {
			const { scene, sales, leaver } = withoutChannels();
			const { id, userPrincipalName } = personIn(scene.sandbox, 'ordinarysManager').profile;
			sales.ownerIds = [leaver];
			if (!sales.memberIds.includes(leaver)) sales.memberIds.push(leaver);
			scene.mayTakeOver('ordinarysManager');
			const successor = by === 'id' ? id : userPrincipalName;
			const outcome = await scene.offboard(removeFromTeams, { successor }, 'lastOwner');
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			expect(sales.ownerIds).toEqual([id]);
		}
	});

	it.each([
		['nobody@rehearsal.example', 'There is no user'],
		['Patti Fernandez', 'UPN or an object id'],
		[upn('lastOwner'), 'their own successor'],
		[upn('disabled'), 'is disabled'],
		[upn('guest'), 'is a guest'],
	])('stays when the successor is %s', async (successor, words) => {
		const { scene, sales, leaver } = withoutChannels();
		const outcome = await scene.offboard(removeFromTeams, { successor }, 'lastOwner');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain(words);
		expect(outcome.reason).toContain('The membership was kept.');
		expect([sales.ownerIds, sales.memberIds.includes(leaver)]).toEqual([[leaver], true]);
		expect(scene.writes()).toEqual([]);
	});

	it('makes a plain member the owner, through the group where Teams refuses', async () => {
		const { scene, sales } = withoutChannels();
		scene.mayTakeOver('licensedByGroup');
		scene.sandbox.faults.add('400 on POST /teams/*/members');
		const successor = upn('licensedByGroup');
		const outcome = await scene.offboard(removeFromTeams, { successor }, 'lastOwner');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(sales.ownerIds).toEqual([idOf(scene.sandbox, 'licensedByGroup')]);
		expect(groupsOf(scene.sandbox, 'lastOwner')).toEqual([]);
	});

	it('hands over and leaves through the group where the app may not change teams', async () => {
		const { scene, sales, leaver } = withoutChannels();
		takeAway(scene.sandbox, 'TeamMember.ReadWrite.All');
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(outcome).toMatchObject({ status: 'blocked', verified: false });
		expect(saidOf(outcome).get('Sales, team')).toBe('done said');
		const seat = outcome.items.find(({ target }) => target === 'Seat in Sales (Teams)');
		expect(seat?.reason).toContain('grant the app TeamMember.ReadWrite.All');
		const [successor = ''] = sales.ownerIds;
		expect([sales.ownerIds.length, sales.memberIds.includes(successor)]).toEqual([1, true]);
		expect(sales.memberIds).not.toContain(leaver);
		const item = outcome.items.find(({ target }) => target === 'Sales, team');
		expect(item?.reason).toContain('because the app lacks TeamMember.Read.All');
	});

	it('does not send the new owner twice when the answer is lost', async () => {
		const { scene, sales } = withoutChannels();
		const offboarding = await scene.lookUp(upn('lastOwner'));
		scene.sandbox.faults.add('reset-after on POST /teams/*/members times=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.writes().filter(({ method }) => method === 'POST')).toHaveLength(1);
		expect(sales.ownerIds).toHaveLength(1);
	});

	it('waits as long as it is told to before the new owner is sent again', async () => {
		const { scene, sales } = withoutChannels();
		const offboarding = await scene.lookUp(upn('lastOwner'));
		scene.sandbox.faults.add('429 retry-after=17 on POST /teams/*/members times=1');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(17_000);
		expect(sales.ownerIds).toHaveLength(1);
	});

	it('stays, with its permission named, when nobody may be made owner', async () => {
		const { scene, sales, leaver } = withoutChannels();
		takeAway(scene.sandbox, 'TeamMember.ReadWrite.All', 'Group.ReadWrite.All');
		const outcome = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('Group.ReadWrite.All');
		expect([sales.ownerIds, sales.memberIds.includes(leaver)]).toEqual([[leaver], true]);
		expect(scene.writes().some(({ method }) => method === 'DELETE')).toBe(false);
	});
});

describe('an owner among others', () => {
	it('goes without anybody being made owner', async () => {
		const { scene } = test;
		const product = groupIn(scene.sandbox, 'Product');
		const outcome = await scene.offboard(removeFromTeams, {}, 'everyMethod');
		const leaver = idOf(scene.sandbox, 'everyMethod');
		expect(product.ownerIds).not.toContain(leaver);
		expect(product.memberIds).not.toContain(leaver);
		expect(saidOf(outcome).has('Ownership of Product, team')).toBe(false);
		expect(saidOf(outcome).get('Product, team')).toBe('done seen');
	});

	it('stays a member where the ownership could not be given up', async () => {
		const { scene } = test;
		const product = groupIn(scene.sandbox, 'Product');
		const offboarding = await scene.lookUp(upn('everyMethod'));
		scene.sandbox.faults.add(`400 on DELETE /groups/${product.profile.id}/owners/*`);
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		const leaver = idOf(scene.sandbox, 'everyMethod');
		expect(product.ownerIds).toContain(leaver);
		expect(product.memberIds).toContain(leaver);
		expect(saidOf(outcome).get('Owner of Product, team')).toBe('failed');
		expect(saidOf(outcome).get('Product, team')).toBe('blocked');
	});

	it('who owns without being a member gives the ownership up', async () => {
		const { scene } = test;
		const retail = groupIn(scene.sandbox, 'Retail');
		retail.ownerIds.push(idOf(scene.sandbox, 'noManager'));
		const outcome = await scene.offboard(removeFromTeams, {}, 'noManager');
		expect([...saidOf(outcome)]).toEqual([['Owner of Retail, Microsoft 365 group', 'done seen']]);
		expect(groupsOf(scene.sandbox, 'noManager')).toEqual([]);
	});
});

describe('a second run', () => {
	it('finds nothing to do after a new look-up, and makes nobody owner with the old one', async () => {
		const { scene } = test;
		const old = await scene.lookUp(upn('lastOwner'));
		await scene.run(removeFromTeams, {}, old);
		const tenant = JSON.stringify(scene.sandbox.tenant.groups);
		const sent = scene.writes().length;
		expect((await scene.offboard(removeFromTeams, {}, 'lastOwner')).status).toBe('skipped');
		expect(scene.writes()).toHaveLength(sent);
		const again = await scene.run(removeFromTeams, {}, old);
		expect([again.status, again.reason]).toEqual(['skipped', 'Was gone already.']);
		expect(
			scene
				.writes()
				.slice(sent)
				.every(({ method }) => method === 'DELETE'),
		).toBe(true);
		expect(JSON.stringify(scene.sandbox.tenant.groups)).toBe(tenant);
		expect(pricing(scene.sandbox).members.some(({ owner }) => owner)).toBe(true);
	});
});

describe('a dry run', () => {
	it('says who would take over, and that nobody can', async () => {
		const { scene } = withoutChannels();
		const good = await scene.offboard(removeFromTeams, {}, 'lastOwner', { dryRun: true });
		expect(good.items[0]).toMatchObject({
			target: OWNERSHIP,
			reason: 'Would be passed on to Patti Fernandez.',
		});
		personIn(scene.sandbox, 'lastOwner').managerId = null;
		const bad = await scene.offboard(removeFromTeams, {}, 'lastOwner', { dryRun: true });
		expect(bad.items).toMatchObject([{ target: OWNERSHIP, status: 'blocked' }]);
		expect(scene.writes()).toEqual([]);
	});
});
