import { DatabaseError } from './errors';

/**
 * Reads a column of JSON text.
 *
 * @param where the row, in words people can look it up by
 * @throws DatabaseError when it is cut or damaged, without repeating any of it
 */
export function fromJsonText<T>(text: string, where: string): T {
	try {
		return JSON.parse(text) as T;
	} catch {
		// What the parser throws quotes the text, and that holds what somebody held.
		throw new DatabaseError(
			`A record in the database is damaged: ${where}. Restore the database from a backup.`,
		);
	}
}
