const POSTGRES = '23505';

/**
 * Whether a statement was refused because a row with that key is there already, on every database. The transaction in
 * which it happened has to end: to go on instead, use `on conflict do nothing` and count.
 */
export function isUniqueViolation(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	if ('code' in error && error.code === POSTGRES) return true;
	// Both SQLites say this for primary keys too.
	return error.message.includes('UNIQUE constraint failed');
}
