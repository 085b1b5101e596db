const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Plain text as the HTML that Exchange stores: names and texts are data and can't become markup. */
export function htmlOf(text: string): string {
	const escaped = text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
	return `<p>${escaped.replace(/\r?\n/g, '<br>')}</p>`;
}

/**
 * The words of a reply without markup and with single spaces: Exchange wraps what it is given in its own HTML, so only
 * the words can be compared.
 */
export function wordsOf(html: string): string {
	const named: Readonly<Record<string, string>> = {
		amp: '&',
		lt: '<',
		gt: '>',
		quot: '"',
		apos: "'",
		nbsp: ' ',
	};
	return html
		.replace(/<[^>]*>/g, ' ')
		.replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
		.replace(/&([a-z]+);/g, (entity, name: string) => named[name] ?? entity)
		.replace(/\s+/g, ' ')
		.trim();
}
