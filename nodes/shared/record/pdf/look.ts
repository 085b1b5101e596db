import type { StatusMark } from '../../step/vocabulary';

/** What can be shown beside a step: a status, or the document the reader holds. */
export type ShownMark = StatusMark | 'document';

/** A4 and its margins, in points. */
export const PAGE = {
	width: 595.28,
	height: 841.89,
	left: 48,
	right: 48,
	top: 44,
	foot: 56,
} as const;

/** Width between the margins, in points. */
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

export const INK = '#15201c';
export const INK_2 = '#46524d';
export const INK_3 = '#5e6a64';
export const LINE = '#dcdfd8';
export const LINE_2 = '#c3c8c0';
export const CONTROL = '#7f8983';
export const SUNKEN = '#eaece6';
export const WHITE = '#ffffff';
/** Says where, as a square; no status uses it. */
export const TENANT = '#0b6770';

/** Text, shape and tint of one status on paper. */
export interface Tone {
	readonly text: string;
	readonly shape: string;
	readonly tint: string;
}

const INK_TONE: Tone = { text: INK, shape: INK, tint: '#eceee9' };

/** The light palette of the product. Unknown has no hue because nobody knows. */
export const TONE: Readonly<Record<ShownMark, Tone>> = {
	done: { text: '#0e6b3e', shape: '#178049', tint: '#e3f3e9' },
	accepted: { text: '#1b4fb5', shape: '#2a62d4', tint: '#e8effc' },
	skipped: { text: '#785000', shape: '#b67a08', tint: '#fbf1d9' },
	blocked: { text: '#8b1f67', shape: '#a62a7c', tint: '#f9e8f3' },
	failed: { text: '#a81b1b', shape: '#c42b25', tint: '#fce8e6' },
	unknown: INK_TONE,
	waiting: { text: '#3a5465', shape: '#5a7789', tint: '#e6edf1' },
	running: INK_TONE,
	pending: { text: INK_3, shape: CONTROL, tint: WHITE },
	document: { text: INK_2, shape: INK_2, tint: SUNKEN },
};

/** How a piece of text looks. Sizes in points. */
export interface Style {
	readonly face: 'sans' | 'semibold' | 'mono';
	readonly size: number;
	readonly leading: number;
	readonly colour: string;
}

const sans = (size: number, leading: number, colour: string): Style => ({
	face: 'sans',
	size,
	leading,
	colour,
});
const semibold = (size: number, leading: number, colour = INK): Style => ({
	...sans(size, leading, colour),
	face: 'semibold',
});
const mono = (size: number, leading: number, colour: string): Style => ({
	...sans(size, leading, colour),
	face: 'mono',
});

/** Every text style of the record. */
export const STYLE = {
	title: semibold(21, 25),
	titleLong: semibold(14, 18),
	time: semibold(24, 29),
	heading: semibold(13, 17),
	step: semibold(11, 15),
	body: sans(9.5, 13.2, INK),
	soft: sans(9.5, 13.2, INK_2),
	strong: semibold(9.5, 13.2),
	small: sans(8, 11, INK_3),
	smallStrong: semibold(8, 11),
	code: mono(9, 13.2, INK_2),
	id: mono(8.1, 13.2, INK_2),
	codeSmall: mono(7.4, 10.4, INK_3),
} as const satisfies Record<string, Style>;

/** The same style in another colour. */
export function inColour(style: Style, colour: string): Style {
	return { ...style, colour };
}
