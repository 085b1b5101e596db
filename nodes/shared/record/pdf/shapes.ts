import type { PdfDocument } from '../../vendor/pdfkit';
import { TONE, WHITE, type ShownMark } from './look';

/** A stroked path on a grid of 20. */
interface Stroke {
	readonly path: string;
	readonly width: number;
	readonly dash?: readonly [on: number, off: number];
}

interface Shape {
	/** Filled in the status colour; what lies inside is knocked out in white. */
	readonly solid?: string;
	readonly frame?: Stroke;
	readonly inside?: Stroke;
}

const CIRCLE = 'M17.2 10a7.2 7.2 0 1 1-14.4 0a7.2 7.2 0 1 1 14.4 0Z';
const DISC = 'M18 10a8 8 0 1 1-16 0a8 8 0 1 1 16 0Z';

/** The shapes of the product's icon sheet. Silhouettes differ, so they survive a black-and-white printer. */
const SHAPES: Readonly<Record<ShownMark, Shape>> = {
	done: { solid: DISC, inside: { path: 'M6.3 10.3l2.5 2.5l4.9-5.3', width: 2 } },
	accepted: {
		frame: { path: CIRCLE, width: 1.6 },
		inside: { path: 'M10 13.7V6.5M6.9 9.3L10 6.3l3.1 3', width: 1.7 },
	},
	skipped: {
		frame: {
			path: 'M6.8 5h6.4a5 5 0 0 1 0 10h-6.4a5 5 0 0 1 0-10Z',
			width: 1.6,
		},
		inside: { path: 'M6 10h8', width: 2 },
	},
	blocked: {
		solid: 'M5 2h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3Z',
		inside: {
			path: 'M10 9.3a2.3 2.3 0 1 0 0-4.6a2.3 2.3 0 0 0 0 4.6ZM5.6 15.2c.3-2.4 2-3.7 4.4-3.7s4.1 1.3 4.4 3.7',
			width: 1.7,
		},
	},
	failed: {
		solid: 'M6.5 2h7L18 6.5v7L13.5 18h-7L2 13.5v-7Z',
		inside: { path: 'M7.2 7.2l5.6 5.6M12.8 7.2l-5.6 5.6', width: 2 },
	},
	unknown: {
		solid: 'M10 0.9L19.1 10L10 19.1L0.9 10Z',
		inside: {
			path: 'M7.9 8a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.3v.2M10 13.9h.01',
			width: 1.7,
		},
	},
	waiting: {
		frame: { path: CIRCLE, width: 1.6, dash: [3.2, 2.456] },
		inside: { path: 'M10 6.3V10l2.4 1.5', width: 1.7 },
	},
	running: { frame: { path: CIRCLE, width: 1.6 } },
	pending: { frame: { path: CIRCLE, width: 1.6, dash: [0.1, 3.67] } },
	document: {
		frame: { path: 'M4 1.8h8l4 4v12.4H4Z', width: 1.6 },
		inside: { path: 'M7 9.5h6M7 13h6', width: 1.6 },
	},
};

/** Where a shape goes, in points. */
export interface ShapePlace {
	readonly x: number;
	readonly y: number;
	readonly size: number;
}

/**
 * Draws the shape of a status. On a simulated record nothing is solid: what would be filled is a dashed outline.
 *
 * @param simulated whether the tenant is a rehearsal.
 */
export function drawShape(
	document: PdfDocument,
	mark: ShownMark,
	{ x, y, size }: ShapePlace,
	simulated: boolean,
): void {
	const { solid, frame, inside } = SHAPES[mark];
	const colour = TONE[mark].shape;
	const hollow = simulated && solid !== undefined;
	document.save();
	document.translate(x, y).scale(size / 20);
	document.lineCap('round').lineJoin('round');
	if (solid && !hollow) document.path(solid).fillColor(colour).fill();
	if (solid && hollow) drawStroke(document, { path: solid, width: 1.5, dash: [2.6, 2.2] }, colour);
	if (frame) drawStroke(document, frame, colour);
	if (inside) drawStroke(document, inside, solid && !hollow ? WHITE : colour);
	document.restore();
}

function drawStroke(document: PdfDocument, stroke: Stroke, colour: string): void {
	if (stroke.dash) document.dash(stroke.dash[0], { space: stroke.dash[1] });
	document.path(stroke.path).lineWidth(stroke.width).strokeColor(colour).stroke();
	if (stroke.dash) document.undash();
}
