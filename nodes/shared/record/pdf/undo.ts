import { gatherOutput, type StructElement } from '../../vendor/pdfkit';
import { stepNamed } from '../../step/vocabulary';
import { UNDO_WORD, type UndoItem, type UndoStatus } from '../../undo/undoItem';
import { moment } from '../times';
import {
	UNDO_VERDICT_WORDS,
	type UndoneRecord,
	type UndoRecord,
	type UndoVerdict,
} from '../undo/undoRecord';
import { attach, attachmentOf, attachNote } from './attachment';
import { keepPlace, openDocument } from './document';
import { frame, heading, LONGEST_NAME, note, rule, statusWord, type Paper } from './drawing';
import { drawFooters } from './footers';
import { drawLetterhead, drawName, drawVerdict, drawWhere } from './front';
import { drawIntegrity } from './integrity';
import { inColour, INK, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import type { PdfOptions } from './options';
import { drawSent } from './requests';
import { drawShape } from './shapes';
import { heightOf, Sheet } from './sheet';
import { drawSignOff } from './signOff';
import { drawSimulatedGround, TAPE_HEIGHT } from './simulated';
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

const PAD = 12;

/**
 * Draws the record of an undo: what was undone of an offboarding, what not and what to do about it, the record that it
 * is about, and the whole of it as attached JSON. The same input gives the same bytes.
 *
 * @returns a PDF of the same make as a record's
 * @throws when a font file is missing
 */
export async function drawUndo(undo: UndoRecord, options: PdfOptions): Promise<Buffer> {
	const title = `Undo ${undo.id}: ${undo.employee.displayName}`;
	const document = openDocument(title, options);
	const finished = gatherOutput(document);
	const { simulated } = undo.tenant;
	const sheet = new Sheet(document, {
		fontFolder: options.fontFolder,
		top: simulated ? PAGE.top + TAPE_HEIGHT - 8 : PAGE.top,
		ground: simulated ? drawSimulatedGround : () => undefined,
	});
	const attachment = attachmentOf(undo, undo.id);
	const paper = { sheet, simulated, options, attachment };
	drawHead(paper, undo, options);
	drawAbout(paper, undo);
	drawItems(paper, undo);
	drawIntegrity(paper);
	drawSignOff(paper);
	drawSent(
		paper,
		undo.calls.map((call) => ({ call, step: 'Undo' })),
	);
	drawFooters(paper, undo.id);
	attach(document, attachment, options.generatedAt);
	if (options.checkpoint) attachNote(document, options.checkpoint, attachment, options.generatedAt);
	keepPlace(document, options, 'Record of what was undone of an offboarding');
	document.end();
	return finished();
}

function drawHead(paper: Paper, undo: UndoRecord, { product }: PdfOptions): void {
	const { sheet } = paper;
	const section = sheet.element('Sect', sheet.root);
	drawLetterhead(paper, section, { product: product.name, kind: 'Undo', id: undo.id });
	drawName(paper, section, undo.employee);
	const { verdict } = undo;
	const words = UNDO_VERDICT_WORDS[verdict];
	drawVerdict(paper, section, { mark: VERDICT_MARK[verdict], words });
	drawWhere(paper, section, undo.tenant);
}

/** Which record it is about, by what can't be changed about it, who asked, and why. */
function drawAbout(paper: Paper, undo: UndoRecord): void {
	const { sheet } = paper;
	const width = TEXT_WIDTH - 2 * PAD;
	const line = (spans: readonly Span[]) => sheet.lines(spans, width);
	const { record, before, previous, begunAt, endedAt, askedBy, reason } = undo;
	const lines = [
		...line([
			{ text: 'Undoes what can be undone of ', style: STYLE.body },
			{ text: record.id, style: inColour(STYLE.code, INK) },
			{ text: `, which stays as it was signed. ${counts(undo)}`, style: STYLE.body },
		]),
		...[record, ...before].flatMap((one) => line([{ text: fileOf(one), style: STYLE.codeSmall }])),
		...line([{ text: `Begun ${moment(begunAt)}, ended ${moment(endedAt)}.`, style: STYLE.soft }]),
		...line([{ text: `Asked by ${askedBy ?? 'somebody unknown'}.`, style: STYLE.soft }]),
		...line([{ text: `Why: ${reason}`, style: STYLE.soft, longest: 600 }]),
		...(previous === null
			? []
			: line([
					{ text: `After ${previous.id}, SHA-256 ${previous.sha256}`, style: STYLE.codeSmall },
				])),
	];
	const height = heightOf(lines) + 2 * PAD;
	const top = sheet.y;
	sheet.artifact(() => frame(paper, { x: PAGE.left, y: top, width: TEXT_WIDTH, height }));
	const element = sheet.element('P', sheet.element('Sect', sheet.root));
	sheet.content('P', element, () => sheet.drawLines(lines, PAGE.left + PAD, top + PAD));
	sheet.y = top + height;
}

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
	for (const item of sorted) drawItem(paper, section, item);
}

function drawItem(paper: Paper, parent: StructElement, item: UndoItem): void {
	const { sheet, simulated } = paper;
	const { step, what, targetId, status, says, requestId } = item;
	const width = 178;
	const { number, title } = stepNamed(step);
	const left = [
		...sheet.lines([{ text: `${number} ${title}`, style: STYLE.small }], width),
		...sheet.lines([{ text: what, style: STYLE.strong, longest: LONGEST_NAME }], width),
		...(targetId === null ? [] : sheet.lines([{ text: targetId, style: STYLE.codeSmall }], width)),
	];
	const storyX = PAGE.left + 18 + width + 12;
	const room = PAGE.left + TEXT_WIDTH - storyX;
	const word = inColour(STYLE.strong, TONE[MARK[status]].text);
	const right = [
		...sheet.lines(
			[
				{ text: statusWord(paper, UNDO_WORD[status]), style: word },
				{ text: `  ${says}`, style: STYLE.body },
			],
			room,
		),
		...(requestId === null
			? []
			: sheet.lines([{ text: `request-id ${requestId}`, style: STYLE.codeSmall }], room)),
	];
	const columns = [
		{ x: PAGE.left + 18, lines: left, element: sheet.element('P', parent), tag: 'P' },
		{ x: storyX, lines: right, element: sheet.element('P', parent), tag: 'P' },
	];
	sheet.row(columns, (top, _height, begins) => {
		if (!begins) return;
		drawShape(sheet.document, MARK[status], { x: PAGE.left, y: top + 1, size: 11 }, simulated);
	});
	sheet.y += 4;
	rule(paper, PAGE.left);
	sheet.y += 5;
}
