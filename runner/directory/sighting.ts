import { fieldsOf, listOf, textOf, type Fields } from '../../nodes/shared/graph';
import type { Facts } from './person';
import { storable } from './fold';

/** What one row of Graph says about one person. What it does not mention is not in `facts`. */
export interface Sighting {
	readonly id: string;
	/** `changed`: in the deleted items, or out of the list; `deleted`: for ever. Null: they are there. */
	readonly gone: 'changed' | 'deleted' | null;
	readonly facts: Partial<Omit<Facts, 'manager_id'>>;
	/** Who became their manager, and who ceased to be. */
	readonly manager: { readonly came: string | null; readonly went: readonly string[] };
}

type Column = keyof Sighting['facts'];

const TEXTS: readonly (readonly [string, Column])[] = [
	['displayName', 'display_name'],
	['userPrincipalName', 'user_principal_name'],
	['mail', 'mail'],
	['userType', 'user_type'],
	['department', 'department'],
	['jobTitle', 'job_title'],
];

const FLAGS: readonly (readonly [string, Column])[] = [
	['accountEnabled', 'account_enabled'],
	['onPremisesSyncEnabled', 'on_premises_sync_enabled'],
];

/** The properties asked for, besides the manager: Graph lists those only in the change feed. */
export const SELECT = ['id', ...TEXTS, ...FLAGS]
	.map((entry) => (typeof entry === 'string' ? entry : entry[0]))
	.join(',');

/** Reads one row; null for one without an id, which says nothing about anybody. */
export function readSighting(row: Fields): Sighting | null {
	const id = textOf(row, 'id');
	if (id === null) return null;
	const removed = row['@removed'];
	return {
		id: storable(id.toLowerCase()),
		gone: removed === undefined ? null : reasonOf(fieldsOf(removed)),
		facts: factsOf(row),
		manager: managerOf(row),
	};
}

function reasonOf(removed: Fields): 'changed' | 'deleted' {
	return textOf(removed, 'reason') === 'deleted' ? 'deleted' : 'changed';
}

function factsOf(row: Fields): Sighting['facts'] {
	const facts: Record<string, string | number | null> = {};
	for (const [name, column] of TEXTS) {
		const value = row[name];
		if (value === undefined) continue;
		facts[column] = typeof value === 'string' && value !== '' ? storable(value) : null;
	}
	for (const [name, column] of FLAGS) {
		const value = row[name];
		if (value === undefined) continue;
		facts[column] = typeof value === 'boolean' ? Number(value) : null;
	}
	return facts;
}

function managerOf(row: Fields): Sighting['manager'] {
	let came: string | null = null;
	const went: string[] = [];
	for (const entry of listOf(row, 'manager@delta')) {
		const id = textOf(entry, 'id');
		if (id === null) continue;
		if (entry['@removed'] === undefined) came = storable(id.toLowerCase());
		else went.push(storable(id.toLowerCase()));
	}
	return { came, went };
}
