import { enumerate } from '../shared/step/counting';
import { blocked } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { StepContext } from '../shared/step/step';
import { isException, STATUS_WORD, stepNamed, type StepKey } from '../shared/step/vocabulary';
import type { HeldChannel } from './channels';
import { describe } from './kinds';

const MAIL_STEPS: readonly StepKey[] = ['forwardEmail', 'setOutOfOffice'];
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

/**
 * One item for each group whose licence the mailbox still needs, because a mail step is not settled: Exchange keeps a
 * mailbox for 30 days once its licence is gone. Roles outweigh mail: a group that they can be assigned to is left.
 */
export function stayForMail(
	{ before, dryRun }: StepContext,
	groups: readonly HeldGroup[],
): ReadonlyMap<string, ItemOutcome> {
	const open = (before ?? []).filter(
		({ key, status }) =>
			MAIL_STEPS.includes(key) && (isException(status) || (status === 'pending' && !dryRun)),
	);
	if (open.length === 0) return new Map();
	const titles = enumerate(
		open.map(
			({ key, status }) => `${stepNamed(key).title} is ${STATUS_WORD[status].toLowerCase()}`,
		),
	);
	const reason = `Kept, because it carries a licence and ${titles}: without the licence the mailbox is deleted after 30 days. Settle that, then run this step again.`;
	const kept = groups.filter(
		({ member, carriesLicenses, isAssignableToRole }) =>
			member && carriesLicenses && !isAssignableToRole,
	);
	return new Map(
		kept.map((group) => [
			group.id,
			blocked({ target: describe(group), targetId: group.id }, reason),
		]),
	);
}
