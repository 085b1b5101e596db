import type { TextBox } from '../../../../harness/readPdf';

/** What is left of a text when its line's air is taken off. */
function core({ top, bottom, ...rest }: TextBox): TextBox {
	const air = (bottom - top) * 0.3;
	return { ...rest, top: top + air, bottom: bottom - air };
}

function overlaps(one: TextBox, other: TextBox): boolean {
	const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
	const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
	return one.page === other.page && across > 1 && down > 0;
}

/** The texts that leave the page. */
export function outsideIn(boxes: readonly TextBox[]): TextBox[] {
	return boxes
		.map(core)
		.filter(({ left, right, top, bottom }) => left < 36 || right > 549 || top < 2 || bottom > 820);
}

/** The pairs of texts that lie on each other. */
export function collisionsIn(boxes: readonly TextBox[]): [TextBox, TextBox][] {
	return boxes.map(core).flatMap((one, at, cores) =>
		cores
			.slice(at + 1)
			.filter((other) => overlaps(one, other))
			.map((other): [TextBox, TextBox] => [one, other]),
	);
}

/** How far down each page its body goes, in points. */
export function depthsOf(boxes: readonly TextBox[]): number[] {
	const pages = Math.max(...boxes.map(({ page }) => page));
	return Array.from({ length: pages }, (_, at) => {
		const body = boxes.filter(({ page, bottom }) => page === at + 1 && bottom < 785);
		return Math.max(...body.map(({ bottom }) => bottom));
	});
}
