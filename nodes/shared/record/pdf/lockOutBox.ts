import { frame, statusWord, type Drawing } from './drawing';
import { inColour, LINE, PAGE, STYLE, TEXT_WIDTH, TONE } from './look';
import { ninePanel } from './ninePanel';
import { drawShape } from './shapes';
import { heightOf, type Sheet } from './sheet';
import { clock, clockSeconds, day } from '../times';
import type { Line } from './typeset';
import { lockOutOf, type LockOut, type LockOutLine } from '../verdict';

const PAD = 14;
const LEFT = 136;
const RIGHT = PAGE.left + PAD + LEFT + 12;
const RIGHT_WIDTH = PAGE.left + TEXT_WIDTH - PAD - RIGHT;
const THIRD = RIGHT_WIDTH / 3;

/** The first thing a reader looks for: can this person still get in, and since when; then the nine cells. */
export function drawLockOutBox(drawing: Drawing): void {
	const { sheet, offboarding, rows, simulated } = drawing;
	const lockOut = lockOutOf(offboarding, rows);
	const left = leftLines(drawing, lockOut);
	const thirds = lockOut.lines.map((line) => thirdLines(sheet, line));
	const sentence = sheet.lines([{ text: lockOut.sentence, style: STYLE.small }], RIGHT_WIDTH);
	const sentenceTop = 9 + Math.max(...thirds.map(heightOf)) + 7;
	const upper = Math.max(heightOf(left), sentenceTop + heightOf(sentence));
	const section = sheet.element('Sect', sheet.root);
	const panel = ninePanel(drawing, section, TEXT_WIDTH - 2 * PAD);
	const height = upper + panel.height + 4 * PAD;
	sheet.need(height);
	const top = sheet.y;
	const inner = top + PAD;
	sheet.artifact(() => {
		frame(drawing, { x: PAGE.left, y: top, width: TEXT_WIDTH, height });
		drawBars(drawing, lockOut.lines, inner);
		drawShape(sheet.document, lockOut.mark, { x: PAGE.left + PAD, y: inner, size: 13 }, simulated);
		drawDivider(sheet, inner + upper + PAD);
	});
	const put = (lines: readonly Line[], x: number, y: number): void =>
		sheet.content('P', sheet.element('P', section), () => sheet.drawLines(lines, x, y));
	put(left, PAGE.left + PAD, inner);
	thirds.forEach((lines, at) => put(lines, RIGHT + at * THIRD, inner + 9));
	put(sentence, RIGHT, inner + sentenceTop);
	panel.draw(PAGE.left + PAD, inner + upper + 2 * PAD);
	sheet.y = top + height;
}

function leftLines(drawing: Drawing, { mark, headline, at, after }: LockOut): Line[] {
	const { sheet } = drawing;
	const style = inColour(STYLE.strong, TONE[mark].text);
	const head = sheet.lines([{ text: statusWord(drawing, headline), style }], LEFT - 18);
	const besideShape = head.map((line) => ({
		...line,
		pieces: line.pieces.map((piece) => ({ ...piece, x: piece.x + 18 })),
	}));
	if (at === null) return besideShape;
	const time = [
		{ text: `${clockSeconds(at)} `, style: STYLE.time },
		{ text: 'UTC', style: STYLE.small },
	];
	const when = `${day(at)}${after ? `, ${after} after the start` : ''}`;
	return [
		...besideShape,
		...sheet.lines(time, LEFT + 10),
		...sheet.lines([{ text: when, style: STYLE.small }], LEFT),
	];
}

function thirdLines(sheet: Sheet, { title, mark, at, says }: LockOutLine): Line[] {
	const width = THIRD - 10;
	return [
		...sheet.lines([{ text: title, style: STYLE.strong }], width),
		...(at ? sheet.lines([{ text: `${clock(at)} UTC`, style: STYLE.body }], width) : []),
		...sheet.lines(
			[{ text: says, style: inColour(STYLE.small, TONE[mark].text), longest: 300 }],
			width,
		),
	];
}

/** One bar a line: full was seen, outlined was only said, dashed is neither. */
function drawBars({ sheet, simulated }: Drawing, lines: readonly LockOutLine[], y: number): void {
	const { document } = sheet;
	lines.forEach(({ mark }, at) => {
		const x = RIGHT + at * THIRD;
		const width = THIRD - 4;
		const colour = TONE[mark].shape;
		document.save().strokeColor(colour);
		if (mark === 'done' && !simulated) {
			document.rect(x, y, width, 3.4).fillColor(colour).fill();
		} else if (mark === 'accepted') {
			document
				.lineWidth(0.9)
				.rect(x + 0.45, y + 0.45, width - 0.9, 2.5)
				.stroke();
		} else {
			document.lineWidth(3.4).dash(5, { space: 3 });
			document
				.moveTo(x, y + 1.7)
				.lineTo(x + width, y + 1.7)
				.stroke();
		}
		document.restore();
	});
}

function drawDivider({ document }: Sheet, y: number): void {
	document.moveTo(PAGE.left, y).lineTo(PAGE.left + TEXT_WIDTH, y);
	document.lineWidth(0.6).strokeColor(LINE).stroke();
}
