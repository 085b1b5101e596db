import type { StructElement } from '../../vendor/pdfkit';
import { LINE, LINE_2, PAGE, STYLE, TEXT_WIDTH, inColour, INK_3 } from './look';
import { LONGEST_NAME, type Paper } from './drawing';
import type { Column } from './sheet';
import type { Span } from './words';

/** A column of a table. */
export interface TableColumn {
	readonly name: string;
	/** In points; the widths of a table add up to the text width at most. */
	readonly width: number;
}

/** One cell: paragraphs, one below the other. */
export type TableCell = readonly (readonly Span[])[];

const PAD = 8;

/** A plain cell. */
export function cell(text: string | null, style: Span['style'] = STYLE.body): TableCell {
	return [[{ text: text ?? '', style, longest: LONGEST_NAME }]];
}

/** A cell whose text may have lines, such as a reply. */
export function cellWithLines(text: string | null): TableCell {
	return [[{ text: text ?? '', style: STYLE.body, longest: LONGEST_NAME, hasLines: true }]];
}

/** A table with hairlines whose head comes again on every page it runs on to. */
export function drawTable(
	drawing: Paper,
	parent: StructElement,
	columns: readonly TableColumn[],
	rows: readonly (readonly TableCell[])[],
): void {
	const { sheet } = drawing;
	sheet.need(70);
	const table = sheet.element('Table', parent);
	drawHead(drawing, table, columns);
	sheet.withHead(
		() => drawRepeatedHead(drawing, columns),
		() => {
			for (const cells of rows) drawRow(drawing, table, columns, cells);
		},
	);
	sheet.y += 4;
}

function headColumns(drawing: Paper, columns: readonly TableColumn[]): Omit<Column, 'element'>[] {
	const edges = edgesOf(columns);
	return columns.map(({ name, width }, at) => ({
		x: edges[at] ?? PAGE.left,
		lines: drawing.sheet.lines(
			[{ text: name, style: inColour(STYLE.smallStrong, INK_3) }],
			width - PAD,
		),
		tag: 'TH',
	}));
}

function drawHead(drawing: Paper, table: StructElement, columns: readonly TableColumn[]): void {
	const { sheet } = drawing;
	const tr = sheet.element('TR', table);
	const head = headColumns(drawing, columns).map((column) => ({
		...column,
		element: sheet.element('TH', tr, { scope: 'Column' }),
	}));
	sheet.row(head);
	drawHeadRule(drawing);
}

/** The same head once more is for the eye only: in the structure the table is one. */
function drawRepeatedHead(drawing: Paper, columns: readonly TableColumn[]): void {
	const { sheet } = drawing;
	const head = headColumns(drawing, columns);
	sheet.artifact(() => head.forEach(({ lines, x }) => sheet.drawLines(lines, x, sheet.y)));
	sheet.y += Math.max(...head.map(({ lines }) => lines.length)) * STYLE.smallStrong.leading;
	drawHeadRule(drawing);
}

function drawHeadRule({ sheet }: Paper): void {
	sheet.y += 2;
	sheet.artifact(() => {
		sheet.document.moveTo(PAGE.left, sheet.y).lineTo(PAGE.left + TEXT_WIDTH, sheet.y);
		sheet.document.lineWidth(0.9).strokeColor(LINE_2).stroke();
	});
	sheet.y += 3;
}

function drawRow(
	{ sheet }: Paper,
	table: StructElement,
	columns: readonly TableColumn[],
	cells: readonly TableCell[],
): void {
	const tr = sheet.element('TR', table);
	const edges = edgesOf(columns);
	const row = columns.map(({ width }, at) => ({
		x: edges[at] ?? PAGE.left,
		lines: (cells[at] ?? []).flatMap((spans) => sheet.lines(spans, width - PAD)),
		element: sheet.element('TD', tr),
		tag: 'TD',
	}));
	sheet.row(row);
	sheet.y += 2;
	sheet.artifact(() => {
		sheet.document.moveTo(PAGE.left, sheet.y).lineTo(PAGE.left + TEXT_WIDTH, sheet.y);
		sheet.document.lineWidth(0.4).strokeColor(LINE).stroke();
	});
	sheet.y += 2.5;
}

function edgesOf(columns: readonly TableColumn[]): number[] {
	let x: number = PAGE.left;
	return columns.map(({ width }) => {
		const edge = x;
		x += width;
		return edge;
	});
}
