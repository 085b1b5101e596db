import { badRequest } from '../http/graph-error';
import { type Predicate, textAt } from './filter';

const CLAUSE = /^"([A-Za-z]+):([^"]+)"$/;

/**
 * Reads `$search="displayName:adele"`, clauses joined by OR or AND (not both).
 * @param properties - the searchable ones.
 * @throws GraphError 400 for anything else.
 */
export function searchPredicate(text: string, properties: readonly string[]): Predicate {
	const or = text.split(/ OR /);
	const and = text.split(/ AND /);
	const clauses = (or.length > 1 ? or : and).map((part) => clause(part.trim(), properties));
	return or.length > 1
		? (item) => clauses.some((matches) => matches(item))
		: (item) => clauses.every((matches) => matches(item));
}

function clause(text: string, properties: readonly string[]): Predicate {
	const [, name = '', wanted = ''] = CLAUSE.exec(text) ?? [];
	if (!properties.includes(name)) {
		throw badRequest(
			`Syntax error: character is not valid in search clause '${text}'.`,
			'Request_BadRequest',
		);
	}
	const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
	return (item) => {
		const tokens = textAt(item, name)
			.toLowerCase()
			.split(/[\s.@_-]+/);
		return words.every((word) => tokens.some((token) => token.startsWith(word)));
	};
}
