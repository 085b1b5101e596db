import { SUPPORT_WORD, type ControlRow, type Support } from '../facts/controls';
import { heading, note, type Drawing } from './drawing';
import { inColour, STYLE, TONE, type ShownMark } from './look';
import { cell, drawTable, type TableCell, type TableColumn } from './table';

const COLUMNS: readonly TableColumn[] = [
	{ name: 'Control', width: 142 },
	{ name: 'What it is about', width: 134 },
	{ name: 'This run', width: 223 },
];

const MARK: Readonly<Record<Support, ShownMark>> = {
	supports: 'done',
	inPart: 'skipped',
	notYet: 'accepted',
	no: 'failed',
	nothingToDo: 'document',
	notTried: 'document',
	rehearsed: 'document',
};

/** Which controls the run is evidence for. Each row follows from how the steps ended, as `controlsOf` reckons it. */
export function drawControlMap(drawing: Drawing): void {
	const section = heading(drawing, 'Control map', 150);
	note(
		drawing,
		section,
		'What this run can support an auditor with. It certifies nothing, and says nothing of anybody else. A control rests only on what was seen: steps by their number, and how they ended.',
	);
	drawing.sheet.y += 6;
	drawTable(drawing, section, COLUMNS, drawing.facts.controls.map(cellsOf));
}

/** The control and its word are drawn as pieces of their own: `offboardiq verify` compares them with the data. */
function cellsOf({ framework, control, about, support, evidence }: ControlRow): TableCell[] {
	return [
		cell(`${framework} ${control}`, STYLE.body),
		cell(about, STYLE.small),
		[
			[
				{ text: SUPPORT_WORD[support], style: inColour(STYLE.strong, TONE[MARK[support]].text) },
				{ text: `  ${evidence}`, style: STYLE.small },
			],
		],
	];
}
