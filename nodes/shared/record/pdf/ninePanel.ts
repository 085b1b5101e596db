import { STEPS } from '../../step/vocabulary';
import type { StructElement } from '../../vendor/pdfkit';
import { cellEdges, drawNine, type CellSize } from './cells';
import type { Drawing } from './drawing';
import { STYLE, type ShownMark } from './look';
import { countsOf, nineMarks } from '../rows';
import { heightOf } from './sheet';
import { between, latest } from '../times';
import type { Line } from './typeset';

const CELL: CellSize = { width: 42, height: 17, gap: 3, groupGap: 13 };

/** What the fill of a cell means, for somebody who never saw one. */
const FILL: readonly (readonly [ShownMark, string])[] = [
	['done', 'Full: done and seen'],
	['accepted', 'Empty: accepted, not seen yet'],
	['skipped', 'One bar: nothing to do'],
	['blocked', 'Half full: a person must do it'],
	['failed', 'Full and taller: failed'],
	['unknown', 'Hatched: not known'],
	['pending', 'Dotted: not started'],
];

const DOTTED_IN_TRY = 'Dotted: not part of this try, or not started';

/** The nine cells with their captions, the counts in words and how to read them. */
export interface NinePanel {
	readonly height: number;
	/** Draws it with its top left corner at a place. */
	draw(x: number, y: number): void;
}

/** Lays the panel out in a width, in points. */
export function ninePanel(drawing: Drawing, section: StructElement, width: number): NinePanel {
	const { sheet } = drawing;
	const captions = captionsOf(drawing);
	const words = [...countLines(drawing, width), ...fillLines(drawing, width)];
	const below = CELL.height + 4 + Math.max(...captions.map(({ lines }) => heightOf(lines))) + 7;
	return {
		height: below + heightOf(words),
		draw(x, y) {
			drawFigure(drawing, section, { x, y });
			sheet.content('P', sheet.element('P', section), () => {
				for (const { edge, lines } of captions)
					sheet.drawLines(lines, x + edge, y + CELL.height + 4);
			});
			sheet.content('P', sheet.element('P', section), () => sheet.drawLines(words, x, y + below));
		},
	};
}

function captionsOf({ sheet }: Drawing): { edge: number; lines: Line[] }[] {
	const edges = cellEdges(CELL);
	return [...new Set(STEPS.map((step) => step.phase))].map((phase) => {
		const numbers = STEPS.filter((step) => step.phase === phase).map((step) => step.number);
		const first = Math.min(...numbers);
		const last = Math.max(...numbers);
		const text = `${first === last ? `${first}` : `${first}-${last}`} ${phase}`;
		const cells = last - first + 1;
		const room = cells * CELL.width + (cells - 1) * CELL.gap + CELL.groupGap - 4;
		return {
			edge: edges[first - 1] ?? 0,
			lines: sheet.lines([{ text, style: STYLE.small }], room),
		};
	});
}

function countLines({ sheet, offboarding, rows }: Drawing, width: number): Line[] {
	const [first = '', ...rest] = countsOf(rows).split(', ');
	const ended = latest(offboarding.steps.map((step) => step.finishedAt));
	const took = ended === null ? null : between(offboarding.startedAt, ended);
	return sheet.lines(
		[
			{ text: first, style: STYLE.strong },
			{ text: rest.length > 0 ? `, ${rest.join(', ')}.` : '.', style: STYLE.body },
			{ text: took ? ` Took ${took}.` : '', style: STYLE.soft },
		],
		width,
	);
}

function fillLines({ sheet, rows, offboarding, simulated }: Drawing, width: number): Line[] {
	const marks = nineMarks(rows);
	const used = FILL.filter(([mark]) => marks.includes(mark)).map(([mark, words]) =>
		mark === 'pending' && offboarding.request.only ? DOTTED_IN_TRY : words,
	);
	const text = simulated
		? `Hatched cells are simulated: nothing here happened.${offboarding.request.only ? ` ${DOTTED_IN_TRY}.` : ''}`
		: `${used.join('. ')}.`;
	return sheet.lines([{ text, style: STYLE.small }], width);
}

function drawFigure(
	drawing: Drawing,
	section: StructElement,
	place: { x: number; y: number },
): void {
	const { sheet, rows, simulated } = drawing;
	const right = place.x + (cellEdges(CELL)[8] ?? 0) + CELL.width;
	const figure = sheet.element('Figure', section, {
		alt: `Nine steps: ${countsOf(rows)}`,
		bbox: [place.x, place.y, right, place.y + CELL.height],
	});
	sheet.content('Figure', figure, () => {
		drawNine(sheet.document, nineMarks(rows), { ...place, size: CELL }, simulated);
	});
}
