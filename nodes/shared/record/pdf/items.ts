import type { ItemOutcome } from '../../step/outcome';
import { markOf } from '../../step/vocabulary';
import type { StructElement } from '../../vendor/pdfkit';
import { inColour, LINE, PAGE, STYLE, TEXT_WIDTH, TONE } from './look';
import { LONGEST_NAME, statusWord, type Drawing } from './drawing';
import { wordFor, type Row } from '../rows';
import { drawShape } from './shapes';
import type { Decorate } from './sheet';
import { clock } from '../times';
import type { Line } from './typeset';
import type { Span } from './words';

const LEFT = PAGE.left + 46;
const TARGET = LEFT + 15;
const TARGET_WIDTH = 172;
const STORY = TARGET + TARGET_WIDTH + 12;
const STORY_WIDTH = PAGE.left + TEXT_WIDTH - STORY;

/** Each thing inside a step: what it is, how it ended, why, and what proves it. */
export function drawItems(drawing: Drawing, section: StructElement, row: Row, bar: Decorate): void {
	const { sheet } = drawing;
	const items = row.outcome?.items ?? [];
	if (items.length === 0) return;
	const list = sheet.element('L', section);
	gap(drawing, bar, 3);
	items.forEach((item) => {
		const entry = sheet.element('LI', list);
		const columns = [
			{
				x: TARGET,
				lines: targetLines(drawing, item),
				element: sheet.element('Lbl', entry),
				tag: 'Lbl',
			},
			{
				x: STORY,
				lines: storyLines(drawing, item, row),
				element: sheet.element('LBody', entry),
				tag: 'LBody',
			},
		];
		sheet.row(columns, (top, height, first) => {
			bar(top, height, first);
			if (!first) return;
			const { document } = sheet;
			document.moveTo(LEFT, top).lineTo(PAGE.left + TEXT_WIDTH, top);
			document.lineWidth(0.5).strokeColor(LINE).stroke();
			drawShape(document, markOf(item), { x: LEFT, y: top + 5, size: 9.5 }, drawing.simulated);
		});
		gap(drawing, bar, 4);
	});
}

/** Room that the bar at the side runs through. */
function gap({ sheet }: Drawing, bar: Decorate, height: number): void {
	sheet.artifact(() => bar(sheet.y, height, false));
	sheet.y += height;
}

/** An empty line of the given height, to keep text off the hairline above. */
function space(height: number): Line {
	return { pieces: [], width: 0, height };
}

function targetLines({ sheet }: Drawing, item: ItemOutcome): Line[] {
	const target: Span[] = [{ text: item.target, style: STYLE.body, longest: LONGEST_NAME }];
	const id: Span[] = [{ text: item.targetId ?? '', style: STYLE.codeSmall, longest: LONGEST_NAME }];
	const shown = item.targetId !== null && item.targetId !== item.target;
	return [
		space(3),
		...sheet.lines(target, TARGET_WIDTH),
		...(shown ? sheet.lines(id, TARGET_WIDTH) : []),
	];
}

function storyLines(drawing: Drawing, item: ItemOutcome, { step }: Row): Line[] {
	const { sheet } = drawing;
	const mark = markOf(item);
	const word = statusWord(drawing, wordFor(mark, step.key));
	const says: Span[] = [
		{ text: `${word}. `, style: inColour(STYLE.strong, TONE[mark].text) },
		{ text: item.reason ?? '', style: STYLE.body, hasLines: true },
	];
	const lines = (text: string | null, style = STYLE.small): Line[] =>
		text === null ? [] : sheet.lines([{ text, style, hasLines: true }], STORY_WIDTH);
	return [
		space(3),
		...sheet.lines(says, STORY_WIDTH),
		...lines(changeOf(item)),
		...lines(timesOf(item)),
		...lines(item.code === null ? null : `code ${item.code}`, STYLE.codeSmall),
		...lines(item.requestId === null ? null : `request-id ${item.requestId}`, STYLE.codeSmall),
	];
}

function changeOf({ before, after }: ItemOutcome): string | null {
	const parts = [
		before === null ? null : `Before: ${before}.`,
		after === null ? null : `After: ${after}.`,
	].filter((part) => part !== null);
	return parts.length > 0 ? parts.join(' ') : null;
}

function timesOf({ acceptedAt, verifiedAt, attempts }: ItemOutcome): string | null {
	const parts = [
		acceptedAt === null ? null : `accepted ${clock(acceptedAt)}`,
		verifiedAt === null ? null : `read back ${clock(verifiedAt)}`,
		attempts > 1 ? `sent ${attempts} times` : null,
	].filter((part) => part !== null);
	if (parts.length === 0) return null;
	const text = parts.join(', ');
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
