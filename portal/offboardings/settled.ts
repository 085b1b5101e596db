import {
	isException,
	stepNamed,
	type FollowUp,
	type RunRecord,
	type StatusMark,
	type StepKey,
} from '../../runner';

/** One thing that a run left for a person. */
export interface OpenThing {
	/** Null: the undo. */
	readonly step: number | null;
	readonly key: StepKey | null;
	readonly title: string;
	readonly status: 'failed' | 'blocked' | 'unknown';
	readonly says: string;
}

/** How a run stands that a person was needed for. */
export interface Settlement {
	/** What nobody has settled yet. */
	readonly open: readonly OpenThing[];
	/** What settled the rest, or all of it: the last that somebody did. */
	readonly by: FollowUp | null;
	/** It was undone, and some of that failed: nobody has dealt with it yet. */
	readonly isUndoOpen: boolean;
}

/**
 * What of a run still needs a person: what it left open, without the wipes that somebody has decided about; nothing once
 * somebody said that it is dealt with, another run goes on with it, or it was undone. The run itself stays as it was.
 */
export function settlementOf(run: RunRecord, followUps: readonly FollowUp[]): Settlement {
	const decided = new Set(followUps.flatMap(({ deviceId }) => deviceId ?? []));
	const all = followUps.findLast(
		({ kind, nextRun }) => kind === 'dealtWith' || nextRun !== null || UNDONE.has(kind),
	);
	if (!all) {
		return { open: openThingsOf(run, decided), by: followUps.at(-1) ?? null, isUndoOpen: false };
	}
	const isUndoOpen = all.kind === 'undoneInPart';
	// Whether a device was wiped, no undo answers.
	const wipes = UNDONE.has(all.kind) ? openThingsOf(run, decided).filter(isOpenWipe) : [];
	const open = isUndoOpen ? [UNDO_OPEN, ...wipes] : wipes;
	return { open, by: all, isUndoOpen };
}

const UNDONE: ReadonlySet<FollowUp['kind']> = new Set(['undone', 'undoneInPart']);

const isOpenWipe = ({ key, status }: OpenThing): boolean =>
	key === 'wipeDevices' && status === 'unknown';

const UNDO_OPEN: OpenThing = {
	...{ step: null, key: null, title: 'Undo', status: 'failed' },
	says: 'Some of it was not undone. Look what failed, then undo once more.',
};

/** A run that failed as a whole has no step to name; whatever somebody did about it settles it. */
export function needsPerson(
	{ status }: RunRecord,
	mark: StatusMark,
	{ open, by, isUndoOpen }: Settlement,
): boolean {
	if (isUndoOpen) return true;
	// Whoever stopped it wanted no more done; what may have been done all the same is not known to them.
	if (status === 'cancelled') return open.some((thing) => thing.status === 'unknown');
	return ['failed', 'unknown', 'blocked'].includes(mark) && (open.length > 0 || by === null);
}

/** Whether there is something that another run may try: it left something open, or never came so far. */
export const isLeftOpen = ({ status }: RunRecord, { open, by }: Settlement): boolean =>
	// What was undone is over: whoever leaves after all is offboarded anew.
	!UNDONE.has(by?.kind ?? 'again') &&
	(open.length > 0 || status === 'failed' || status === 'refused' || status === 'cancelled');

function openThingsOf(run: RunRecord, decided: ReadonlySet<string>): readonly OpenThing[] {
	return run.steps.flatMap(({ outcome }) => {
		if (!outcome) return [];
		const { number: step, key, items } = outcome;
		const { title } = stepNamed(key);
		const open = items.filter(({ status }) => isException(status));
		const left = open.filter(({ targetId }) => !decided.has(targetId?.toLowerCase() ?? ''));
		const things = left.map(({ target, status, reason }) => ({
			...{ step, key, title: `${title}: ${target}`, status: status as OpenThing['status'] },
			says: reason ?? outcome.summary,
		}));
		if (open.length > 0 || !isException(outcome.status)) return things;
		const status = outcome.status as OpenThing['status'];
		return [{ step, key, title, status, says: outcome.reason ?? outcome.summary }];
	});
}

/** What somebody did about a run, in a few words. */
export function saysFollowUp({ kind, device, nextRun }: FollowUp): string {
	switch (kind) {
		case 'wiped':
			return `Looked at ${device ?? 'a device'} in Intune: it was wiped.`;
		case 'leave':
			return `Looked at ${device ?? 'a device'} in Intune: it was not wiped, and is left as it is.`;
		case 'send':
			return `Looked at ${device ?? 'a device'} in Intune: it was not wiped. ${nextRun ?? 'Another run'} sends one more.`;
		case 'again':
			return `Tried again in ${nextRun ?? 'another run'}.`;
		case 'dealtWith':
			return 'Said that it is dealt with.';
		case 'undone':
			return 'Undid what can be undone.';
		case 'undoneInPart':
			return 'Undid it in part: some of it failed.';
	}
}
