import type { PdfDocument, StructContent, StructElement, StructOptions } from '../../vendor/pdfkit';
import { Faces } from './faces';
import { PAGE } from './look';
import { typeset, type Line, type Piece } from './typeset';
import type { Span } from './words';

/** A column of a row: lines at a place, and the element of the structure tree they belong to. */
export interface Column {
	readonly x: number;
	readonly lines: readonly Line[];
	readonly element: StructElement;
	/** The tag of its content, e.g. `P` or `TD`. */
	readonly tag: string;
}

/** Called for each page a row touches, so that bars and rules follow it. */
export type Decorate = (top: number, height: number, first: boolean) => void;

/** The document with a cursor that goes down, from page to page. Everything on it is either tagged or an artifact. */
export class Sheet {
	readonly document: PdfDocument;
	readonly faces: Faces;
	readonly root: StructElement;
	/** Top of the text on each page; lower on a simulated record, which has a tape there. */
	readonly top: number;
	y: number;
	/** Drawn under everything else on each new page. */
	readonly #ground: () => void;
	/** Repeated below the top of a page that goes on with what the last one began. */
	#heads: (() => void)[] = [];

	constructor(
		document: PdfDocument,
		options: { fontFolder: string | undefined; top: number; ground: (sheet: Sheet) => void },
	) {
		this.document = document;
		this.faces = new Faces(document, options.fontFolder);
		this.root = document.struct('Document');
		document.addStructure(this.root);
		this.top = options.top;
		this.#ground = () => options.ground(this);
		this.y = this.top;
		this.newPage();
	}

	get bottom(): number {
		return PAGE.height - PAGE.foot;
	}

	newPage(): void {
		this.document.addPage();
		this.y = this.top;
		this.artifact(this.#ground);
		for (const head of this.#heads) head();
	}

	/** Goes to the next page unless so many points are left on this one. */
	need(height: number): void {
		if (this.y + height > this.bottom) this.newPage();
	}

	/** Repeats a head on every page that `body` runs on to. */
	withHead(head: () => void, body: () => void): void {
		const before = this.#heads;
		this.#heads = [...before, head];
		body();
		this.#heads = before;
	}

	/** What is on the page for the eye only: rules, shapes, repeated heads. */
	artifact(draw: () => void): void {
		this.document.markContent('Artifact', { type: 'Layout' });
		this.document.save();
		draw();
		this.document.restore();
		this.document.endMarkedContent();
	}

	/** A new element below another. */
	element(type: string, parent: StructElement, options: StructOptions = {}): StructElement {
		const element = this.document.struct(type, options);
		parent.add(element);
		return element;
	}

	/** Content that belongs to an element. */
	content(tag: string, element: StructElement, draw: () => void): void {
		const content: StructContent = this.document.markStructureContent(tag);
		draw();
		this.document.endMarkedContent();
		element.add(content);
	}

	lines(spans: readonly Span[], width: number): Line[] {
		return typeset(spans, width, this.faces);
	}

	/** Draws lines at a place, without moving the cursor. Only inside `content` or `artifact`. */
	drawLines(lines: readonly Line[], x: number, top: number): void {
		let y = top;
		for (const line of lines) {
			for (const piece of line.pieces) {
				const baseline = y + line.height * 0.74;
				this.#drawPiece(piece, x, baseline);
			}
			y += line.height;
		}
	}

	/** @param x the left end of the line the piece is in */
	#drawPiece(piece: Piece, x: number, y: number): void {
		const { text, font, fromLeft = null } = piece;
		// Readers turn what lies from right to left by themselves, and turn what we would say it reads as once more.
		const apart = fromLeft === null && this.faces.takesApart(text, font);
		if (apart) this.document.markContent('Span', { actual: text });
		for (const part of fromLeft ?? [piece]) {
			this.faces.draw(part.text, part, { x: x + part.x, y });
		}
		if (apart) this.document.endMarkedContent();
	}

	/**
	 * Draws a row of columns and moves below it. A row that fits on a page is never split; a taller one goes on, line by
	 * line, on the next.
	 */
	row(columns: readonly Column[], decorate: Decorate = () => undefined): void {
		const height = Math.max(0, ...columns.map((column) => heightOf(column.lines)));
		if (height <= this.bottom - this.top - 60) this.need(height);
		let rest = columns.map((column) => ({ ...column, lines: [...column.lines] }));
		let first = true;
		while (rest.some((column) => column.lines.length > 0)) {
			const room = this.bottom - this.y;
			const now = rest.map((column) => ({ ...column, lines: takeFitting(column.lines, room) }));
			const used = Math.max(...now.map((column) => heightOf(column.lines)));
			this.artifact(() => decorate(this.y, used, first));
			for (const { element, tag, lines, x } of now) {
				if (lines.length > 0) this.content(tag, element, () => this.drawLines(lines, x, this.y));
			}
			this.y += used;
			first = false;
			rest = rest.map((column, at) => ({
				...column,
				lines: column.lines.slice(now[at]?.lines.length ?? 0),
			}));
			if (rest.some((column) => column.lines.length > 0)) this.newPage();
		}
	}

	/** One paragraph over the given width. */
	paragraph(
		spans: readonly Span[],
		place: { x: number; width: number },
		parent: StructElement,
	): void {
		const element = this.element('P', parent);
		this.row([{ x: place.x, lines: this.lines(spans, place.width), element, tag: 'P' }]);
	}
}

/** Height of lines in points. */
export function heightOf(lines: readonly Line[]): number {
	return lines.reduce((sum, line) => sum + line.height, 0);
}

function takeFitting(lines: readonly Line[], room: number): Line[] {
	let used = 0;
	return lines.filter((line) => {
		used += line.height;
		return used <= room;
	});
}
