/** Letters that Unicode does not take apart, as people type them on another keyboard. */
const PLAIN: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ı: 'i',
};

/** Printable, without two blanks in a row: nothing to take apart. Most texts are. */
const SIMPLE = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** A text as a search sees it: without accents and letter case, blanks as one. */
export function fold(text: string): string {
	if (SIMPLE.test(text)) return text.toLowerCase();
	return text
		.normalize('NFKD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.replace(/[ßæœøłđðþı]/g, (letter) => PLAIN[letter] ?? letter)
		.replace(/\s+/g, ' ')
		.trim();
}

/**
 * Sixteen signs that every language sorts alike: Postgres compares text by the rules of one, and there are some for
 * which `aa`, `dd` or `ff` is a letter of its own.
 */
const SIGNS = '0123456789kmptvx';

const CODES = Array.from({ length: 256 }, (_, byte) => `${SIGNS[byte >> 4]}${SIGNS[byte & 15]}`);

/**
 * What a column is sorted and searched by: the bytes of the folded text, two signs each. SQLite compares text by bytes
 * and Postgres by the rules of some language; these sort the same everywhere, so that a prefix is a range.
 *
 * @param longest characters that count; the rest of the text does not
 */
export function sortKey(folded: string, longest: number): string {
	// Cut first by halves of characters, so that a very long text is not taken apart.
	const text = folded.slice(0, 2 * longest);
	const short = text.length > longest ? [...text].slice(0, longest).join('') : text;
	let key = '';
	for (const byte of Buffer.from(short)) key += CODES[byte];
	return key;
}

/**
 * Text as both databases can keep it and give it back unchanged: Postgres takes no NUL, neither of them half a
 * surrogate pair.
 */
export function storable(text: string): string {
	// Nearly every text is, and looking takes a small part of what replacing does.
	if (text.isWellFormed() && !text.includes('\0')) return text;
	// eslint-disable-next-line no-control-regex -- it is what is looked for
	return text.replace(/[\u0000\p{Surrogate}]/gu, '\ufffd');
}
