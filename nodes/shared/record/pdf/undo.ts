import { stepNamed } from '../../step/vocabulary';
import { UNDO_WORD, type UndoStatus } from '../../undo/undoItem';
import { moment } from '../times';
import {
	UNDO_VERDICT_WORDS,
	type UndoneRecord,
	type UndoRecord,
	type UndoVerdict,
} from '../undo/undoRecord';
import { heading, note, type Paper } from './drawing';
import { drawAbout, drawLater, drawLine } from './laterRecord';
import { inColour, INK, STYLE, type ShownMark } from './look';
import type { PdfOptions } from './options';
import type { Span } from './words';

const MARK: Readonly<Record<UndoStatus, ShownMark>> = {
	done: 'done',
	requested: 'accepted',
	alreadySo: 'skipped',
	nothing: 'skipped',
	left: 'blocked',
	cannot: 'blocked',
	failed: 'failed',
	unknown: 'unknown',
	planned: 'pending',
};

const VERDICT_MARK: Readonly<Record<UndoVerdict, ShownMark>> = {
	undone: 'done',
	unseen: 'accepted',
	open: 'failed',
};

/** Worst first: whoever reads one line reads the one that matters. */
const URGENCY: readonly UndoStatus[] = [
	...(['failed', 'unknown', 'planned', 'cannot', 'left', 'requested'] as const),
	...(['done', 'alreadySo', 'nothing'] as const),
];

/**
 * Draws the record of an undo: what was undone of an offboarding, what not and what to do about it, the record that it
 * is about, and the whole of it as attached JSON. See `drawLater`.
 */
export async function drawUndo(undo: UndoRecord, options: PdfOptions): Promise<Buffer> {
	const { verdict } = undo;
	const kind = {
		...{ word: 'Undo', requestWord: 'Undo' },
		subject: 'Record of what was undone of an offboarding',
		verdict: { mark: VERDICT_MARK[verdict], words: UNDO_VERDICT_WORDS[verdict] },
		body: (paper: Paper) => {
			drawAbout(paper, aboutOf(undo));
			drawItems(paper, undo);
		},
	};
	return await drawLater(undo, kind, options);
}

/** Which record it is about, by what can't be changed about it, who asked, and why. */
function aboutOf(undo: UndoRecord): readonly (readonly Span[])[] {
	const { record, before, tries = [], previous, begunAt, endedAt, askedBy, reason } = undo;
	const left = leftWords(undo);
	const after = previous === null ? [] : [`After ${previous.id}, SHA-256 ${previous.sha256}`];
	return [
		[
			{ text: 'Undoes what can be undone of ', style: STYLE.body },
			{ text: record.id, style: inColour(STYLE.code, INK) },
			{ text: `, which stays as it was signed. ${counts(undo)}`, style: STYLE.body },
		],
		...[record, ...before, ...tries].map((one) => [{ text: fileOf(one), style: STYLE.codeSmall }]),
		[{ text: `Begun ${moment(begunAt)}, ended ${moment(endedAt)}.${left}`, style: STYLE.soft }],
		[{ text: `Asked by ${askedBy ?? 'somebody unknown'}.`, style: STYLE.soft }],
		[{ text: `Why: ${reason}`, style: STYLE.soft, longest: 600 }],
		...after.map((text) => [{ text, style: STYLE.codeSmall }]),
	];
}

/** One that nobody went on with was ended without a look at the tenant. */
const leftWords = ({ interruptedAt }: UndoRecord): string =>
	interruptedAt === undefined
		? ''
		: ` Interrupted on ${interruptedAt.slice(0, 10)}, not gone on with: ask again to go on.`;

const fileOf = ({ id, sha256 }: UndoneRecord): string =>
	sha256 === null ? `${id} has no record file` : `${id}: SHA-256 of its file ${sha256}`;

function counts({ items }: UndoRecord): string {
	const parts = URGENCY.toReversed().map((status) => {
		const count = items.filter((item) => item.status === status).length;
		return count === 0 ? null : `${count} ${UNDO_WORD[status].toLowerCase()}`;
	});
	return `Item by item: ${parts.filter((part) => part !== null).join(', ')}.`;
}

/** Id, or what it is about, and word are drawn next to each other: `offboardiq verify` compares them with the data. */
function drawItems(paper: Paper, { items }: UndoRecord): void {
	const section = heading(paper, 'What was undone, and what not', 60);
	const text =
		'Undone is what a read has shown. What can’t be undone says what to do instead. The record of the offboarding still says what was done then.';
	note(paper, section, text);
	paper.sheet.y += 4;
	const sorted = [...items].sort(
		(one, other) => URGENCY.indexOf(one.status) - URGENCY.indexOf(other.status),
	);
	for (const { step, status, ...rest } of sorted) {
		const { number, title } = stepNamed(step);
		const words = { over: `${number} ${title}`, word: UNDO_WORD[status], mark: MARK[status] };
		drawLine(paper, section, { ...rest, ...words });
	}
}
