import type { DirectoryPersonRow } from '../database/directory-schema';
import { sortedBy, type OrderKey } from './list-order';

/** Where in a list somebody stands: what they are sorted by, and the id for those of the same name. */
export interface Cursor {
	readonly name: string;
	readonly id: string;
}

/** The place of a row, as text for an address. */
export const cursorOf = (row: DirectoryPersonRow, order: OrderKey): string =>
	`${sortedBy(row, order)}.${Buffer.from(row.object_id).toString('hex')}`;

/** @throws RangeError for a text that is no place */
export function placeIn(text: string): Cursor {
	const [, name, hex] = /^([0-9kmptvx]{0,1200})\.((?:[0-9a-f]{2}){1,200})$/.exec(text) ?? [];
	if (name === undefined || hex === undefined) throw new RangeError('This is no place in a list.');
	return { name, id: Buffer.from(hex, 'hex').toString('utf8') };
}
