import { gatherOutput, type StructElement } from '../../vendor/pdfkit';
import type { Addendum } from '../addendum/addendum';
import type { UndoRecord } from '../undo/undoRecord';
import { attach, attachmentOf, attachNote } from './attachment';
import { keepPlace, openDocument } from './document';
import { frame, LONGEST_NAME, rule, statusWord, type Paper } from './drawing';
import { drawFooters } from './footers';
import { drawLetterhead, drawName, drawVerdict, drawWhere } from './front';
import { drawIntegrity } from './integrity';
import { inColour, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import type { PdfOptions } from './options';
import { drawSent } from './requests';
import { drawShape } from './shapes';
import { heightOf, Sheet } from './sheet';
import { drawSignOff } from './signOff';
import { drawSimulatedGround, TAPE_HEIGHT } from './simulated';
import type { Span } from './words';

/** What is attached to the PDF. */
type Later = Addendum | UndoRecord;

/** What makes one kind of later record differ from another. */
export interface LaterKind {
	/** Stands in the title, the letterhead and beside each request. */
	readonly word: string;
	readonly requestWord: string;
	/** What it is, for whoever files it. */
	readonly subject: string;
	readonly verdict: { readonly mark: ShownMark; readonly words: string };
	/** Draws what only this kind has, below the head. */
	readonly body: (paper: Paper) => void;
}

/**
 * Draws a document of its own that is about a signed record and leaves it as it is: a later check, an undo. The same
 * input gives the same bytes.
 *
 * @returns a PDF of the same make as a record's, with `later` attached as JSON
 * @throws when a font file is missing
 */
export async function drawLater(
	later: Later,
	kind: LaterKind,
	options: PdfOptions,
): Promise<Buffer> {
	const document = openDocument(`${kind.word} ${later.id}: ${later.employee.displayName}`, options);
	const finished = gatherOutput(document);
	const { simulated } = later.tenant;
	const sheet = new Sheet(document, {
		fontFolder: options.fontFolder,
		top: simulated ? PAGE.top + TAPE_HEIGHT - 8 : PAGE.top,
		ground: simulated ? drawSimulatedGround : () => undefined,
	});
	const attachment = attachmentOf(later, later.id);
	const paper = { sheet, simulated, options, attachment };
	drawHead(paper, later, kind, options);
	kind.body(paper);
	drawIntegrity(paper);
	drawSignOff(paper);
	drawSent(
		paper,
		later.calls.map((call) => ({ call, step: kind.requestWord })),
	);
	drawFooters(paper, later.id);
	attach(document, attachment, options.generatedAt);
	if (options.checkpoint) attachNote(document, options.checkpoint, attachment, options.generatedAt);
	keepPlace(document, options, kind.subject);
	document.end();
	return finished();
}

function drawHead(
	paper: Paper,
	{ id, employee, tenant }: Later,
	{ word, verdict }: LaterKind,
	{ product }: PdfOptions,
): void {
	const { sheet } = paper;
	const section = sheet.element('Sect', sheet.root);
	drawLetterhead(paper, section, { product: product.name, kind: word, id });
	drawName(paper, section, employee);
	drawVerdict(paper, section, verdict);
	drawWhere(paper, section, tenant);
}

const PAD = 12;

/** A frame with lines in it: which record it is about, and who asked. */
export function drawAbout(paper: Paper, paragraphs: readonly (readonly Span[])[]): void {
	const { sheet } = paper;
	const lines = paragraphs.flatMap((spans) => sheet.lines(spans, TEXT_WIDTH - 2 * PAD));
	const height = heightOf(lines) + 2 * PAD;
	const top = sheet.y;
	sheet.artifact(() => frame(paper, { x: PAGE.left, y: top, width: TEXT_WIDTH, height }));
	const element = sheet.element('P', sheet.element('Sect', sheet.root));
	sheet.content('P', element, () => sheet.drawLines(lines, PAGE.left + PAD, top + PAD));
	sheet.y = top + height;
}

/** One thing that was found or done. */
export interface LaterLine {
	/** Above its name, smaller; null: nothing. */
	readonly over: string | null;
	readonly what: string;
	readonly targetId: string | null;
	readonly mark: ShownMark;
	readonly word: string;
	readonly says: string;
	readonly requestId: string | null;
}

const NAME_WIDTH = 178;

/** What it is on the left; its shape, its word and what is said on the right. */
export function drawLine(paper: Paper, parent: StructElement, line: LaterLine): void {
	const { sheet, simulated } = paper;
	const { over, what, targetId, mark, word, says, requestId } = line;
	const written = (text: string | null, style: Span['style'], width: number) =>
		text === null ? [] : sheet.lines([{ text, style }], width);
	const left = [
		...written(over, STYLE.small, NAME_WIDTH),
		...sheet.lines([{ text: what, style: STYLE.strong, longest: LONGEST_NAME }], NAME_WIDTH),
		...written(targetId, STYLE.codeSmall, NAME_WIDTH),
	];
	const storyX = PAGE.left + 18 + NAME_WIDTH + 12;
	const room = PAGE.left + TEXT_WIDTH - storyX;
	const story = [
		{ text: statusWord(paper, word), style: inColour(STYLE.strong, TONE[mark].text) },
		{ text: `  ${says}`, style: STYLE.body },
	];
	const request = requestId === null ? null : `request-id ${requestId}`;
	const right = [...sheet.lines(story, room), ...written(request, STYLE.codeSmall, room)];
	const columns = [
		{ x: PAGE.left + 18, lines: left, element: sheet.element('P', parent), tag: 'P' },
		{ x: storyX, lines: right, element: sheet.element('P', parent), tag: 'P' },
	];
	sheet.row(columns, (top, _height, begins) => {
		if (!begins) return;
		drawShape(sheet.document, mark, { x: PAGE.left, y: top + 1, size: 11 }, simulated);
	});
	sheet.y += 4;
	rule(paper, PAGE.left);
	sheet.y += 5;
}
