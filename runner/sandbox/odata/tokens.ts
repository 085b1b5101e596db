import { badRequest } from '../http/graph-error';

/** A piece of a `$filter`: a quoted string (quotes taken off), a word or number, or a mark. */
export interface Token {
	readonly kind: 'string' | 'word' | 'mark';
	readonly text: string;
}

const PIECE = /\s*(?:'((?:[^']|'')*)'|([A-Za-z0-9_@$.:/+#-]+)|([(),]))/y;

/**
 * Cuts a `$filter` into pieces. A quote inside a string is written twice.
 * @throws GraphError 400 for an open quote or a character that has no place in a filter.
 */
export function tokenize(text: string): Token[] {
	const tokens: Token[] = [];
	const end = text.trimEnd().length;
	PIECE.lastIndex = 0;
	while (PIECE.lastIndex < end) {
		const piece = PIECE.exec(text);
		if (!piece) {
			throw badRequest(
				'Invalid filter clause: there is an unterminated string literal or an unexpected character.',
				'BadRequest',
			);
		}
		const [, quoted, word, mark] = piece;
		if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted.replaceAll("''", "'") });
		else if (word !== undefined) tokens.push({ kind: 'word', text: word });
		else tokens.push({ kind: 'mark', text: mark ?? '' });
	}
	return tokens;
}
