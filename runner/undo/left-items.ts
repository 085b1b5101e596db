import type { EarlierEffect } from '../../nodes/shared/step/stepJournal';
import { stepNamed, type StepKey } from '../../nodes/shared/step/vocabulary';
import { said, type UndoItem } from '../../nodes/shared/undo/undoItem';
import type { Did } from './did-by-runs';
import { noWayBack } from './no-way-back';
import type { UndoProgress } from './read-undos';
import { isLasting, ORDER } from './sections';
import { notGoneOnWith } from './too-late';

/**
 * What is said of an undo that was interrupted and is not gone on with: what was settled stays, and of each step that
 * was not, that nothing more is done for it. Steps are undone one after the other, so only the first of them can have
 * sent something whose end nobody has read. Asks nothing of the tenant.
 *
 * @param at when it was interrupted, as far as is known, ISO 8601 UTC
 */
export function leftItems(
	did: Did,
	{ settled }: UndoProgress,
	effects: readonly EarlierEffect[],
	at: string,
): UndoProgress['settled'] {
	const inHand = ORDER.find((key) => !settled[key]);
	const known = Object.values(settled).flatMap((items) => items.map((item) => item.requestId));
	const isSent = effects.some(
		({ state, requestId }) => state !== 'refused' && !known.includes(requestId ?? ''),
	);
	const left = ORDER.filter((key) => !settled[key]).map((key) => {
		const cutOff = did.cutOff.filter(({ step }) => step === key);
		const items = isLasting(key)
			? noWayBack(key, did.steps.get(key) ?? [])
			: ofStep(did, key, at, isSent && key === inHand);
		return [key, [...items, ...cutOff]] as const;
	});
	return { ...settled, ...Object.fromEntries(left) };
}

/** Nothing is said of a step in which nothing was done: there was nothing to undo. */
function ofStep(did: Did, key: StepKey, at: string, isSent: boolean): readonly UndoItem[] {
	const outcomes = did.steps.get(key) ?? [];
	const all = outcomes.flatMap((outcome) => [outcome, ...outcome.items]);
	if (!all.some(({ status }) => status === 'done' || status === 'unknown')) return [];
	const target = { step: key, what: stepNamed(key).title, targetId: null };
	return isSent
		? [said(target, 'unknown', `${notGoneOnWith(at)} ${SENT}`)]
		: [said(target, 'failed', `${notGoneOnWith(at)} Nothing was sent for it.`)];
}

const SENT =
	'Something was sent for it, and what came of that was not looked at any more: look at the account.';
