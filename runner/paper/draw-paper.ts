import { openDocument } from '../../nodes/shared/record/pdf/document';
import { heading, note, type Paper } from '../../nodes/shared/record/pdf/drawing';
import { INK_2, LINE, PAGE, STYLE, TEXT_WIDTH, TONE } from '../../nodes/shared/record/pdf/look';
import { Sheet } from '../../nodes/shared/record/pdf/sheet';
import { drawSimulatedGround, TAPE_HEIGHT } from '../../nodes/shared/record/pdf/simulated';
import { cell, drawTable, type TableColumn } from '../../nodes/shared/record/pdf/table';
import { gatherOutput } from '../../nodes/shared/vendor/pdfkit';

/** A plain document: what it is, some facts, one table, what it comes to. Names may be in any script. */
export interface PlainPaper {
	/** Who it is from, and what it is: above the title. */
	readonly from: string;
	readonly title: string;
	/** A word that says how it stands, such as `Paid`. */
	readonly stamp: { readonly word: string; readonly as: 'done' | 'failed' | 'skipped' };
	/** Nothing of it is real: it says so on every page. */
	readonly simulated: boolean;
	readonly facts: readonly (readonly [name: string, lines: readonly string[]])[];
	readonly table: {
		readonly name: string;
		readonly columns: readonly TableColumn[];
		readonly rows: readonly (readonly string[])[];
	};
	readonly sums: readonly (readonly [name: string, amount: string])[];
	readonly notes: readonly string[];
	readonly generatedAt: Date;
}

const FACT_WIDTH = 110;
const SUM_NAME_WIDTH = 110;

/**
 * Draws it as a tagged PDF with every font inside, on the paper that records are drawn on. The same input gives the
 * same bytes.
 *
 * @throws when a font file is missing
 */
export function drawPaper(plain: PlainPaper): Buffer {
	const { simulated, generatedAt } = plain;
	const options = { generatedAt, product: { name: 'OffboardIQ', version: '' } };
	const document = openDocument(`${plain.from}: ${plain.title}`, options);
	const finished = gatherOutput(document);
	const sheet = new Sheet(document, {
		fontFolder: undefined,
		top: simulated ? PAGE.top + TAPE_HEIGHT - 8 : PAGE.top,
		ground: simulated ? drawSimulatedGround : () => undefined,
	});
	const paper = { sheet, simulated };
	drawTop(paper, plain);
	const section = heading(paper, plain.table.name);
	drawTable(
		paper,
		section,
		plain.table.columns,
		plain.table.rows.map((row) => row.map((text) => cell(text))),
	);
	drawSums(paper, plain);
	sheet.y += 12;
	for (const text of plain.notes) note(paper, section, text);
	drawFoot(paper, plain.title);
	document.end();
	return finished();
}

function drawTop({ sheet }: Paper, { from, title, stamp, facts }: PlainPaper): void {
	const section = sheet.element('Sect', sheet.root);
	const whole = { x: PAGE.left, width: TEXT_WIDTH };
	sheet.paragraph([{ text: from, style: STYLE.soft }], whole, section);
	sheet.y += 6;
	const lines = sheet.lines([{ text: title, style: STYLE.title }], TEXT_WIDTH);
	sheet.row([{ x: PAGE.left, lines, element: sheet.element('H1', section), tag: 'H1' }]);
	const style = { ...STYLE.heading, colour: TONE[stamp.as].text };
	sheet.paragraph([{ text: stamp.word, style }], whole, section);
	sheet.y += 10;
	for (const [name, texts] of facts) {
		const right = texts.flatMap((text) =>
			sheet.lines([{ text, style: STYLE.body }], TEXT_WIDTH - FACT_WIDTH),
		);
		const left = sheet.lines([{ text: name, style: STYLE.soft }], FACT_WIDTH - 8);
		sheet.row([
			{ x: PAGE.left, lines: left, element: sheet.element('P', section), tag: 'P' },
			{ x: PAGE.left + FACT_WIDTH, lines: right, element: sheet.element('P', section), tag: 'P' },
		]);
		sheet.y += 3;
	}
}

/** The sums stand at the right, the last one strong. */
function drawSums({ sheet }: Paper, { sums, table }: PlainPaper): void {
	const section = sheet.element('Sect', sheet.root);
	// The amounts stand below those of the table.
	const before = table.columns.slice(0, -1).reduce((sum, { width }) => sum + width, 0);
	const at = PAGE.left + before - SUM_NAME_WIDTH;
	sums.forEach(([name, amount], index) => {
		const style = index === sums.length - 1 ? STYLE.strong : STYLE.body;
		const left = sheet.lines([{ text: name, style }], SUM_NAME_WIDTH - 8);
		const right = sheet.lines([{ text: amount, style }], 90);
		sheet.row([
			{ x: at, lines: left, element: sheet.element('P', section), tag: 'P' },
			{ x: at + SUM_NAME_WIDTH, lines: right, element: sheet.element('P', section), tag: 'P' },
		]);
		sheet.y += 3;
	});
}

function drawFoot({ sheet }: Paper, title: string): void {
	const { document } = sheet;
	const { start, count } = document.bufferedPageRange();
	const y = PAGE.height - PAGE.foot + 20;
	for (let at = 0; at < count; at++) {
		document.switchToPage(start + at);
		const text = `${title}, page ${at + 1} of ${count}`;
		const lines = sheet.lines([{ text, style: { ...STYLE.small, colour: INK_2 } }], TEXT_WIDTH);
		document.markContent('Artifact', { type: 'Pagination' });
		document.moveTo(PAGE.left, y - 5).lineTo(PAGE.left + TEXT_WIDTH, y - 5);
		document.lineWidth(0.6).strokeColor(LINE).stroke();
		sheet.drawLines(lines, PAGE.left, y);
		document.endMarkedContent();
	}
}
