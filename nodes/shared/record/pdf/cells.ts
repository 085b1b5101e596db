import type { PdfDocument } from '../../vendor/pdfkit';
import { INK_3, LINE_2, TONE, WHITE, type ShownMark } from './look';

/** Size of a cell, and the gaps inside a group and between groups, in points. */
export interface CellSize {
	readonly width: number;
	readonly height: number;
	readonly gap: number;
	readonly groupGap: number;
}

/** The last cell of each group: 3-2-2-1-1. */
const GROUP_ENDS = [2, 4, 6, 7];

/** Left edge of each of the nine cells, from the left edge of the first. */
export function cellEdges({ width, gap, groupGap }: CellSize): number[] {
	let x = 0;
	return Array.from({ length: 9 }, (_, at) => {
		const edge = x;
		x += width + (GROUP_ENDS.includes(at) ? groupGap : gap);
		return edge;
	});
}

/**
 * Draws the nine cells. Fill says how sure we are: solid was seen, outline was said, hatch is not known or not real.
 *
 * @param marks nine of them.
 */
export function drawNine(
	document: PdfDocument,
	marks: readonly ShownMark[],
	place: { readonly x: number; readonly y: number; readonly size: CellSize },
	simulated: boolean,
): void {
	cellEdges(place.size).forEach((edge, at) => {
		const { width, height } = place.size;
		const box = { x: place.x + edge, y: place.y, width, height };
		drawCell(document, marks[at] ?? 'pending', box, simulated);
	});
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

function drawCell(document: PdfDocument, mark: ShownMark, given: Box, simulated: boolean): void {
	const rise = mark === 'failed' ? given.height * 0.22 : 0;
	const box = { ...given, y: given.y - rise, height: given.height + 2 * rise };
	const colour = TONE[mark].shape;
	const fill = (part: Box): void =>
		simulated || mark === 'unknown'
			? hatch(document, part, colour)
			: void document.rect(part.x, part.y, part.width, part.height).fillColor(colour).fill();
	document.save();
	outline(document, box).clip();
	document.rect(box.x, box.y, box.width, box.height).fillColor(WHITE).fill();
	if (mark === 'done' || mark === 'failed' || mark === 'unknown') fill(box);
	if (mark === 'blocked') {
		fill({ ...box, y: box.y + box.height * 0.45, height: box.height * 0.55 });
	}
	if (mark === 'skipped') {
		document
			.rect(box.x, box.y + box.height / 2 - 1.1, box.width, 2.2)
			.fillColor(colour)
			.fill();
	}
	document.restore();
	drawFrame(document, mark, box);
}

function outline(document: PdfDocument, { x, y, width, height }: Box): PdfDocument {
	return document.roundedRect(x, y, width, height, 2);
}

function drawFrame(document: PdfDocument, mark: ShownMark, box: Box): void {
	const inset = {
		x: box.x + 0.6,
		y: box.y + 0.6,
		width: box.width - 1.2,
		height: box.height - 1.2,
	};
	document.save();
	document.lineWidth(1.2).strokeColor(mark === 'pending' ? INK_3 : TONE[mark].shape);
	if (mark === 'pending') document.lineCap('round').dash(0.1, { space: 2.6 });
	if (mark === 'waiting') document.dash(3, { space: 2 });
	outline(document, inset).stroke();
	if (mark === 'document') {
		document.strokeColor(LINE_2).lineWidth(1);
		for (const part of [0.36, 0.64]) {
			const y = box.y + box.height * part;
			document
				.moveTo(box.x + 5, y)
				.lineTo(box.x + box.width - 5, y)
				.stroke();
		}
	}
	document.restore();
}

/** Slanted lines over a box: not known, or not real. */
export function hatch(
	document: PdfDocument,
	box: Box,
	colour: string,
	step = 4.2,
	width = 1.3,
): void {
	document.save();
	document.rect(box.x, box.y, box.width, box.height).clip();
	document.lineWidth(width).strokeColor(colour).lineCap('butt');
	for (let x = box.x - box.height; x < box.x + box.width; x += step) {
		document
			.moveTo(x, box.y + box.height)
			.lineTo(x + box.height, box.y)
			.stroke();
	}
	document.restore();
}
