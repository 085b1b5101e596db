/**
 * Tenant text made safe to look at. What cannot be seen is what deceives: a bidi override turns a name round, a
 * zero-width space makes two names look alike. Such characters become markers like [U+202E].
 */

/** A stretch of text, or a marker that stands for characters that are not shown as themselves. */
export interface Stretch {
	readonly text: string;
	readonly marker: boolean;
	/** What follows begins a new line. */
	readonly breaks?: true;
}

/** How texts are read. */
export interface Reading {
	/** How many characters are shown before the rest is cut, with a note of how many were. */
	readonly longest?: number | undefined;
	/**
	 * Whether it is a text that has lines. Each of its breaks is drawn as one and marked, so that nobody can write lines
	 * that look like the record's own. In a name a break is only a marker.
	 */
	readonly hasLines?: boolean | undefined;
}

/** Ends each line of a text that has lines. */
const LINE_END = '\u00b6';

/** How much of one text is shown at most. Longer than any name, address or sentence Microsoft 365 allows or sends. */
export const LONGEST = 1000;

/** A letter with more accents than any language stacks would climb over the lines around it. */
const ACCENT = /\p{Script=Inherited}/u;
const MOST_ACCENTS = 2;

const PLAIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02af]*$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const SELECTORS = /[\ufe0e\ufe0f]/g;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The marker for characters that no font has or that must not be seen, e.g. `[U+1F600]`. */
export function markerFor(text: string): string {
	const points = [...text].map((character) => {
		const point = character.codePointAt(0) ?? 0;
		return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
	});
	return `[${points.join(' ')}]`;
}

/** The characters of a text as people count them. */
export function graphemes(text: string): string[] {
	return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * Splits a text into what is shown as it is and markers for the rest. Spaces of all kinds become one kind; nothing is
 * dropped without a trace.
 *
 * @param text anything.
 */
export function legible(
	text: string,
	{ longest = LONGEST, hasLines = false }: Reading = {},
): Stretch[] {
	const { shown, cut } = shorten(text, longest);
	if (cut === 0 && PLAIN.test(shown)) return [{ text: shown, marker: false }];
	const stretches: Stretch[] = [];
	let run = '';
	const flush = (): void => {
		if (run) stretches.push({ text: run, marker: false });
		run = '';
	};
	for (const grapheme of graphemes(shown.normalize('NFC').replace(/\p{Zs}/gu, ' '))) {
		if (hasLines && /^\r?\n$/.test(grapheme)) {
			flush();
			stretches.push({ text: LINE_END, marker: true, breaks: true });
			continue;
		}
		const { keep, marker } = judge(grapheme);
		run += keep;
		if (!marker) continue;
		flush();
		stretches.push({ text: marker, marker: true });
	}
	flush();
	if (cut > 0) stretches.push({ text: ` [${cut} characters cut]`, marker: true });
	return stretches;
}

function judge(grapheme: string): { keep: string; marker: string | null } {
	const bare = grapheme.replace(SELECTORS, '');
	if (UNSEEN.test(bare)) return { keep: '', marker: markerFor(grapheme) };
	let accents = 0;
	const keep = [...bare].filter((point) => !ACCENT.test(point) || ++accents <= MOST_ACCENTS);
	if (accents <= MOST_ACCENTS) return { keep: bare, marker: null };
	return { keep: keep.join(''), marker: `[${accents - MOST_ACCENTS} accents cut]` };
}

function shorten(text: string, longest: number): { shown: string; cut: number } {
	if (text.length <= longest) return { shown: text, cut: 0 };
	const all = graphemes(text);
	if (all.length <= longest) return { shown: text, cut: 0 };
	return { shown: all.slice(0, longest).join(''), cut: all.length - longest };
}
