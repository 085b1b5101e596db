import { count } from './counting';
import { outcomeOf } from './runStep';
import type { EarlierEffect } from './stepJournal';
import type { ItemOutcome, StepOutcome } from './outcome';

/**
 * A step that was interrupted runs again from its beginning and finds some of its work done. What it did the first time
 * belongs on the record too: without this, "nothing to do" would stand where five roles were removed.
 *
 * @param again what the step came to the second time
 * @param before its outcome when the run stopped, if it had one by then
 * @param earlier what the journal holds of the writes it sent by then
 */
export function withEarlier(
	again: StepOutcome,
	before: StepOutcome | null,
	earlier: readonly EarlierEffect[],
): StepOutcome {
	const saved = (before?.items ?? []).filter(({ status }) => status === 'done');
	const kept = new Map<string, ItemOutcome>(saved.map((item) => [keyOf(item), item]));
	// Only a list that was read to its end shows what is gone.
	const isRead = again.status === 'done' || again.status === 'skipped';
	for (const effect of earlier) {
		const item = itemOf(effect, isRead);
		const known = item && kept.get(keyOf(item));
		if (item !== null && known?.status !== 'done') kept.set(keyOf(item), item);
	}
	if (kept.size === 0) return again;
	// What the second time says of a thing is newer, unless it only found it gone.
	for (const item of again.items) {
		if (item.status !== 'skipped') kept.delete(keyOf(item));
	}
	if (kept.size === 0) return again;
	const items = [...kept.values(), ...again.items.filter((item) => !kept.has(keyOf(item)))];
	const calls = [...(before?.calls ?? []), ...again.calls];
	const nothingLeft = again.items.every(({ status }) => status === 'skipped');
	const summary = nothingLeft
		? `${count(kept.size, 'item')} done before an interruption; nothing was left to do.`
		: `${again.summary} The rest was done before an interruption.`;
	return { ...again, ...outcomeOf(again.key, { items, summary }), calls };
}

/**
 * A write that Graph had accepted was done then. A delete whose answer is not known, of something that is not there any
 * more, is said to be gone and not more: who took it away is not known. Anything else says nothing here: the step has
 * read the tenant again, and what is still to be done is in its own items.
 */
function itemOf(effect: EarlierEffect, isRead: boolean): ItemOutcome | null {
	const { state, method, target, targetId, requestId, attempts, at } = effect;
	if (targetId === null || state === 'refused') return null;
	const known = { target, targetId, verified: false, code: null, requestId, attempts };
	const rest = { verifiedAt: null, before: null, after: null };
	if (state === 'done') {
		const reason = 'Accepted before an interruption of this run.';
		return { ...known, ...rest, status: 'done', reason, acceptedAt: at };
	}
	if (method !== 'DELETE' || !isRead) return null;
	const reason = 'Was being removed when this run was interrupted, and is gone.';
	return { ...known, ...rest, status: 'skipped', reason, acceptedAt: null };
}

function keyOf({ target, targetId }: Pick<ItemOutcome, 'target' | 'targetId'>): string {
	// A group may stand twice: for its ownership and for its membership.
	return `${targetId ?? ''} ${target}`;
}
