import { GraphFailure } from '../shared/graph';
import { count } from '../shared/step/counting';
import { broken, fromFailure } from '../shared/step/items';
import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Step, StepContext, StepResult } from '../shared/step/step';
import type { HeldChannel } from './channels';
import { findingsOf, type Findings } from './findings';
import { leaveChannels } from './leaveChannels';
import { handOver } from './owners';
import { plan } from './plan';
import { removalsOf, removeFromGroups } from './removals';
import { stayForMail, stayIn } from './staying';
import { successorFor, type Succession } from './successor';

/** What can be asked of the step. */
export interface TeamsOptions {
	/** Object id or UPN of who takes over what has no other owner; absent, null: the manager. */
	readonly successor?: string | null;
}

const ONLY_IN_TEAMS = { target: 'Teams without a group membership' };
const NOTHING = 'Nothing to do: member and owner of no team or group.';
/**
 * Step 8, second half: passes ownership on, then takes the person out of private and shared channels, teams and groups,
 * and reads the lists back. Groups that Graph can't change are reported with the reason, never counted as left.
 *
 * Effect class idempotent by group; a team's or channel's new owner is create-once. Permissions
 * GroupMember.ReadWrite.All, Group.ReadWrite.All (owners), TeamMember.ReadWrite.All (teams), Channel.ReadBasic.All and
 * ChannelMember.ReadWrite.All (channels), RoleManagement.ReadWrite.Directory (role-assignable groups).
 * @see https://learn.microsoft.com/graph/api/group-delete-members
 */
export const removeFromTeams: Step<TeamsOptions> = { key: 'removeFromTeams', run: remove };

async function remove(context: StepContext, options: TeamsOptions): Promise<StepResult> {
	const { findings, late } = await findingsOf(context);
	if (findings.groups.length === 0) return { items: findings.fixed, summary: NOTHING };
	if (context.dryRun) {
		const succession = await successionFor(context, findings, options.successor ?? null);
		return plan(findings, succession, stayForMail(context, findings.open));
	}
	const items = [...(await leave(context, findings, options))];
	const more = await foundLate(late);
	items.push(...more.failed);
	if (more.findings) items.push(...(await leave(context, more.findings, options)));
	const groups = [...findings.groups, ...(more.findings?.groups ?? [])];
	const held = [...findings.channels.held, ...(more.findings?.channels.held ?? [])];
	return { items, summary: sentence(groups, held, items) };
}

/** The groups are left by then: whatever Teams came to, the record must not lose them. */
async function foundLate(late: Promise<Findings> | null): Promise<{
	readonly findings: Findings | null;
	readonly failed: readonly ItemOutcome[];
}> {
	try {
		return { findings: await late, failed: [] };
	} catch (error) {
		const item = error instanceof GraphFailure ? fromFailure(ONLY_IN_TEAMS, error, 'read') : null;
		return { findings: null, failed: [item ?? broken(ONLY_IN_TEAMS, error)] };
	}
}

/** Passes on what has no other owner, and leaves the rest. */
async function leave(
	context: StepContext,
	findings: Findings,
	options: TeamsOptions,
): Promise<readonly ItemOutcome[]> {
	const succession = await successionFor(context, findings, options.successor ?? null);
	const forMail = stayForMail(context, findings.open);
	const { open, fixed, owned, channels, seats } = findings;
	const handover =
		succession === null
			? { free: [], items: [] }
			: await handOver(context, owned.alone, succession);
	const left = await leaveChannels(context, channels.held, succession);
	const stays = new Map([...forMail, ...stayIn(open, left.kept, channels.kept)]);
	const mayGo = new Set([...owned.free, ...handover.free].map(({ id }) => id));
	const removals = open
		.filter(({ id }) => !stays.has(id))
		.flatMap((group) =>
			removalsOf(context.employee.id, group, mayGo.has(group.id), seats.get(group.id)),
		);
	const removed = removals.length > 0 ? await removeFromGroups(context, removals) : [];
	return [
		...handover.items,
		...owned.unread,
		...channels.unread,
		...left.items,
		...removed,
		...stays.values(),
		...fixed,
	];
}

/** Looked for only where somebody is needed. */
async function successionFor(
	context: StepContext,
	{ owned, channels }: Findings,
	named: string | null,
): Promise<Succession | null> {
	const isNeeded = owned.alone.length > 0 || channels.held.some(({ isLastOwner }) => isLastOwner);
	return isNeeded ? await successorFor(context, named) : null;
}

function sentence(
	groups: readonly HeldGroup[],
	channels: readonly HeldChannel[],
	items: readonly ItemOutcome[],
): string {
	const staying = new Set(
		items
			.filter((item) => item.status !== 'done' && !(item.reason ?? '').startsWith('Was gone'))
			.map((item) => item.targetId),
	);
	const left = groups.filter((group) => !staying.has(group.id)).length;
	const closed = channels.filter(({ place }) => !staying.has(place.channelId)).length;
	const of = left === groups.length ? '' : ` of ${groups.length}`;
	const more = closed === 0 ? '' : ` and ${count(closed, 'channel')}`;
	return `Left ${left}${of} ${groups.length === 1 ? 'team or group' : 'teams and groups'}${more}.`;
}
