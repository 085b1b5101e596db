import { badRequest } from '../http/graph-error';

/** The query options of a request, checked for being ones the sandbox knows. */
export interface Query {
	readonly select: readonly string[] | null;
	readonly filter: string | null;
	readonly expand: string | null;
	readonly search: string | null;
	readonly orderBy: string | null;
	readonly count: boolean;
	readonly top: number | null;
	readonly skipToken: string | null;
	readonly deltaToken: string | null;
	/** The options as sent, to build the next link from. */
	readonly sent: ReadonlyMap<string, string>;
}

/**
 * Reads a query string.
 * @param text - without the leading `?`.
 * @param allowed - options of the operation; with `$skiptoken` always in.
 * @throws GraphError 400 for an unknown, repeated or malformed option: nothing is silently ignored.
 */
export function parseQuery(text: string, allowed: readonly string[]): Query {
	const sent = new Map<string, string>();
	for (const part of text.split('&').filter((piece) => piece !== '')) {
		const [name, value] = splitOption(part);
		if (sent.has(name)) {
			throw badRequest(`Query option '${name}' was specified more than once.`, 'BadRequest');
		}
		if (name !== '$skiptoken' && !allowed.includes(name)) {
			throw badRequest(
				`The query specified in the URI is not valid. Query option '${name}' is not allowed here.`,
				'BadRequest',
			);
		}
		sent.set(name, value);
	}
	return fromOptions(sent);
}

function splitOption(part: string): [string, string] {
	const at = part.indexOf('=');
	const decode = (raw: string): string => {
		try {
			return decodeURIComponent(raw.replaceAll('+', ' '));
		} catch {
			throw badRequest('The query string is not valid percent-encoding.', 'BadRequest');
		}
	};
	return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
}

function fromOptions(sent: ReadonlyMap<string, string>): Query {
	const select = sent.get('$select');
	return {
		select: select === undefined ? null : select.split(',').map((name) => name.trim()),
		filter: sent.get('$filter') ?? null,
		expand: sent.get('$expand') ?? null,
		search: sent.get('$search') ?? null,
		orderBy: sent.get('$orderby') ?? null,
		count: flag(sent.get('$count')),
		top: top(sent.get('$top')),
		skipToken: sent.get('$skiptoken') ?? null,
		deltaToken: sent.get('$deltatoken') ?? null,
		sent,
	};
}

function flag(value: string | undefined): boolean {
	if (value === undefined || value === 'false') return false;
	if (value === 'true') return true;
	throw badRequest(`Invalid value '${value}' for $count query option found.`, 'BadRequest');
}

function top(value: string | undefined): number | null {
	if (value === undefined) return null;
	const number = Number(value);
	if (/^\d+$/.test(value) && number >= 1 && number <= 999) return number;
	throw badRequest(`Invalid page size specified: '${value}'. Must be between 1 and 999 inclusive.`);
}
