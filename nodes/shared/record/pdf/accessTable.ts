import { heading, note, type Drawing } from './drawing';
import { STYLE } from './look';
import { cell, cellWithLines, drawTable, type TableColumn } from './table';

const ACCESS: readonly TableColumn[] = [
	{ name: 'Access', width: 130 },
	{ name: 'Before', width: 140 },
	{ name: 'After', width: 229 },
];

const DATA: readonly TableColumn[] = [
	{ name: 'Data', width: 130 },
	{ name: 'What becomes of it', width: 369 },
];

/** What there was to take away, and what the steps made of it; and what no step looks at. */
export function drawAccess(drawing: Drawing): void {
	const { inventory, notCovered } = drawing.facts;
	const section = heading(drawing, 'Access before and after', 150);
	drawTable(
		drawing,
		section,
		ACCESS,
		inventory.map(({ what, before, after }) => [
			cell(what, STYLE.soft),
			cellWithLines(before),
			cellWithLines(after),
		]),
	);
	note(drawing, section, `Neither read nor changed by OffboardIQ: ${notCovered.join(', ')}.`);
}

/** What becomes of the data the person leaves behind. */
export function drawDataHandling(drawing: Drawing): void {
	const section = heading(drawing, 'Data', 120);
	drawTable(
		drawing,
		section,
		DATA,
		drawing.facts.dataHandling.map(({ what, says }) => [cell(what, STYLE.soft), cell(says)]),
	);
}
