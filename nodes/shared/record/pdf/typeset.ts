import type { Faces } from './faces';
import { inVisualOrder } from './direction';
import { graphemes } from './legible';
import { sameLook, wordsOf, type Run, type Span, type Word } from './words';

/** A run at its place in a line. */
export interface Piece extends Run {
	/** Distance from the line's start, in points. */
	readonly x: number;
	/** What it is drawn as, piece by piece from the left, when it is read from the right; `text` is how it is read. */
	readonly fromLeft?: readonly Piece[];
}

/** One line, ready to draw. */
export interface Line {
	readonly pieces: readonly Piece[];
	/** Distance to the next line, in points. */
	readonly height: number;
	readonly width: number;
}

/** Where a word that is too long for its column may be broken: after the joints of addresses and paths. */
const JOINTS = /(?<=[-/.@_,:;?&=\\])/u;

/**
 * Breaks spans into lines. Nothing is cut off: what does not fit wraps, at a space if there is one, else at a joint of
 * an address, else anywhere.
 *
 * @param width of the column, in points.
 */
export function typeset(spans: readonly Span[], width: number, faces: Faces): Line[] {
	const lines = new LineBuilder(width, faces);
	const leading = Math.max(0, ...spans.map((span) => span.style.leading));
	for (const word of wordsOf(spans, faces)) {
		if (!lines.add(word)) {
			if (widthOf(trimmed(word), faces) > width) {
				for (const part of partsOf(word, width, faces)) {
					if (!lines.add(part)) lines.next(part);
				}
			} else {
				lines.next(word);
			}
		}
		if (word.at(-1)?.breaks) lines.end();
	}
	return lines.finish(leading);
}

class LineBuilder {
	readonly #width: number;
	readonly #faces: Faces;
	readonly #lines: Run[][] = [];
	#line: Run[] = [];
	#used = 0;

	constructor(width: number, faces: Faces) {
		this.#width = width;
		this.#faces = faces;
	}

	/** Adds a word if it fits. */
	add(word: Word): boolean {
		if (this.#used + widthOf(trimmed(word), this.#faces) > this.#width + 0.01) return false;
		this.#used += widthOf(word, this.#faces);
		this.#line.push(...word);
		return true;
	}

	/** Begins the next line with a word, which is then there even when it is wider than the line. */
	next(word: Word): void {
		if (this.#line.length > 0) this.#lines.push(this.#line);
		this.#line = [...word];
		this.#used = widthOf(word, this.#faces);
	}

	/** Ends a line, however much room is left in it. */
	end(): void {
		if (this.#line.length > 0) this.#lines.push(withSpace(this.#line));
		this.#line = [];
		this.#used = 0;
	}

	finish(leading: number): Line[] {
		if (this.#line.length > 0) this.#lines.push(withSpace(this.#line));
		return this.#lines.map((runs) => {
			const pieces = placed(runs, this.#faces);
			return { pieces, width: widthOf(trimmed(runs), this.#faces), height: leading };
		});
	}
}

function widthOf(word: Word, faces: Faces): number {
	return word.reduce((sum, run) => sum + faces.width(run.text, run.font, run.size), 0);
}

/** A paragraph ends in a space nobody sees, so that its last word does not grow into the next when text is taken out. */
function withSpace(line: Run[]): Run[] {
	const last = line.at(-1);
	return last ? [...line.slice(0, -1), { ...last, text: `${last.text} ` }] : line;
}

/** Without the spaces at the end, which take no room at the end of a line. */
function trimmed(word: Word): Word {
	const last = word.at(-1);
	if (!last?.text.endsWith(' ')) return word;
	const text = last.text.trimEnd();
	return text ? [...word.slice(0, -1), { ...last, text }] : word.slice(0, -1);
}

function partsOf(word: Word, width: number, faces: Faces): Word[] {
	const parts = word.flatMap((run) =>
		run.text.split(JOINTS).map((text): Run => ({ ...run, text })),
	);
	return parts.flatMap((part) => {
		if (faces.width(part.text, part.font, part.size) <= width) return [[part]];
		return graphemes(part.text).map((text) => [{ ...part, text }]);
	});
}

/** Joins neighbours that look alike, so that text comes out of the file in whole words, and puts each at its place. */
function placed(runs: Word, faces: Faces): Piece[] {
	const joined: Run[] = [];
	for (const run of runs) {
		const last = joined.at(-1);
		if (last && sameLook(last, run))
			joined[joined.length - 1] = { ...last, text: last.text + run.text };
		else joined.push(run);
	}
	let x = 0;
	const at = <T extends Run>(run: T): T & { readonly x: number } => {
		const piece = { ...run, x };
		x += faces.width(run.text, run.font, run.size);
		return piece;
	};
	return inVisualOrder(joined).map(({ run, fromLeft }): Piece => {
		if (fromLeft === null) return at(run);
		const start = x;
		return { ...run, x: start, fromLeft: fromLeft.map(at) };
	});
}
