import type { Faces } from './faces';
import type { FontName } from './fonts';
import { graphemes, legible, markerFor } from './legible';
import { INK_3, type Style } from './look';

/** Text in one style. Several make a paragraph. */
export interface Span {
	readonly text: string;
	readonly style: Style;
	/** How many characters are shown at most; names have less room than sentences. */
	readonly longest?: number;
	/** A text that has lines, such as a reply; a name has none. */
	readonly hasLines?: boolean;
}

/** A stretch in one font, size and colour. */
export interface Run {
	readonly text: string;
	readonly font: FontName;
	readonly size: number;
	readonly colour: string;
	readonly leading: number;
	/** What follows begins a new line. */
	readonly breaks?: true;
}

/** Runs that stay on one line when they can. */
export type Word = readonly Run[];

const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Cuts spans into words, each run in a font that can draw it, and what no font can draw into markers. */
export function wordsOf(spans: readonly Span[], faces: Faces): Word[] {
	const words: Run[][] = [];
	let word: Run[] = [];
	const close = (): void => {
		if (word.length > 0) words.push(word);
		word = [];
	};
	for (const span of spans) {
		for (const run of runsOf(span, faces)) {
			for (const text of run.text.split(/(?<= )(?! )/)) {
				const alone = run.font === 'han' && IDEOGRAPH.test(text);
				const parts = alone ? graphemes(text) : [text];
				for (const part of parts) {
					push(word, { ...run, text: part });
					if (alone || run.breaks || part.endsWith(' ')) close();
				}
			}
		}
	}
	close();
	return words;
}

function push(word: Run[], run: Run): void {
	const last = word.at(-1);
	if (last && !run.breaks && sameLook(last, run))
		word[word.length - 1] = { ...last, text: last.text + run.text };
	else word.push(run);
}

/** True when two runs can be drawn as one. */
export function sameLook(one: Run, other: Run): boolean {
	return one.font === other.font && one.size === other.size && one.colour === other.colour;
}

function runsOf({ text, style, longest, hasLines }: Span, faces: Faces): Run[] {
	const runs: Run[] = [];
	for (const stretch of legible(text, { longest, hasLines })) {
		const { breaks } = stretch;
		if (stretch.marker) {
			runs.push({ ...markerRun(stretch.text, style), ...(breaks ? { breaks } : {}) });
		} else if (faces.covers(stretch.text, style.face))
			runs.push(run(stretch.text, style.face, style));
		else runs.push(...mixedRuns(stretch.text, style, faces));
	}
	return runs;
}

function mixedRuns(text: string, style: Style, faces: Faces): Run[] {
	const runs: Run[] = [];
	let missing = '';
	const flush = (): void => {
		if (missing) runs.push(markerRun(markerFor(missing), style));
		missing = '';
	};
	for (const grapheme of graphemes(text)) {
		const font = faces.faceFor(grapheme, style.face);
		if (font === null) {
			missing += grapheme;
			continue;
		}
		flush();
		push(runs, run(grapheme, font, style));
	}
	flush();
	return runs;
}

function run(text: string, font: FontName, { size, colour, leading }: Style): Run {
	return { text, font, size, colour, leading };
}

/** Smaller and grey, so that a marker is not taken for part of a name. */
function markerRun(text: string, style: Style): Run {
	return { ...run(text, 'mono', style), size: style.size * 0.82, colour: INK_3 };
}
