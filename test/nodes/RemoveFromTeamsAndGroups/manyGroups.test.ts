import { DELETED } from '../../../nodes/shared/step/deletedMeanwhile';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { createGraphClient, parseConnection } from '../../../nodes/shared/graph';
import { deletePerson, groupIn, personIn, upn } from '../../harness/people';
import { fastClock } from '../../harness/rehearsal';
import { eachTeamRehearsal, groupLike, groupsOf, idOf, saidOf } from './scene';

const test = eachTeamRehearsal();
const MANY = 1_100;

/** A fixture person in eleven hundred groups, of which Graph can change all but some. */
function crowded(synced: number): void {
	const { sandbox } = test.scene;
	const id = idOf(sandbox, 'noManager');
	for (let index = 0; index < MANY; index += 1) {
		const key = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
		const model = index < synced ? 'VPN users' : 'Retail systems access';
		groupLike(sandbox, model, `Group ${index}`, key).memberIds.push(id);
	}
}

describe('more memberships than a page holds', () => {
	it('are all left, in few round trips, and again without harm', async () => {
		const { scene } = test;
		crowded(0);
		const offboarding = await scene.lookUp(upn('noManager'));
		const before = scene.sandbox.log.length;
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.summary).toBe(`Left ${MANY} teams and groups.`);
		expect(groupsOf(scene.sandbox, 'noManager')).toEqual([]);
		expect(scene.sandbox.log.length - before).toBeLessThan(MANY / 20 + 5);
		const again = await scene.run(removeFromTeams, {}, offboarding);
		expect([again.status, again.reason]).toEqual(['skipped', 'Was gone already.']);
		expect(scene.sandbox.log.length - before).toBeLessThan(2 * (MANY / 20 + 5));
	});

	it('are read to the last page before the others are said to be gone', async () => {
		const { scene } = test;
		crowded(MANY - 20);
		const offboarding = await scene.lookUp(upn('noManager'));
		// The answer to the last one is lost, and nothing was done: only the second page can tell.
		scene.sandbox.faults.add(`504 on DELETE /groups/*${MANY - 1}/members/*`);
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome.status).toBe('unknown');
		expect(saidOf(outcome).get(`Group ${MANY - 1}, security group`)).toBe('unknown');
		expect(outcome.summary).toBe(`Left 19 of ${MANY} teams and groups.`);
		expect(outcome.items.filter(({ verified }) => verified)).toHaveLength(19);
		expect(groupsOf(scene.sandbox, 'noManager')).toHaveLength(MANY - 19);
	});

	it('are all in the plan of a dry run', async () => {
		const { scene } = test;
		crowded(0);
		const plan = await scene.offboard(removeFromTeams, {}, 'noManager', { dryRun: true });
		expect(plan.summary).toBe(`${MANY} teams and groups would be left.`);
		expect(plan.items).toHaveLength(MANY);
		expect(scene.writes()).toEqual([]);
	});

	it('that do not show as gone yet wait together, and are said to be accepted', async () => {
		const { scene } = test;
		crowded(0);
		const offboarding = await scene.lookUp(upn('noManager'));
		scene.sandbox.faults.add('500 on GET /users/*/memberOf*');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		expect(scene.clock.waits.length).toBeLessThan(40);
	});
});

describe('each kind of group', () => {
	it('that carries a licence takes it along, and says so', async () => {
		const { scene } = test;
		const { profile } = personIn(scene.sandbox, 'licensedByGroup');
		expect(profile.assignedLicenses).toHaveLength(1);
		const outcome = await scene.offboard(removeFromTeams, {}, 'licensedByGroup');
		const item = outcome.items.find(({ target }) => target === 'Licence E5, security group');
		expect(item).toMatchObject({ status: 'done', verified: true });
		expect(item?.reason).toContain('The licence that this group gives goes with it');
		expect(profile.assignedLicenses).toEqual([]);
	});

	it('that only Exchange can change says how, for members and for owners', async () => {
		const { scene } = test;
		const notices = groupIn(scene.sandbox, 'Finance notices');
		notices.ownerIds.push(idOf(scene.sandbox, 'noMethods'));
		const outcome = await scene.offboard(removeFromTeams, {}, 'noMethods');
		const item = outcome.items.find(({ targetId }) => targetId === notices.profile.id);
		expect(item?.status).toBe('blocked');
		expect(item?.reason).toContain('Remove-DistributionGroupMember and Set-DistributionGroup');
		expect(scene.writes()).toEqual([]);
	});

	it('that is gone keeps nobody', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('everyMethod'));
		scene.sandbox.tenant.groups = [];
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect([outcome.status, outcome.reason]).toEqual(['skipped', 'Was gone already.']);
	});

	it('of somebody who was deleted meanwhile is not said to be left', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(removeFromTeams, {}, offboarding);
		expect(outcome.status).toBe('failed');
		expect(outcome.reason).toBe(DELETED);
	});
});

describe('a Graph that does not honour $filter', () => {
	it('costs nobody but the leaver a team or a channel', async () => {
		const { scene } = test;
		const proxy = await withoutFilters(scene.sandbox.url);
		try {
			const offboarding = await scene.lookUp(upn('licensedByGroup'));
			const connection = { ...scene.sandbox.connection, graphBaseUrl: proxy.url };
			const graph = createGraphClient(parseConnection(connection), { clock: fastClock() });
			const outcome = await scene.run(removeFromTeams, {}, offboarding, graph);
			expect([...saidOf(outcome).values()].every((said) => said === 'done seen')).toBe(true);
			expect(proxy.dropped()).toBeGreaterThan(0);
			const sales = groupIn(scene.sandbox, 'Sales');
			const stay = (['lastOwner', 'noDevices'] as const).map((who) => idOf(scene.sandbox, who));
			expect([...sales.memberIds].sort()).toEqual(stay.sort());
			expect(sales.channels[1]?.members).toHaveLength(1);
		} finally {
			proxy.close();
		}
	});
});

/** Hands everything on, every filter on members taken out. */
async function withoutFilters(target: string) {
	let dropped = 0;
	const server = createServer((incoming, outgoing) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const strip = (text: string) =>
				text.replace(/(\/members)\?\$filter=[^"&]*/g, (_, path: string) => {
					dropped += 1;
					return path;
				});
			const body = strip(Buffer.concat(chunks).toString('utf8'));
			const { 'content-length': _, ...headers } = incoming.headers;
			const onward = send(
				target + strip(incoming.url ?? ''),
				{ method: incoming.method, headers: { ...headers, host: new URL(target).host } },
				(answer) => {
					outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
					answer.pipe(outgoing);
				},
			);
			onward.end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		dropped: () => dropped,
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
