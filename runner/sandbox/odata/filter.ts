import { badRequest } from '../http/graph-error';
import { type Token, tokenize } from './tokens';

/** Decides whether an object passes a `$filter`. */
export type Predicate = (item: object) => boolean;

/** Which properties may be filtered on, and how. */
export interface FilterRules {
	/** Graph's name of the type, for the error message. */
	readonly type: string;
	readonly equals: readonly string[];
	readonly startsWith: readonly string[];
}

/**
 * Reads `$filter` as far as the product can use it: `eq`, `in`, `startsWith`, `and`, `or` and brackets.
 * @throws GraphError 400 for anything else, so that a filter is never silently ignored.
 */
export function parseFilter(text: string, rules: FilterRules): Predicate {
	const parser = new Parser(tokenize(text), rules);
	const predicate = parser.either();
	parser.end();
	return predicate;
}

/** The value of a property path such as `emailAddress/address`, with a cast in front of it taken off. */
export function valueAt(item: object, path: string): unknown {
	return plainPath(path)
		.split('/')
		.reduce<unknown>(
			(value, name) =>
				typeof value === 'object' && value !== null
					? (value as Record<string, unknown>)[name]
					: undefined,
			item,
		);
}

/** Like `valueAt`, as text; empty for anything that isn't text. */
export function textAt(item: object, path: string): string {
	const value = valueAt(item, path);
	return typeof value === 'string' ? value : '';
}

/** `microsoft.graph.aadUserConversationMember/userId` is `userId`. */
const plainPath = (path: string): string => path.replace(/^(microsoft\.)?graph\.\w+\//, '');

const comparable = (value: unknown): unknown =>
	typeof value === 'string' ? value.toLowerCase() : (value ?? null);

class Parser {
	#at = 0;

	constructor(
		private readonly tokens: readonly Token[],
		private readonly rules: FilterRules,
	) {}

	either(): Predicate {
		const parts = [this.both()];
		while (this.#takes('or')) parts.push(this.both());
		return (item) => parts.some((part) => part(item));
	}

	both(): Predicate {
		const parts = [this.single()];
		while (this.#takes('and')) parts.push(this.single());
		return (item) => parts.every((part) => part(item));
	}

	single(): Predicate {
		if (this.#takes('(')) {
			const inner = this.either();
			this.#needs(')');
			return inner;
		}
		const name = this.#word();
		if (name.toLowerCase() === 'startswith') return this.#startsWith();
		this.#allowed(name, this.rules.equals);
		if (this.#takes('eq')) return equals(name, [this.#literal()]);
		if (this.#takes('in')) return equals(name, this.#list());
		throw this.#unsupported(name);
	}

	end(): void {
		if (this.#at < this.tokens.length) throw invalid();
	}

	#startsWith(): Predicate {
		this.#needs('(');
		const name = this.#word();
		this.#allowed(name, this.rules.startsWith);
		this.#needs(',');
		const start = this.#literal();
		this.#needs(')');
		if (typeof start !== 'string') throw invalid();
		return (item) => {
			const value = valueAt(item, name);
			return typeof value === 'string' && value.toLowerCase().startsWith(start.toLowerCase());
		};
	}

	#list(): unknown[] {
		this.#needs('(');
		const values = [this.#literal()];
		while (this.#takes(',')) values.push(this.#literal());
		this.#needs(')');
		return values;
	}

	#allowed(name: string, names: readonly string[]): void {
		if (!names.includes(plainPath(name))) throw this.#unsupported(name);
	}

	#unsupported(name: string): Error {
		return badRequest(
			`Unsupported or invalid query filter clause specified for property '${name}' of resource '${this.rules.type}'.`,
			'Request_UnsupportedQuery',
		);
	}

	#word(): string {
		const token = this.tokens[this.#at++];
		if (token?.kind !== 'word') throw invalid();
		return token.text;
	}

	#literal(): unknown {
		const token = this.tokens[this.#at++];
		if (token?.kind === 'string') return token.text;
		if (token?.kind !== 'word') throw invalid();
		if (token.text === 'true' || token.text === 'false') return token.text === 'true';
		if (token.text === 'null') return null;
		return /^-?\d+$/.test(token.text) ? Number(token.text) : token.text;
	}

	#takes(text: string): boolean {
		const token = this.tokens[this.#at];
		if (token?.kind === 'string' || token?.text.toLowerCase() !== text) return false;
		this.#at++;
		return true;
	}

	#needs(text: string): void {
		if (!this.#takes(text)) throw invalid();
	}
}

function equals(name: string, values: readonly unknown[]): Predicate {
	const wanted = values.map(comparable);
	return (item) => wanted.includes(comparable(valueAt(item, name)));
}

function invalid(): Error {
	return badRequest('Invalid filter clause: a syntax error was found in $filter.', 'BadRequest');
}
