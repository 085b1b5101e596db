import type { Offboarding } from '../../step/offboarding';
import type { RecordFacts } from '../facts/recordFacts';
import type { StructElement } from '../../vendor/pdfkit';
import type { Attachment } from './attachment';
import { hatch } from './cells';
import { CONTROL, INK_3, LINE, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import type { PdfOptions } from './options';
import { isOpen, type Row } from '../rows';
import type { Sheet } from './sheet';
import type { Span } from './words';

/** Everything a section needs: what happened, how it reads, and the paper. */
export interface Drawing {
	readonly sheet: Sheet;
	readonly offboarding: Offboarding;
	/** What is reckoned from it. */
	readonly facts: RecordFacts;
	readonly options: PdfOptions;
	readonly rows: readonly Row[];
	readonly attachment: Attachment;
	readonly simulated: boolean;
}

/** What any page needs: the paper, and whether what is on it is real. */
export type Paper = Pick<Drawing, 'sheet' | 'simulated'>;

/** The longest name or address that is shown whole; Microsoft 365 allows no longer ones. */
export const LONGEST_NAME = 320;

/** A heading with a bookmark and its own section of the structure tree. Never left alone at the foot of a page. */
export function heading(drawing: Paper, text: string, follows = 60): StructElement {
	const { sheet } = drawing;
	sheet.y += 16;
	sheet.need(STYLE.heading.leading + 6 + follows);
	sheet.document.outline.addItem(text, bookmarkAt(sheet.y - 6));
	const section = sheet.element('Sect', sheet.root);
	const element = sheet.element('H2', section);
	const lines = sheet.lines([{ text, style: STYLE.heading }], TEXT_WIDTH);
	sheet.row([{ x: PAGE.left, lines, element, tag: 'H2' }]);
	sheet.y += 4;
	return section;
}

/** Where a bookmark leads. pdfkit counts `left` from the right edge, so the page's width is the left edge. */
export function bookmarkAt(y: number): { readonly top: number; readonly left: number } {
	return { top: y, left: PAGE.width };
}

/** A paragraph over the whole width. */
export function paragraph(drawing: Paper, parent: StructElement, spans: readonly Span[]): void {
	drawing.sheet.paragraph(spans, { x: PAGE.left, width: TEXT_WIDTH }, parent);
}

/** A quiet sentence over the whole width. */
export function note(drawing: Paper, parent: StructElement, text: string): void {
	paragraph(drawing, parent, [{ text, style: STYLE.soft }]);
}

/** A hairline at the cursor. */
export function rule(drawing: Paper, from: number = PAGE.left, colour: string = LINE): void {
	const { sheet } = drawing;
	sheet.artifact(() => {
		sheet.document.moveTo(from, sheet.y).lineTo(PAGE.left + TEXT_WIDTH, sheet.y);
		sheet.document.lineWidth(0.6).strokeColor(colour).stroke();
	});
}

/** What needs a person has a bar down its side, hatched when nobody knows. Only inside an artifact. */
export function sideBar(
	{ sheet: { document } }: Paper,
	mark: ShownMark,
	{ x, top, height }: { x: number; top: number; height: number },
): void {
	const colour = TONE[mark].shape;
	if (mark === 'unknown') hatch(document, { x, y: top, width: 3, height }, colour, 3, 1);
	else if (isOpen(mark)) document.rect(x, top, 3, height).fillColor(colour).fill();
}

/** A frame around a place: dashed when the tenant is a rehearsal. Only inside an artifact. */
export function frame(
	drawing: Paper,
	box: { x: number; y: number; width: number; height: number },
): void {
	const { document } = drawing.sheet;
	document.save();
	if (drawing.simulated) document.dash(3, { space: 2.4 });
	document.lineWidth(drawing.simulated ? 1 : 0.7).strokeColor(drawing.simulated ? INK_3 : CONTROL);
	document.roundedRect(box.x, box.y, box.width, box.height, 7).stroke();
	document.restore();
}

/** The word beside a status, which says so when nothing of it is real. */
export function statusWord(drawing: Paper, word: string): string {
	return drawing.simulated ? `${word}, simulated` : word;
}
