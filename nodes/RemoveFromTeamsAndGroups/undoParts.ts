import type { HeldGroup } from '../shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../shared/step/outcome';
import { said, type UndoItem, type UndoTarget } from '../shared/undo/undoItem';
import { describe } from './kinds';
import { ROSTER_ONLY } from './removals';

const STEP = 'removeFromTeams';
const OWNER = 'Owner of ';
const OWNERSHIP = 'Ownership of ';
const CHANNEL = / (?:private|shared|closed) channel of /;

/** A place in a group that the offboarding took away. */
export interface LostPlace {
	readonly target: UndoTarget & { readonly targetId: string };
	readonly as: 'member' | 'owner';
}

/** A seat in a private or shared channel that it took away. */
export interface LostSeat {
	readonly target: UndoTarget & { readonly targetId: string };
	readonly teamId: string;
	readonly as: 'member' | 'owner';
	/** False where the record does not say as what the person sat there. */
	readonly isKnown: boolean;
}

/** What step 8 did to groups, by what has to be done about it now. */
export interface UndoParts {
	readonly places: readonly LostPlace[];
	readonly seats: readonly LostSeat[];
	/** What stays as it is, each with why. */
	readonly settled: readonly UndoItem[];
}

/**
 * Sorts what the record says was done: only what was accepted, or may have been, was taken away.
 *
 * @param did what the second half of step 8 came to, in each run, the first one first
 * @param held the groups as the look-ups found them
 */
export function partsOf(did: readonly StepOutcome[], held: readonly HeldGroup[]): UndoParts {
	const places = new Map<string, LostPlace>();
	const seats = new Map<string, LostSeat>();
	const settled = new Map<string, UndoItem>();
	for (const step of did) {
		for (const item of step.items) {
			const { targetId } = item;
			const target = { step: STEP, what: item.target, targetId } as const;
			const key = `${item.target}\n${targetId ?? ''}`;
			if (targetId === null || !wasTaken(item)) {
				settled.set(key, notTaken(target, item));
			} else if (isOwnership(item, held)) {
				settled.set(key, passedOn(target, item));
			} else if (isChannel(item, held)) {
				seats.set(targetId, seatOf({ ...target, targetId }, item, did));
			} else {
				places.set(key, placeOf({ ...target, targetId }, item, held));
			}
		}
	}
	// What a later run did after all is not among what an earlier one did not.
	const taken = new Set([...places.keys()]);
	return {
		places: [...places.values()],
		seats: [...seats.values()],
		settled: [...settled].filter(([key]) => !taken.has(key)).map(([, item]) => item),
	};
}

/** Gone already, only seen by Teams, or not removed: nothing of it was ours. */
const wasTaken = ({ status, reason }: ItemOutcome): boolean =>
	(status === 'done' || status === 'unknown') && !(reason ?? '').startsWith(ROSTER_ONLY);

function notTaken(target: UndoTarget, { reason }: ItemOutcome): UndoItem {
	const says = `The offboarding did not take the person out of it. What it said then: ${reason ?? 'nothing.'} Where somebody did it by hand since, put the person back there.`;
	return said(target, 'nothing', says);
}

function passedOn(target: UndoTarget, { after }: ItemOutcome): UndoItem {
	const who = after ?? 'The successor';
	const where = CHANNEL.test(target.what)
		? 'Teams (the channel, Manage channel)'
		: 'the Entra admin center (Groups, Owners)';
	const says = `${who} was made an owner, and stays one: others may rely on it by now. Take the ownership away in ${where} where it is not wanted.`;
	return said(target, 'left', says);
}

const isNamed = (item: ItemOutcome, held: readonly HeldGroup[]): boolean =>
	held.some((group) => group.id === item.targetId && describe(group) === item.target);

/** A group may be called so itself. */
const isOwnership = (item: ItemOutcome, held: readonly HeldGroup[]): boolean =>
	item.target.startsWith(OWNERSHIP) && !isNamed(item, held);

const isChannel = ({ target, targetId }: ItemOutcome, held: readonly HeldGroup[]): boolean =>
	CHANNEL.test(target) && !held.some(({ id }) => id === targetId);

function placeOf(
	target: LostPlace['target'],
	item: ItemOutcome,
	held: readonly HeldGroup[],
): LostPlace {
	const isOwner = item.target.startsWith(OWNER) && !isNamed(item, held);
	return { target, as: isOwner ? 'owner' : 'member' };
}

/** Of which team it is, only the request says that left it. */
function seatOf(
	target: LostSeat['target'],
	{ before, targetId }: ItemOutcome,
	did: readonly StepOutcome[],
): LostSeat {
	const channel = encodeURIComponent(targetId ?? '');
	const calls = did.flatMap((step) => step.calls);
	const path = calls.find((one) => one.path.includes(`/channels/${channel}/members`))?.path ?? '';
	const teamId = decodeURIComponent(/\/teams\/([^/]+)\/channels\//.exec(path)?.[1] ?? '');
	// Somebody was added to a channel only where the person was the last to own it.
	const wasLast = calls.some(
		(one) => one.method === 'POST' && one.path.endsWith(`/channels/${channel}/members`),
	);
	const as = before === 'owner' || wasLast ? 'owner' : 'member';
	return { target, teamId, as, isKnown: before !== null || wasLast };
}
