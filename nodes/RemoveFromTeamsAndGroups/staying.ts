import { enumerate } from '../shared/step/counting';
import { blocked } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { HeldChannel } from './channels';
import { describe } from './kinds';

const UNREAD_CHANNELS =
	'Kept, because its channels could not be read and leaving the team would leave them unseen. Run this step again.';

/** One item for each team that must not be left yet: its channels would go with it. */
export function stayIn(
	teams: readonly HeldGroup[],
	channels: readonly HeldChannel[],
	unread: ReadonlySet<string>,
): ReadonlyMap<string, ItemOutcome> {
	const stays = new Map<string, ItemOutcome>();
	for (const team of teams) {
		const names = channels.filter(({ group }) => group.id === team.id).map(({ name }) => name);
		if (names.length === 0 && !unread.has(team.id)) continue;
		const reason =
			names.length === 0
				? UNREAD_CHANNELS
				: `Kept, because the person is still the last owner of its ${names.length === 1 ? 'channel' : 'channels'} ${enumerate(names)}. Name a new owner there, then run this step again.`;
		stays.set(team.id, blocked({ target: describe(team), targetId: team.id }, reason));
	}
	return stays;
}
