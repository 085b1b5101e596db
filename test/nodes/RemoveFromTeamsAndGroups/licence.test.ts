import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import type { Status, StepKey } from '../../../nodes/shared/step/vocabulary';
import { groupIn, upn } from '../../harness/people';
import { outcome } from '../../harness/outcomes';
import { eachTeamRehearsal, groupsOf, idOf, saidOf } from './scene';

const test = eachTeamRehearsal();

async function leaveAfter(key: StepKey, status: Status, dryRun = false) {
	const { scene } = test;
	const offboarding = await scene.lookUp(upn('licensedByGroup'), { dryRun });
	const steps = [...offboarding.steps, outcome(key, { status, verified: status === 'done' })];
	return await scene.run(removeFromTeams, {}, { ...offboarding, steps });
}

const licences = () =>
	test.scene.sandbox.tenant.groups
		.filter(({ profile }) => profile.assignedLicenses.length > 0)
		.map(({ profile }) => profile.displayName);

const stillIn = () => groupsOf(test.scene.sandbox, 'licensedByGroup');

describe('a group that carries a licence', () => {
	it.each([
		['forwardEmail', 'failed'],
		['forwardEmail', 'unknown'],
		['setOutOfOffice', 'blocked'],
		['setOutOfOffice', 'pending'],
	] as const)('is kept while a mail step is not settled (%s %s)', async (key, status) => {
		const left = await leaveAfter(key, status);
		expect(left.status).toBe('blocked');
		const [name = ''] = licences().filter((one) => stillIn().includes(one));
		const item = left.items.find(({ target }) => target.startsWith(name));
		expect(item?.status).toBe('blocked');
		expect(item?.reason).toContain('the mailbox is deleted after 30 days');
		expect(stillIn()).toEqual([name]);
	});

	it.each(['done', 'skipped'] as const)('is left once they are %s', async (status) => {
		expect((await leaveAfter('forwardEmail', status)).status).toBe('done');
		expect(stillIn()).toEqual([]);
	});

	it('is planned to be left in a dry run, where every step is still to come', async () => {
		const left = await leaveAfter('forwardEmail', 'pending', true);
		expect(left.items.map((item) => item.status)).not.toContain('blocked');
	});
});

describe('another owner whose account is off', () => {
	it('can not look after the group: it is handed over first', async () => {
		const { scene } = test;
		const sales = groupIn(scene.sandbox, 'Sales');
		sales.channels = [];
		sales.ownerIds.push(idOf(scene.sandbox, 'disabled'));
		const left = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(saidOf(left).get('Ownership of Sales, team')).toBe('done seen');
		expect(sales.ownerIds).toHaveLength(2);
	});

	it('is enough where it is on', async () => {
		const { scene } = test;
		const sales = groupIn(scene.sandbox, 'Sales');
		sales.channels = [];
		sales.ownerIds.push(idOf(scene.sandbox, 'ordinary'));
		const left = await scene.offboard(removeFromTeams, {}, 'lastOwner');
		expect(saidOf(left).has('Ownership of Sales, team')).toBe(false);
	});
});
