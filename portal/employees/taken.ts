import {
	markOf,
	type ItemOutcome,
	type KeptUndo,
	type RunRecord,
	type StepKey,
	type UndoItem,
} from '../../runner';

/** One thing that somebody had before. */
export interface TakenThing {
	readonly what: string;
	/** Where it is not simply gone: given back since, requested only, or not known. */
	readonly word: string | null;
}

/** What an offboarding took from somebody: whoever takes them on again gives it back by this. */
export interface Taken {
	readonly kinds: readonly { readonly title: string; readonly things: readonly TakenThing[] }[];
}

const KINDS: readonly (readonly [title: string, steps: readonly StepKey[]])[] = [
	['Admin roles', ['removeAdminRoles']],
	['Groups and teams', ['removeFromTeams']],
	['Sign-in methods', ['removeMfaMethods']],
	['Devices', ['wipeDevices']],
	['Set in the mailbox', ['forwardEmail', 'setOutOfOffice']],
];

/** @param undos of this run @returns null where nothing was taken */
export function takenBy({ steps }: RunRecord, undos: readonly KeptUndo[]): Taken | null {
	const back = undos.flatMap(({ items }) => items).filter(isBack);
	const kinds = KINDS.map(([title, keys]) => ({
		title,
		things: steps.flatMap(({ key, outcome }) =>
			keys.includes(key) && outcome
				? outcome.items.flatMap((item) => thingOf(key, item, back) ?? [])
				: [],
		),
	})).filter(({ things }) => things.length > 0);
	return kinds.length === 0 ? null : { kinds };
}

const isBack = ({ status }: UndoItem): boolean =>
	status === 'done' || status === 'requested' || status === 'alreadySo';

/** Null for what was not taken: there was nothing to do, or it could not be done. */
function thingOf(key: StepKey, item: ItemOutcome, back: readonly UndoItem[]): TakenThing | null {
	const { target: what, targetId, status } = item;
	if (status !== 'done' && status !== 'unknown') return null;
	const isGivenBack = back.some(
		(one) =>
			one.step === key && (targetId === null ? one.what === what : one.targetId === targetId),
	);
	const isSet = key === 'forwardEmail' || key === 'setOutOfOffice';
	if (isGivenBack) return { what, word: isSet ? 'undone since' : 'given back by the undo' };
	if (status === 'unknown') return { what, word: 'not known' };
	return { what, word: markOf(item) === 'accepted' ? 'requested, not seen' : null };
}
