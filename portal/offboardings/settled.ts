import {
	isContinuing,
	isInTry,
	isException,
	shortStep,
	standingSteps,
	stepNamed,
	type AddendumRecord,
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
	/** What it is called instead of its status. */
	readonly word?: string;
	/** The run that tries it again at this moment; left out: none. */
	readonly triedIn?: string;
}

/** How a run stands that a person was needed for. */
export interface Settlement {
	/** What nobody has settled yet. */
	readonly open: readonly OpenThing[];
	/** What settled the rest, or all of it: the last that somebody did. */
	readonly by: FollowUp | null;
	/** It was undone, and some of that failed: nobody has dealt with it yet. */
	readonly isUndoOpen: boolean;
	/** A later check found it not as recorded any more, and nobody has done anything about that yet. */
	readonly isCheckBroken: boolean;
}

/**
 * What of a run still needs a person: what it left open, without the wipes that somebody has decided about; nothing once
 * somebody said that it is dealt with, another run goes on with it, or it was undone. A step that was tried again stands
 * as the last try that has ended left it; what such a try itself left open is open of the run it belongs to. The run
 * itself stays as it was.
 *
 * @param tries the runs that tried single steps of it again, the first one first
 * @param broken its last later check, where that found something not as recorded any more
 */
export function settlementOf(
	run: RunRecord,
	followUps: readonly FollowUp[],
	tries: readonly RunRecord[] = [],
	broken: AddendumRecord | null = null,
): Settlement {
	const settlement = settledSoFar(run, followUps, tries);
	const seen = brokenThings(followUps, broken);
	const open = [...seen, ...settlement.open];
	return { ...settlement, open, isCheckBroken: seen.length > 0 };
}

const settles = (act: FollowUp): boolean =>
	act.kind === 'dealtWith' || isContinuing(act) || UNDONE.has(act.kind);

/** What is not so any more, unless somebody has acted since it was seen. */
function brokenThings(
	followUps: readonly FollowUp[],
	broken: AddendumRecord | null,
): readonly OpenThing[] {
	if (!broken) return [];
	if (followUps.some((act) => settles(act) && act.at > broken.checkedAt)) return [];
	const what = { step: null, key: null, status: 'failed', word: 'Not so any more' } as const;
	const checks = broken.addendum?.checks.filter(({ status }) => status === 'contradicted') ?? [];
	// Once it is erased, its verdict is all that is left.
	if (checks.length === 0) return [{ ...what, title: broken.id, says: 'Check again.' }];
	return checks.map(({ claim, says }) => ({ ...what, title: claim, says }));
}

function settledSoFar(
	run: RunRecord,
	followUps: readonly FollowUp[],
	tries: readonly RunRecord[],
): Omit<Settlement, 'isCheckBroken'> {
	const decided = new Set(followUps.flatMap(({ deviceId }) => deviceId ?? []));
	const openThings = openThingsOf(run, tries, decided);
	const all = followUps.findLast(settles);
	if (!all) {
		return { open: openThings, by: followUps.at(-1) ?? null, isUndoOpen: false };
	}
	const isUndoOpen = all.kind === 'undoneInPart';
	// Whether a device was wiped, no undo answers.
	const wipes = UNDONE.has(all.kind) ? openThings.filter(isOpenWipe) : [];
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
	{ status, request }: RunRecord,
	mark: StatusMark,
	{ open, by, isUndoOpen, isCheckBroken }: Settlement,
): boolean {
	if (isUndoOpen || isCheckBroken) return true;
	// What it was about is still open where it belongs; only its own record may be missing here.
	if (request.only) return open.length > 0;
	// Whoever stopped it wanted no more done; what may have been done all the same is not known to them.
	if (status === 'cancelled') return open.some((thing) => thing.status === 'unknown');
	const isLeft = open.length === 0 ? by === null : open.some(({ triedIn }) => !triedIn);
	return ['failed', 'unknown', 'blocked'].includes(mark) && isLeft;
}

/** Whether there is something that another run may try: it left something open, or never came so far. */
export const isLeftOpen = ({ status, request }: RunRecord, { open, by }: Settlement): boolean =>
	// Of a try it is said at the run that it belongs to.
	!request.only &&
	// What was undone is over: whoever leaves after all is offboarded anew.
	!UNDONE.has(by?.kind ?? 'again') &&
	(open.length > 0 || status === 'failed' || status === 'refused' || status === 'cancelled');

function openThingsOf(
	run: RunRecord,
	tries: readonly RunRecord[],
	decided: ReadonlySet<string>,
): readonly OpenThing[] {
	const underWay = tries.find(({ status }) => status === 'running' || status === 'waiting');
	return standingOf(run, tries).flatMap(({ outcome }) => {
		if (!outcome) return [];
		const { number: step, key, items } = outcome;
		const isTried = key !== 'compliancePdf' && isInTry(underWay?.request.only, key);
		const triedIn = underWay && isTried ? { triedIn: underWay.id } : {};
		const { title } = stepNamed(key);
		const open = items.filter(({ status }) => isException(status));
		const left = open.filter(({ targetId }) => !decided.has(targetId?.toLowerCase() ?? ''));
		const things = left.map(({ target, status, reason }) => ({
			...{ step, key, title: `${title}: ${target}`, status: status as OpenThing['status'] },
			says: reason ?? outcome.summary,
			...triedIn,
		}));
		if (open.length > 0 || !isException(outcome.status)) return things;
		const status = outcome.status as OpenThing['status'];
		return [{ step, key, title, status, says: outcome.reason ?? outcome.summary, ...triedIn }];
	});
}

/** The steps that a run answers for: a try only for its own record. */
function standingOf(run: RunRecord, tries: readonly RunRecord[]) {
	if (run.request.only) return run.steps.filter(({ key }) => key === 'compliancePdf');
	return tries.length === 0 ? run.steps : standingSteps(run, tries);
}

/** What somebody did about a run, in a few words. */
export function saysFollowUp({ kind, device, step, nextRun }: FollowUp): string {
	switch (kind) {
		case 'wiped':
			return `Looked at ${device ?? 'a device'} in Intune: it was wiped.`;
		case 'leave':
			return `Looked at ${device ?? 'a device'} in Intune: it was not wiped, and is left as it is.`;
		case 'send':
			return `Looked at ${device ?? 'a device'} in Intune: it was not wiped. ${nextRun ?? 'Another run'} sends one more.`;
		case 'stepAgain':
			return `Tried step ${step ? shortStep(step) : 'of it'} again in ${nextRun ?? 'another run'}.`;
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
