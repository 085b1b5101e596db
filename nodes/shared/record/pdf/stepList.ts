import { isNotTried, NOT_TRIED } from '../../step/onlySteps';
import { markOf } from '../../step/vocabulary';
import type { StructElement } from '../../vendor/pdfkit';
import { drawItems } from './items';
import { inColour, INK_3, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import { bookmarkAt, heading, rule, sideBar, statusWord, type Drawing } from './drawing';
import { finalRows, triedRows, type Row } from '../rows';
import { drawShape } from './shapes';
import { between, clock, day } from '../times';
import type { Span } from './words';

const BODY = PAGE.left + 46;
const BODY_WIDTH = TEXT_WIDTH - 46;

const LEGEND: readonly (readonly [ShownMark, string])[] = [
	['done', 'Done: seen by a read afterwards'],
	['accepted', 'Accepted or requested: Microsoft said yes, not seen yet'],
	['skipped', 'Skipped: nothing to do, with the reason'],
	['blocked', 'Blocked: a person must do it'],
	['failed', 'Failed: tried and refused, or given up'],
	['unknown', 'Unknown: the answer was lost'],
	['pending', 'Not started'],
];

/** Every step with its items. */
export function drawSteps(drawing: Drawing): void {
	const { rows, offboarding } = drawing;
	const section = heading(drawing, 'The steps', 130);
	drawLegend(drawing, section);
	const final = finalRows(rows);
	rows.forEach((row, at) => {
		const begins = rows[at - 1]?.step.phase !== row.step.phase;
		drawStep(drawing, section, row, { begins, superseded: !final.includes(row) });
	});
	const order = offboarding.steps.map((step) => step.number);
	if (order.some((number, at) => number < (order[at - 1] ?? 0))) {
		const text = `The steps ran in this order: ${order.join(', ')}.`;
		drawing.sheet.y += 4;
		drawing.sheet.paragraph(
			[{ text, style: STYLE.strong }],
			{ x: PAGE.left, width: TEXT_WIDTH },
			section,
		);
	}
}

function drawLegend(drawing: Drawing, section: StructElement): void {
	const { sheet, rows, offboarding, simulated } = drawing;
	const used = new Set<ShownMark>([
		...rows.map((row) => row.mark),
		...triedRows(rows).flatMap((row) => row.outcome?.items.map((item) => markOf(item)) ?? []),
	]);
	const shown = LEGEND.filter(([mark]) => used.has(mark)).map(([mark, text]) =>
		mark === 'pending' && offboarding.request.only
			? ([mark, `${NOT_TRIED}, or not started`] as const)
			: ([mark, text] as const),
	);
	const half = TEXT_WIDTH / 2;
	for (let at = 0; at < shown.length; at += 2) {
		const pair = shown.slice(at, at + 2);
		const columns = pair.map(([, text], side) => ({
			x: PAGE.left + side * half + 15,
			lines: sheet.lines([{ text, style: STYLE.small }], half - 22),
			element: sheet.element('P', section),
			tag: 'P',
		}));
		sheet.row(columns, (top) => {
			pair.forEach(([mark], side) => {
				const place = { x: PAGE.left + side * half, y: top + 1, size: 9 };
				drawShape(sheet.document, mark, place, simulated);
			});
		});
		sheet.y += 1;
	}
	sheet.y += 6;
}

function drawStep(
	drawing: Drawing,
	parent: StructElement,
	row: Row,
	place: { begins: boolean; superseded: boolean },
): void {
	const { sheet } = drawing;
	const section = sheet.element('Sect', parent);
	// The head never stands alone: its first item, if any, stays with it.
	sheet.need(row.outcome && row.outcome.items.length > 0 ? 130 : 76);
	rule(drawing, place.begins ? PAGE.left : BODY);
	sheet.y += 6;
	if (place.begins) drawPhase(drawing, section, row);
	sheet.document.outline.addItem(`${row.step.number} ${row.step.title}`, bookmarkAt(sheet.y - 6));
	drawHead(drawing, section, row, place.superseded);
	sheet.withHead(
		() => drawContinued(drawing, row),
		() => drawBody(drawing, section, row),
	);
	sheet.y += 6;
}

function drawPhase({ sheet }: Drawing, section: StructElement, { step }: Row): void {
	const lines = sheet.lines(
		[{ text: step.phase, style: inColour(STYLE.smallStrong, INK_3) }],
		BODY_WIDTH,
	);
	sheet.row([{ x: PAGE.left, lines, element: sheet.element('P', section), tag: 'P' }]);
	sheet.y += 3;
}

function drawHead(drawing: Drawing, section: StructElement, row: Row, superseded: boolean): void {
	const { sheet, simulated } = drawing;
	const { step, outcome, mark } = row;
	const number = sheet.lines([{ text: `${step.number}`, style: inColour(STYLE.step, INK_3) }], 20);
	const title = `${step.title}${superseded ? ', earlier try' : ''}`;
	const wordStyle = inColour(STYLE.strong, TONE[mark].text);
	const word = mark === 'document' || mark === 'pending' ? row.word : statusWord(drawing, row.word);
	const took = outcome ? between(outcome.startedAt, outcome.finishedAt) : null;
	const columns = [
		{ x: PAGE.left, lines: number, tag: 'Lbl' },
		{ x: BODY, lines: sheet.lines([{ text: title, style: STYLE.step }], 262), tag: 'H3' },
		{
			x: BODY + 270,
			lines: sheet.lines([{ text: word, style: { ...wordStyle, leading: 15 } }], 136),
			tag: 'P',
		},
		{
			x: BODY + 412,
			lines: sheet.lines([{ text: took ?? '', style: { ...STYLE.soft, leading: 15 } }], 44),
			tag: 'P',
		},
	];
	const placed = columns.map((column) => ({
		...column,
		element: sheet.element(column.tag, section),
	}));
	sheet.row(placed, (top, height) => {
		sideBar(drawing, row.mark, { x: PAGE.left - 10, top, height });
		drawShape(sheet.document, mark, { x: PAGE.left + 22, y: top + 0.5, size: 14 }, simulated);
	});
}

function drawContinued(drawing: Drawing, { step }: Row): void {
	const { sheet } = drawing;
	sheet.artifact(() => {
		const text = `${step.number} ${step.title}, continued`;
		sheet.drawLines(sheet.lines([{ text, style: STYLE.small }], BODY_WIDTH), BODY, sheet.y);
	});
	sheet.y += 15;
}

function drawBody(drawing: Drawing, section: StructElement, row: Row): void {
	const { sheet, options } = drawing;
	const { outcome, mark } = row;
	const put = (spans: readonly Span[]): void => {
		const lines = sheet.lines(spans, BODY_WIDTH - 50);
		const column = { x: BODY, lines, element: sheet.element('P', section), tag: 'P' };
		sheet.row([column], (top, height) =>
			sideBar(drawing, row.mark, { x: PAGE.left - 10, top, height }),
		);
	};
	if (outcome === null) {
		const made = `Made at ${clock(options.generatedAt.toISOString())} UTC on ${day(options.generatedAt.toISOString())}.`;
		const text = mark === 'document' ? made : 'No outcome of this step reached the record.';
		put([{ text, style: STYLE.soft }]);
		return;
	}
	put([{ text: outcome.summary, style: isNotTried(outcome) ? STYLE.soft : STYLE.body }]);
	if (isNotTried(outcome)) return;
	if (outcome.reason && outcome.reason !== outcome.summary) {
		put([
			{ text: 'Reason: ', style: STYLE.strong },
			{ text: outcome.reason, style: STYLE.body },
		]);
	}
	const calls = outcome.calls.length;
	const span = `${clock(outcome.startedAt)} to ${clock(outcome.finishedAt)} UTC, ${day(outcome.startedAt)}`;
	put([
		{
			text: `${span}. ${calls} ${calls === 1 ? 'request' : 'requests'} to Microsoft Graph.`,
			style: STYLE.small,
		},
	]);
	drawItems(drawing, section, row, (top, height) =>
		sideBar(drawing, row.mark, { x: PAGE.left - 10, top, height }),
	);
}
