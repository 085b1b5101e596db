declare const brand: unique symbol;

/** A Graph path whose variable parts went through `graphPath`. A plain string does not pass for one. */
export type GraphPath = string & { readonly [brand]: true };

/**
 * Builds a Graph path; every `${part}` is one path segment and is percent-encoded, so that an id with `/`, `?`, `#`
 * (guest UPNs contain `#EXT#`) can't name another resource.
 *
 * @example graphPath`/users/${id}/manager`
 * @throws RangeError for an empty part, `.` or `..`, or one with control characters: such an id is a defect, and a
 *   blank one would address the collection instead of the member
 */
export function graphPath(literals: TemplateStringsArray, ...parts: readonly string[]): GraphPath {
	let path = literals[0] ?? '';
	parts.forEach((part, index) => {
		path += segment(part) + (literals[index + 1] ?? '');
	});
	return path as GraphPath;
}

function segment(part: string): string {
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (part === '' || part === '.' || part === '..' || /[\u0000-\u001f\u007f]/.test(part)) {
		throw new RangeError('An id in a Graph path is empty or holds control characters.');
	}
	return encodeURIComponent(part);
}

/**
 * A text literal for `$filter`: quoted, quotes doubled. Goes into `GraphRequest.query`, which encodes it once more.
 *
 * @see https://learn.microsoft.com/graph/query-parameters#escaping-single-quotes
 */
export function odataText(value: string): string {
	return `'${value.replaceAll("'", "''")}'`;
}
