import { LINE, PAGE, STYLE, TEXT_WIDTH } from './look';
import { LONGEST_NAME, type Drawing } from './drawing';

/** The number of the document and page number at the foot of every page. Called last, when the number of pages is known. */
export function drawFooters(
	{ sheet, options, simulated }: Pick<Drawing, 'sheet' | 'options' | 'simulated'>,
	record: string,
): void {
	const { document } = sheet;
	const { start, count } = document.bufferedPageRange();
	const y = PAGE.height - PAGE.foot + 20;
	const id = sheet.lines(
		[
			{ text: record, style: STYLE.codeSmall, longest: 48 },
			{ text: `  ${simulated ? 'simulated, ' : ''}${sealWords(options)}`, style: STYLE.small },
		],
		TEXT_WIDTH - 90,
	);
	for (let at = 0; at < count; at++) {
		document.switchToPage(start + at);
		const text = `Page ${at + 1} of ${count}`;
		const page = sheet.lines([{ text, style: STYLE.small, longest: LONGEST_NAME }], 90);
		document.markContent('Artifact', { type: 'Pagination' });
		document.moveTo(PAGE.left, y - 5).lineTo(PAGE.left + TEXT_WIDTH, y - 5);
		document.lineWidth(0.6).strokeColor(LINE).stroke();
		sheet.drawLines(id.slice(0, 1), PAGE.left, y);
		sheet.drawLines(page, PAGE.left + TEXT_WIDTH - (page[0]?.width ?? 0), y);
		document.endMarkedContent();
	}
}

function sealWords({ signature }: Drawing['options']): string {
	return signature?.kind === 'signed' ? 'signed, see Integrity' : 'not signed';
}
