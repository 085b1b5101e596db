import { hatch } from './cells';
import { INK_2, PAGE, STYLE, WHITE } from './look';
import { heightOf, type Sheet } from './sheet';

/** Height of the tape on top of each page of a simulated record, in points. */
export const TAPE_HEIGHT = 22;

const WORDS = 'Not evidence of anything.';

/** The striped tape with its words, and one large faint word across the page. Drawn under everything else. */
export function drawSimulatedGround(sheet: Sheet): void {
	drawAcross(sheet);
	drawTape(sheet);
}

function drawTape(sheet: Sheet): void {
	const { document } = sheet;
	const box = { x: 0, y: 0, width: PAGE.width, height: TAPE_HEIGHT };
	hatch(document, box, '#cfd3cb', 18, 6);
	document.moveTo(0, TAPE_HEIGHT).lineTo(PAGE.width, TAPE_HEIGHT);
	document.lineWidth(0.8).strokeColor(INK_2).stroke();
	const lines = sheet.lines(
		[
			{ text: 'SIMULATED. ', style: STYLE.strong },
			{ text: WORDS, style: STYLE.body },
		],
		PAGE.width,
	);
	const width = lines[0]?.width ?? 0;
	const x = (PAGE.width - width) / 2;
	const y = (TAPE_HEIGHT - heightOf(lines)) / 2;
	document
		.rect(x - 10, 2, width + 20, TAPE_HEIGHT - 4)
		.fillColor(WHITE)
		.fill();
	sheet.drawLines(lines, x, y);
}

/** As an outline, not as text: the word must not get between the lines when somebody copies or searches the page. */
function drawAcross({ document, faces }: Sheet): void {
	const font = faces.font('semibold');
	const size = 104 / font.unitsPerEm;
	const { glyphs } = font.layout('SIMULATED');
	const width = glyphs.reduce((sum, glyph) => sum + glyph.advanceWidth, 0) * size;
	document.save();
	document
		.translate(PAGE.width / 2, PAGE.height / 2)
		.rotate(-52)
		.translate(-width / 2, 36);
	let x = 0;
	for (const glyph of glyphs) {
		document.save();
		document.translate(x, 0);
		document.path(flipped(glyph.path.toSVG(), size)).fillColor('#ebede8').fill();
		document.restore();
		x += glyph.advanceWidth * size;
	}
	document.restore();
}

/** Glyph outlines grow upwards, the page grows downwards. */
function flipped(svg: string, size: number): string {
	let vertical = false;
	return svg.replace(/[A-Z]|-?\d+(?:\.\d+)?/g, (token) => {
		if (/[A-Z]/.test(token)) {
			vertical = false;
			return ` ${token}`;
		}
		const value = Number(token) * size * (vertical ? -1 : 1);
		vertical = !vertical;
		return ` ${value.toFixed(2)}`;
	});
}
