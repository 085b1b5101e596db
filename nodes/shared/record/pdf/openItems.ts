import { inColour, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import { heading, LONGEST_NAME, note, rule, sideBar, statusWord, type Drawing } from './drawing';
import { isOpen, openItemsOf, wordFor, type OpenItem } from './rows';
import { drawShape } from './shapes';
import type { Span } from './words';

/** What to do with an open item, by how it ended. */
const ACT: Readonly<Partial<Record<ShownMark, string>>> = {
	failed: 'Clear the cause, then run this step again.',
	unknown: 'Look in Microsoft 365 whether it happened before anybody sends it again.',
	blocked: 'A person must do this by hand.',
	pending: 'This step did not run. Run it, or record why not.',
	accepted: 'Microsoft accepted it. Look later whether it happened.',
};

/** What a person still has to do, the most urgent first; what is only waiting for proof comes last. */
export function drawOpenItems(drawing: Drawing): void {
	const items = openItemsOf(drawing.rows);
	const open = items.filter(({ mark }) => isOpen(mark) || mark === 'pending');
	const waiting = items.filter(({ mark }) => mark === 'accepted');
	if (open.length > 0) {
		const section = heading(
			drawing,
			open.length === 1 ? 'Open: 1 item' : `Open: ${open.length} items`,
		);
		open.forEach((item, at) => drawItem(drawing, section, item, at === 0));
	}
	if (waiting.length > 0) {
		const section = heading(drawing, 'Accepted, not seen yet');
		waiting.forEach((item) => drawItem(drawing, section, item, false));
	}
	if (items.length === 0) {
		const section = heading(drawing, 'Open items', 20);
		note(drawing, section, 'None. Everything that was done was read back.');
	}
}

function drawItem(
	drawing: Drawing,
	section: Parameters<typeof note>[1],
	{ row, mark, item, reason }: OpenItem,
	first: boolean,
): void {
	const { sheet, simulated } = drawing;
	const word = statusWord(drawing, wordFor(mark === 'document' ? 'pending' : mark, row.step.key));
	const target = item
		? [{ text: `: ${item.target}`, style: STYLE.strong, longest: LONGEST_NAME }]
		: [];
	const what: Span[] = [
		{ text: first ? 'Do this first. ' : '', style: STYLE.strong },
		{ text: `Step ${row.step.number}, ${row.step.title}`, style: STYLE.strong },
		...target,
	];
	const why: Span[] = [
		{ text: `${word}. `, style: inColour(STYLE.strong, TONE[mark].text) },
		{ text: reason ? `${reason} ` : '', style: STYLE.body },
		{ text: ACT[mark] ?? '', style: STYLE.soft },
	];
	const entry = sheet.element('P', section);
	const width = TEXT_WIDTH - 26;
	const lines = [...sheet.lines(what, width), ...sheet.lines(why, width)];
	sheet.row([{ x: PAGE.left + 26, lines, element: entry, tag: 'P' }], (top, height, begins) => {
		const { document } = sheet;
		sideBar(drawing, mark, { x: PAGE.left, top, height });
		if (begins) drawShape(document, mark, { x: PAGE.left + 8, y: top + 0.5, size: 12 }, simulated);
	});
	sheet.y += 4;
	rule(drawing, PAGE.left + 26);
	sheet.y += 5;
}
