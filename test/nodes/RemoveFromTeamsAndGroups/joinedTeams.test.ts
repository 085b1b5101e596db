import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { createGraphClient } from '../../../nodes/shared/graph';
import { ConnectionError, parseConnection } from '../../../nodes/shared/graph/connection';
import { isOver } from '../../../nodes/shared/step/outcome';
import { runStep } from '../../../nodes/shared/step/runStep';
import { groupIn, upn } from '../../harness/people';
import { eachTeamRehearsal, groupsOf, idOf, saidOf } from './scene';

const test = eachTeamRehearsal();

/** Out of the group, and Teams still shows it. */
function leftBehind() {
	const { sandbox } = test.scene;
	const id = idOf(sandbox, 'noDevices');
	for (const group of sandbox.tenant.groups) {
		group.memberIds = group.memberIds.filter((memberId) => memberId !== id);
	}
	const sales = groupIn(sandbox, 'Sales');
	sales.rosterOnlyIds = [id];
	return sales;
}

describe('a team that the person left as a group only', () => {
	it('is left in Teams too, and read back there', async () => {
		const sales = leftBehind();
		const outcome = await test.scene.offboard(removeFromTeams, {}, 'noDevices');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(saidOf(outcome).get('Sales, team')).toBe('done seen');
		expect(outcome.items[0]?.reason).toContain('Teams still showed the person');
		expect(sales.rosterOnlyIds).toEqual([]);
	});

	it('is found and left too where the other groups are left meanwhile', async () => {
		const { sandbox } = test.scene;
		const sales = groupIn(sandbox, 'Sales');
		sales.rosterOnlyIds = [idOf(sandbox, 'ordinary')];
		const outcome = await test.scene.offboard(removeFromTeams, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(saidOf(outcome).get('Sales, team')).toBe('done seen');
		expect(outcome.items).toHaveLength(3);
		expect(outcome.summary).toBe('Left 3 teams and groups.');
		expect(groupsOf(sandbox, 'ordinary')).toEqual([]);
		expect(sales.rosterOnlyIds).toEqual([]);
	});

	it('is asked for while plain groups are left: nobody waits for the answer', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		// Far longer than whatever lies between two requests that do not wait for one another.
		scene.sandbox.setLatency(400);
		const { calls } = await scene.run(removeFromTeams, {}, offboarding);
		const asked = calls.find(({ path }) => path.includes('joinedTeams'));
		const left = calls.find(({ path }) => path.includes('/$ref'));
		const answeredAt = Date.parse(asked?.sentAt ?? '') + (asked?.tookMs ?? 0);
		expect(Date.parse(left?.sentAt ?? '')).toBeLessThan(answeredAt);
	});

	it('is not called seen while Teams goes on showing the person', async () => {
		const sales = leftBehind();
		const stubborn = sales.rosterOnlyIds;
		Object.defineProperty(sales, 'rosterOnlyIds', { get: () => stubborn, set: () => undefined });
		const outcome = await test.scene.offboard(removeFromTeams, {}, 'noDevices');
		expect(outcome.verified).toBe(false);
		expect(sales.rosterOnlyIds).toHaveLength(1);
	});

	it('is said in a dry run', async () => {
		leftBehind();
		const outcome = await test.scene.offboard(removeFromTeams, {}, 'noDevices', { dryRun: true });
		expect(saidOf(outcome).get('Sales, team')).toBe('pending');
	});

	it('is not looked for where Teams does not answer, and the record says so', async () => {
		test.scene.sandbox.faults.add('403 on GET */joinedTeams');
		const outcome = await test.scene.offboard(removeFromTeams, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items.at(-1)).toMatchObject({ status: 'skipped' });
		expect(outcome.items.at(-1)?.reason).toContain('were not looked for');
	});

	it('that could not be asked for because no token was to be had does not hide what was left', async () => {
		const { scene } = test;
		const { employee, holdings, manager } = await scene.lookUp(upn('ordinary'));
		const graph = createGraphClient(parseConnection(scene.sandbox.connection));
		const together = graph.together.bind(graph);
		graph.together = async (requests) => {
			const isAsked = requests.some(({ path }) => path.endsWith('/joinedTeams'));
			if (isAsked) throw new ConnectionError('The secret has expired.', 'AADSTS7000222');
			return await together(requests);
		};
		const known = { employee, holdings, manager, dryRun: false, verifyForMs: 2_000 };
		const outcome = await runStep(removeFromTeams, { ...known, graph }, {});
		const left = scene.writes().filter(({ method }) => method === 'DELETE').length;
		expect(left).toBe(2);
		expect(groupsOf(scene.sandbox, 'ordinary')).toEqual([]);
		expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(left);
		expect(saidOf(outcome).get('Teams without a group membership')).toBe('pending');
		// The run waits for a new secret, and this step goes on then.
		expect(isOver(outcome)).toBe(false);
	});
});
