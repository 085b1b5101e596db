import { BOM, csvLine } from '../../runner';

/** A cell as it is asked for, in words a spreadsheet keeps. */
export type CellValue = string | number | boolean | null;

/** A table for people: named columns, quoted cells, nothing that a spreadsheet would calculate. */
export async function* csv(
	head: readonly string[],
	rows: AsyncIterable<readonly CellValue[]> | Iterable<readonly CellValue[]>,
): AsyncGenerator<string> {
	yield BOM + csvLine(head);
	for await (const row of rows) yield csvLine(row.map(wordOf));
}

const wordOf = (value: CellValue): string | number | null =>
	typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;

/** One JSON object in each line: whoever reads it need not hold all of them. */
export async function* jsonLines(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
	for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** One JSON text, indented for people. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, '\t')}\n`;
