import type { Offboarding } from '../../step/offboarding';
import type { StatusMark, StepKey, StepName } from '../../step/vocabulary';
import { openItemsOf, rowsOf } from '../rows';

/** Something a person still has to do or to look at. */
export interface OpenItemFact {
	readonly number: StepName['number'];
	readonly key: StepKey;
	readonly status: StatusMark;
	/** Null when the step as a whole is open. */
	readonly target: string | null;
	readonly reason: string | null;
	/** What to do. */
	readonly act: string;
	/** Who does it and until when, as it was given; null: not recorded. */
	readonly owner: string | null;
	readonly due: string | null;
}

/** What to do with an open item, by how it ended. */
const ACT: Readonly<Partial<Record<StatusMark, string>>> = {
	failed: 'Clear the cause, then run this step again.',
	unknown: 'Look in Microsoft 365 whether it happened before anybody sends it again.',
	blocked: 'A person must do this by hand.',
	pending: 'This step did not run. Run it, or record why not.',
	accepted: 'Microsoft accepted it. Look later whether it happened.',
};

/** What is open, the most urgent first; what only waits for proof comes last. */
export function openItemFacts(offboarding: Offboarding): OpenItemFact[] {
	const { owner, due } = offboarding.request.caseFacts ?? {};
	return openItemsOf(rowsOf(offboarding)).map(({ row, mark, item, reason }) => {
		const status = mark === 'document' ? 'pending' : mark;
		return {
			number: row.step.number,
			key: row.step.key,
			status,
			target: item?.target ?? null,
			reason,
			act: ACT[status] ?? '',
			owner: owner ?? null,
			due: due ?? null,
		};
	});
}
