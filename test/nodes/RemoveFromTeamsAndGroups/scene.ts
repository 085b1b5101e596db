import { expect, afterEach, beforeEach } from 'vitest';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import type { Sandbox } from '../../../runner/sandbox';
import type { ChannelRecord, GroupRecord } from '../../../runner/sandbox/state/directory';
import type { Scene } from '../../harness/eachRehearsal';
import { expectHarmless, ownershipIn, type Ownership } from '../../harness/harmless';
import { groupIn, personIn, upn, type Case } from '../../harness/people';
import { startRehearsal } from '../../harness/rehearsal';
import { requestsIn, writesIn, type SeenRequest } from '../../harness/requests';

/** A rehearsal in which ownership is passed on to people whom only the step's options name. */
export interface TeamScene extends Scene {
	/** Says that this person may be made owner or member. */
	mayTakeOver(who: Case): void;
}

/** Like `eachRehearsal`, and knows how teams and channels are written. */
export function eachTeamRehearsal(): { readonly scene: TeamScene } {
	let current: TeamScene | null = null;
	let before: Ownership;
	const leavers = new Set<string>();
	const successors = new Set<string>();
	beforeEach(async () => {
		leavers.clear();
		successors.clear();
		const rehearsal = await startRehearsal();
		const { sandbox } = rehearsal;
		before = ownershipIn(sandbox.tenant);
		const lookUp: Scene['lookUp'] = async (user, options): Promise<Offboarding> => {
			const offboarding = await rehearsal.lookUp(user, options);
			leavers.add(offboarding.employee.id);
			if (offboarding.manager) successors.add(offboarding.manager.id);
			return offboarding;
		};
		current = {
			...rehearsal,
			lookUp,
			offboard: async (step, options, who, how): Promise<StepOutcome> =>
				await rehearsal.run(step, options, await lookUp(upn(who), how)),
			writes: () => writesIn(sandbox.log),
			requests: () => requestsIn(sandbox.log),
			longestWait: () => Math.max(0, ...rehearsal.clock.waits),
			mayTakeOver: (who) => void successors.add(personIn(sandbox, who).profile.id),
		};
	});
	afterEach(async () => {
		if (!current) return;
		const writes = current.writes();
		const { tenant } = current.sandbox;
		await current.close();
		current = null;
		expect(tenant.deletedUsers.filter(({ profile }) => successors.has(profile.id))).toEqual([]);
		expectHarmless(writes.filter(notOfTeams), before, leavers, successors);
		for (const write of writes.filter((one) => !notOfTeams(one))) {
			const [subject, allowed] = subjectOf(write, leavers, successors);
			const line = `${write.method} ${write.path}`;
			expect([...allowed], `${line} concerns somebody else`).toContain(subject);
		}
	});
	return {
		get scene() {
			if (!current) throw new Error('There is a scene inside a test only.');
			return current;
		},
	};
}

const SEATS = /^\/teams\/[^/]+\/(?:channels\/[^/]+\/)?members(?:\/(.+))?$/;

function notOfTeams({ method, path }: SeenRequest): boolean {
	return (
		!SEATS.test(path) && !(method === 'POST' && /^\/groups\/[^/]+\/members\/\$ref$/.test(path))
	);
}

/** Whom a write on a team, channel or new group member concerns, and whom it may. */
function subjectOf(
	{ method, path, body }: SeenRequest,
	leavers: ReadonlySet<string>,
	successors: ReadonlySet<string>,
): [string | undefined, ReadonlySet<string>] {
	if (method === 'DELETE') {
		const seat = SEATS.exec(path)?.[1] ?? '';
		return [Buffer.from(seat, 'base64').toString().split('##')[2], leavers];
	}
	expect(method).toBe('POST');
	const fields = body as Readonly<Record<string, unknown>>;
	const named = String(fields['user@odata.bind'] ?? fields['@odata.id']);
	return [/([0-9a-f-]{36})(?:'\))?$/.exec(named)?.[1], successors];
}

/** The names of the groups somebody is in or owns. */
export function groupsOf(sandbox: Sandbox, who: Case): readonly string[] {
	const { id } = personIn(sandbox, who).profile;
	return sandbox.tenant.groups
		.filter(({ memberIds, ownerIds }) => memberIds.includes(id) || ownerIds.includes(id))
		.map(({ profile }) => profile.displayName);
}

/** The private channel of the fixture's one team that has one. */
export function pricing(sandbox: Sandbox): ChannelRecord {
	const channel = groupIn(sandbox, 'Sales').channels.find(
		({ displayName }) => displayName === 'Pricing',
	);
	if (!channel) throw new Error('Sales has no channel Pricing.');
	return channel;
}

export function idOf(sandbox: Sandbox, who: Case): string {
	return personIn(sandbox, who).profile.id;
}

/** A group like another, under another name and without anybody. */
export function groupLike(sandbox: Sandbox, model: string, name: string, id: string): GroupRecord {
	const { profile } = groupIn(sandbox, model);
	const group: GroupRecord = {
		profile: { ...profile, id, displayName: name, mailNickname: id },
		memberIds: [],
		ownerIds: [],
		channels: [],
	};
	sandbox.tenant.groups.push(group);
	return group;
}

/** What the record says of each thing: status and certainty. */
export function saidOf(outcome: StepOutcome): ReadonlyMap<string, string> {
	return new Map(
		outcome.items.map(({ target, status, verified }) => [
			target,
			status === 'done' ? `${status} ${verified ? 'seen' : 'said'}` : status,
		]),
	);
}
