import { count } from '../shared/step/counting';
import { planned } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepResult } from '../shared/step/step';
import { channelTarget, type HeldChannel } from './channels';
import type { Findings } from './findings';
import { describe } from './kinds';
import { ownershipOfChannel } from './leaveChannels';
import { ownershipOf } from './owners';
import { stayIn } from './staying';
import { notHandedOver, type Succession } from './successor';

/** What a dry run says: the same findings, nothing sent. What is known to fail is said to. */
export function plan(
	findings: Findings,
	succession: Succession | null,
	forMail: ReadonlyMap<string, ItemOutcome>,
): StepResult {
	const { open, fixed, owned, channels } = findings;
	const isStuck = succession?.ok === false;
	const kept = stayIn(open, isStuck ? lastOwned(channels.held) : [], channels.kept);
	const stays = new Map([...forMail, ...kept]);
	const staying = new Set([
		...(isStuck ? owned.alone.map(({ id }) => id) : []),
		...stays.keys(),
		...owned.unread.map(({ targetId }) => targetId),
	]);
	const leaving = open.filter(({ id }) => !staying.has(id));
	const free = channels.held.filter(({ isLastOwner }) => !isLastOwner || !isStuck);
	const items = [
		...owned.alone.map((group) => handOverOf(ownershipOf(group), succession)),
		...lastOwned(channels.held).map((channel) =>
			handOverOf(ownershipOfChannel(channel), succession),
		),
		...leaving.map((group) =>
			planned({ target: describe(group), targetId: group.id }, leavingOf(group)),
		),
		...free.map((channel) => planned(channelTarget(channel), 'Would be left.')),
	];
	const groups = count(leaving.length, 'team or group', 'teams and groups');
	const more = free.length > 0 ? ` and ${count(free.length, 'channel')}` : '';
	return {
		items: [...items, ...owned.unread, ...channels.unread, ...stays.values(), ...fixed],
		summary: `${groups}${more} would be left.`,
	};
}

function lastOwned(channels: readonly HeldChannel[]): readonly HeldChannel[] {
	return channels.filter(({ isLastOwner }) => isLastOwner);
}

function handOverOf(
	target: Parameters<typeof planned>[0],
	succession: Succession | null,
): ItemOutcome {
	if (succession === null) throw new Error('No successor was looked for.');
	if (!succession.ok) return notHandedOver(target, succession);
	return planned(target, `Would be passed on to ${succession.person.displayName}.`);
}

function leavingOf({ owned, member, carriesLicenses }: HeldGroup): string {
	const act = !owned
		? 'Would be left.'
		: member
			? 'The ownership would be given up, then the group left.'
			: 'The ownership would be given up.';
	return carriesLicenses ? `${act} The licence that this group gives goes with it.` : act;
}
