/**
 * What must never reach a terminal from a tenant: control characters (they move the cursor, recolour, retitle, or
 * answer for the person), the characters that turn text around or hide it, so that a name reads as another, and
 * halves of a pair, for which a terminal shows anything.
 */
const HOSTILE =
	// eslint-disable-next-line no-control-regex -- they are what is looked for
	/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/** Text from outside, on one line, every hostile character shown as its number instead. Names stay whole. */
export function plain(text: string): string {
	return text.replace(
		HOSTILE,
		(character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
	);
}

/** How many columns a text takes: wide and combining characters counted as terminals draw them. */
export function widthOf(text: string): number {
	let width = 0;
	for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
		text,
	)) {
		width += WIDE.test(segment) ? 2 : 1;
	}
	return width;
}

const WIDE =
	/^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Breaks a sentence at blanks so that no line is wider than `columns`. A word that is too long stays whole. */
export function wrap(text: string, columns: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (line !== '' && widthOf(longer) > columns) {
			lines.push(line);
			line = word;
		} else {
			line = longer;
		}
	}
	return [...lines, line];
}

/** Fills up with blanks to a width in columns; a longer text stays as it is. */
export function pad(text: string, columns: number): string {
	return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}
