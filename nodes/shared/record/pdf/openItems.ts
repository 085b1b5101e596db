import { stepNamed } from '../../step/vocabulary';
import type { OpenItemFact } from '../facts/openItems';
import { wordFor } from '../../step/shownStep';
import { isOpen } from '../rows';
import { heading, LONGEST_NAME, note, rule, sideBar, statusWord, type Drawing } from './drawing';
import { inColour, PAGE, STYLE, TEXT_WIDTH, TONE } from './look';
import { drawShape } from './shapes';
import type { Span } from './words';

/** What a person still has to do, the most urgent first; what is only waiting for proof comes last. */
export function drawOpenItems(drawing: Drawing): void {
	const items = drawing.facts.openItems;
	const open = items.filter(({ status }) => isOpen(status) || status === 'pending');
	const waiting = items.filter(({ status }) => status === 'accepted');
	if (open.length > 0) {
		const section = heading(
			drawing,
			open.length === 1 ? 'Open: 1 item' : `Open: ${open.length} items`,
		);
		noteOwner(drawing, section);
		open.forEach((item, at) => drawItem(drawing, section, item, at === 0));
	}
	if (waiting.length > 0) {
		const section = heading(drawing, 'Accepted, not seen yet');
		if (open.length === 0) noteOwner(drawing, section);
		waiting.forEach((item) => drawItem(drawing, section, item, false));
	}
	if (items.length === 0) {
		const section = heading(drawing, 'Open items', 20);
		const { only } = drawing.offboarding.request;
		const rest = only ? ` What another step left open is in ${only.of}.` : '';
		const whole = only ? 'None of this try' : 'None';
		note(drawing, section, `${whole}. Everything that was done was read back.${rest}`);
	}
}

/** They were given for the run as a whole, so they are said once; and not at all where nobody gave them. */
function noteOwner(drawing: Drawing, section: Parameters<typeof note>[1]): void {
	const { owner, due } = drawing.offboarding.request.caseFacts ?? {};
	if (owner === undefined && due === undefined) return;
	const says = `Owner: ${owner ?? 'not recorded'}. Due: ${due ?? 'not recorded'}.`;
	note(drawing, section, says);
	drawing.sheet.y += 4;
}

function drawItem(
	drawing: Drawing,
	section: Parameters<typeof note>[1],
	{ number, key, status, target, reason, act }: OpenItemFact,
	first: boolean,
): void {
	const { sheet, simulated } = drawing;
	const word = statusWord(drawing, wordFor(status, key));
	const what: Span[] = [
		{ text: first ? 'Do this first. ' : '', style: STYLE.strong },
		{ text: `Step ${number}, ${stepNamed(key).title}`, style: STYLE.strong },
		...(target === null
			? []
			: [{ text: `: ${target}`, style: STYLE.strong, longest: LONGEST_NAME }]),
	];
	const why: Span[] = [
		{ text: `${word}. `, style: inColour(STYLE.strong, TONE[status].text) },
		{ text: reason ? `${reason} ` : '', style: STYLE.body },
		{ text: act, style: STYLE.soft },
	];
	const entry = sheet.element('P', section);
	const width = TEXT_WIDTH - 26;
	const lines = [...sheet.lines(what, width), ...sheet.lines(why, width)];
	sheet.row([{ x: PAGE.left + 26, lines, element: entry, tag: 'P' }], (top, height, begins) => {
		const { document } = sheet;
		sideBar(drawing, status, { x: PAGE.left, top, height });
		if (begins)
			drawShape(document, status, { x: PAGE.left + 8, y: top + 0.5, size: 12 }, simulated);
	});
	sheet.y += 4;
	rule(drawing, PAGE.left + 26);
	sheet.y += 5;
}
