import { heading, note, type Paper } from './drawing';
import { CONTROL, INK_3, PAGE, STYLE, TEXT_WIDTH } from './look';

const LINES = ['Reviewer, name and role', 'Date', 'Signature'];
const CHOICES = ['Reviewed, nothing to follow up', 'Reviewed, open items accepted', 'To follow up'];
const ROW = 34;
const BOX = 9;

/** Room for a person to sign by hand, on paper: the product fills nothing of it in. */
export function drawSignOff(drawing: Paper): void {
	const { sheet } = drawing;
	const height = ROW + CHOICES.length * 15 + 20;
	const section = heading(drawing, 'Reviewed by', height + 30);
	note(
		drawing,
		section,
		'Filled in by hand, on paper. To write into this file would break its signature.',
	);
	const top = sheet.y + 8;
	const third = TEXT_WIDTH / 3;
	CHOICES.forEach((text, at) => {
		const y = top + at * 15;
		const lines = sheet.lines([{ text, style: STYLE.body }], TEXT_WIDTH - 20);
		sheet.artifact(() => {
			sheet.document
				.rect(PAGE.left, y + 1.5, BOX, BOX)
				.lineWidth(0.8)
				.strokeColor(INK_3)
				.stroke();
		});
		sheet.content('P', sheet.element('P', section), () =>
			sheet.drawLines(lines, PAGE.left + BOX + 7, y),
		);
	});
	const line = top + CHOICES.length * 15 + ROW;
	LINES.forEach((text, at) => {
		const x = PAGE.left + at * third;
		sheet.artifact(() => {
			sheet.document.moveTo(x, line).lineTo(x + third - 14, line);
			sheet.document.lineWidth(0.8).strokeColor(CONTROL).stroke();
		});
		const lines = sheet.lines([{ text, style: STYLE.small }], third - 14);
		sheet.content('P', sheet.element('P', section), () => sheet.drawLines(lines, x, line + 3));
	});
	sheet.y = line + 16;
}
