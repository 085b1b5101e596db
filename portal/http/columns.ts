import type { Call } from './call';

/** A column that may be shown or left out. The first one of a table names its row, and is none of these. */
export interface Column {
	readonly key: string;
	readonly word: string;
	/** Whether it is shown to whoever chose nothing. */
	readonly isUsual: boolean;
}

/** Reads a field of an address, or of what was kept of one. */
export type Read = (name: string) => string;

/** In an address: no column but the first. A form without a tick would otherwise say nothing at all. */
export const NO_COLUMN = 'none';
const FIELD = 'columns';

/** Fields of an address. Ticks of a form come as several `columns`, links have them in one. */
export const readOf =
	(call: Pick<Call, 'query' | 'queries'>): Read =>
	(name) =>
		name === FIELD ? call.queries(FIELD).join(',') : call.query(name);

/** Which columns an address asks for, in the order of the table: `title,mail`. Empty for the usual ones. */
export function columnsIn(read: Read, columns: readonly Column[]): string {
	const asked = read(FIELD).split(',');
	const shown = columns.filter(({ key }) => asked.includes(key));
	if (shown.length === 0) return asked.includes(NO_COLUMN) ? NO_COLUMN : '';
	const keys = keysOf(shown);
	return keys === keysOf(columns.filter(({ isUsual }) => isUsual)) ? '' : keys;
}

const keysOf = (columns: readonly Column[]): string => columns.map(({ key }) => key).join(',');

/**
 * What a table and the choice above it are drawn from.
 *
 * @param chosen as of `columnsIn`
 * @param kept the other fields of the address, which the choice keeps
 * @param first what is always shown
 */
export function columnView(
	path: string,
	chosen: string,
	columns: readonly Column[],
	kept: Readonly<Record<string, string>>,
	first = 'the person',
) {
	const keys = chosen.split(',');
	const choices = columns.map(({ key, word, isUsual }) => ({
		...{ key, word, isShown: chosen === '' ? isUsual : keys.includes(key) },
	}));
	const others = Object.entries(kept).filter(([name, value]) => name !== FIELD && value !== '');
	return {
		...{ path, first, choices, kept: others, isChosen: chosen !== '' },
		shown: choices.filter(({ isShown }) => isShown),
	};
}
