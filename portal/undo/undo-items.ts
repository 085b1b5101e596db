import {
	stepNamed,
	STEPS,
	UNDO_WORD,
	type StatusMark,
	type StepKey,
	type UndoItem,
	type UndoStatus,
} from '../../runner';

/** One thing as a page shows it. */
export interface ShownItem {
	readonly mark: StatusMark;
	readonly word: string;
	readonly what: string;
	readonly says: string;
	readonly requestId: string | null;
}

/** The things of one step. */
export interface ShownStep {
	readonly key: StepKey;
	readonly number: number;
	readonly title: string;
	readonly items: readonly ShownItem[];
}

const MARK: Readonly<Record<UndoStatus, StatusMark>> = {
	...({ done: 'done', requested: 'accepted', alreadySo: 'skipped', nothing: 'skipped' } as const),
	...({ left: 'blocked', cannot: 'blocked', failed: 'failed', unknown: 'unknown' } as const),
	planned: 'pending',
};

/** Step by step, as people know them. @param simulated nothing of it is done in a real tenant, and the words say so */
export function shownSteps(items: readonly UndoItem[], simulated: boolean): readonly ShownStep[] {
	return STEPS.flatMap(({ key }) => {
		const own = items.filter(({ step }) => step === key);
		if (own.length === 0) return [];
		const { number, title } = stepNamed(key);
		return [{ key, number, title, items: own.map((item) => shown(item, simulated)) }];
	});
}

function shown({ status, what, says, requestId }: UndoItem, simulated: boolean): ShownItem {
	const isDone = status === 'done' || status === 'requested';
	const word = `${UNDO_WORD[status]}${simulated && isDone ? ', simulated' : ''}`;
	return { mark: MARK[status], word, what, says, requestId };
}

/** How many of each, for a sentence: "7 undone, 2 cannot be undone". */
export function countsOf(items: readonly UndoItem[]): string {
	const parts = (Object.keys(UNDO_WORD) as UndoStatus[]).flatMap((status) => {
		const count = items.filter((item) => item.status === status).length;
		return count === 0 ? [] : [`${count} ${UNDO_WORD[status].toLowerCase()}`];
	});
	return parts.join(', ');
}
