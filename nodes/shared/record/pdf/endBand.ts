import { frame, statusWord, type Drawing } from './drawing';
import { inColour, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import { drawShape } from './shapes';
import { heightOf } from './sheet';
import { minutesWords, zoneMoment } from '../times';
import type { Line } from './typeset';
import type { Span } from './words';

const PAD = 10;
const THIRD = (TEXT_WIDTH - 2 * PAD) / 3;
const SHAPE = 15;

/** What an auditor reckons first: when employment ended, how long the person could still get in, and how long was allowed. */
export function drawEndBand(drawing: Drawing): void {
	const { sheet, facts, simulated } = drawing;
	const mark = targetMark(drawing);
	const cells = [endCell(drawing), tookCell(drawing), targetCell(drawing, mark)];
	const lines = cells.map((spans, at) => cellLines(drawing, spans, at === 2 ? SHAPE : 0));
	const note = noteLines(drawing);
	const upper = Math.max(...lines.map(heightOf));
	const height = upper + heightOf(note) + 2 * PAD;
	sheet.y += 6;
	sheet.need(height);
	const top = sheet.y;
	const section = sheet.element('Sect', sheet.root);
	sheet.artifact(() => {
		frame(drawing, { x: PAGE.left, y: top, width: TEXT_WIDTH, height });
		const place = { x: PAGE.left + PAD + 2 * THIRD, y: top + PAD + 12.5, size: 11 };
		if (facts.timing.target !== 'notReckoned') drawShape(sheet.document, mark, place, simulated);
	});
	lines.forEach((cell, at) => {
		const x = PAGE.left + PAD + at * THIRD;
		sheet.content('P', sheet.element('P', section), () => sheet.drawLines(cell, x, top + PAD));
	});
	if (note.length > 0) {
		const y = top + PAD + upper;
		sheet.content('P', sheet.element('P', section), () =>
			sheet.drawLines(note, PAGE.left + PAD, y),
		);
	}
	sheet.y = top + height;
}

/** A small title, the answer, and what more there is to it. */
type CellSpans = readonly [title: string, value: Span, more: string];

function cellLines({ sheet }: Drawing, [title, value, more]: CellSpans, inset: number): Line[] {
	const width = THIRD - 12;
	const answer = sheet.lines([value], width - inset).map((line) => ({
		...line,
		pieces: line.pieces.map((piece) => ({ ...piece, x: piece.x + inset })),
	}));
	return [
		...sheet.lines([{ text: title, style: STYLE.small }], width),
		...answer,
		...(more === '' ? [] : sheet.lines([{ text: more, style: STYLE.small }], width)),
	];
}

function endCell({ offboarding, facts }: Drawing): CellSpans {
	const { effectiveEnd } = facts.timing;
	const { effectiveEndLocal, effectiveEndZone } = offboarding.request.caseFacts ?? {};
	const title = 'Employment ends';
	if (effectiveEnd === null) return [title, { text: 'Not recorded', style: STYLE.soft }, ''];
	const shown = zoneMoment(effectiveEnd, effectiveEndLocal).replace(/:00 \(/, ' (');
	return [title, { text: shown, style: STYLE.strong }, effectiveEndZone ?? 'UTC'];
}

function tookCell({ facts }: Drawing): CellSpans {
	const { minutesToLockOut, lockOutSeen } = facts.timing;
	const title = 'From then to the lock-out';
	if (minutesToLockOut === null) {
		return [title, { text: 'Not reckoned', style: STYLE.soft }, ''];
	}
	const text = `${minutesWords(minutesToLockOut)} ${minutesToLockOut < 0 ? 'before' : 'after'}`;
	return [
		title,
		{ text, style: STYLE.strong },
		lockOutSeen ? 'Read back' : 'Accepted, not all read back',
	];
}

function targetCell(drawing: Drawing, mark: ShownMark): CellSpans {
	const { target, targetMinutes } = drawing.facts.timing;
	const title = 'Target';
	const within = targetMinutes === null ? '' : `Within ${minutesWords(targetMinutes)}`;
	const word = { met: 'Met', missed: 'Missed', open: 'Still open', notReckoned: '' }[target];
	if (word === '') {
		const text = targetMinutes === null ? 'None given' : 'Not reckoned';
		return [title, { text, style: STYLE.soft }, within];
	}
	const style = inColour(STYLE.strong, TONE[mark].text);
	return [title, { text: statusWord(drawing, word), style }, within];
}

function targetMark({ facts }: Drawing): ShownMark {
	const { target, lockOutSeen } = facts.timing;
	if (target === 'missed') return 'failed';
	if (target === 'open') return 'waiting';
	return target === 'met' && lockOutSeen ? 'done' : 'accepted';
}

/** Only where it says more than the three cells. */
function noteLines({ sheet, facts }: Drawing): Line[] {
	const { note, effectiveEnd, targetMinutes } = facts.timing;
	if (note === null || effectiveEnd === null || targetMinutes === null) return [];
	return sheet.lines([{ text: note, style: STYLE.small }], TEXT_WIDTH - 2 * PAD);
}
