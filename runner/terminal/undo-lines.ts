import { UNDO_VERDICT_WORDS } from '../../nodes/shared/record/undo/undoRecord';
import { stepNamed } from '../../nodes/shared/step/vocabulary';
import { UNDO_WORD, type UndoItem } from '../../nodes/shared/undo/undoItem';
import type { KeptUndo } from '../undo/read-undos';
import { notGoneOnWith } from '../undo/too-late';
import type { UndoPlan } from '../undo/undo';
import { plain } from './text';

/** What would be undone, for whoever asks before it is. */
export function undoPlanLines({ run, before, tries, tenant, items }: UndoPlan): readonly string[] {
	const simulated = tenant.simulated ? ', simulated' : '';
	const name = run.offboarding?.employee.userPrincipalName ?? run.request.user;
	const earlier = before.length === 0 ? '' : ` and of ${before.join(', ')} before it`;
	const with_ = earlier + (tries.length === 0 ? '' : `, with what ${tries.join(', ')} tried again`);
	return [
		`What can be undone of ${run.id}${with_}: ${plain(name)}${simulated}. Nothing was changed.`,
		...items.map(lineOf),
	];
}

/** An undo in full, for whoever asked for it. */
export function undoLines({
	id,
	runId,
	verdict,
	items,
	undo,
	report,
}: KeptUndo): readonly string[] {
	const simulated = undo?.tenant.simulated ? ', simulated' : '';
	const words = verdict === null ? 'Not ended' : UNDO_VERDICT_WORDS[verdict];
	const left = undo?.interruptedAt ? ` ${notGoneOnWith(undo.interruptedAt)}` : '';
	return [
		`${id}  ${words}${simulated}. The record of ${runId} stays as it is.${left}`,
		...items.map(lineOf),
		`  ${report?.path ?? ''}`,
	];
}

function lineOf({ step, what, status, says }: UndoItem): string {
	return `  ${stepNamed(step).number} ${UNDO_WORD[status]}: ${plain(what)}. ${plain(says)}`;
}
