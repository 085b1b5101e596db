/** What views use to write markup of ours. Every text that goes in comes out escaped. */

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text as it stands between tags or inside a quoted attribute. */
export const escape = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/** A picture of the sprite, always beside a word. */
const icon = (name: string, more = ''): string =>
	`<svg class="i${more === '' ? '' : ` ${escape(more)}`}" aria-hidden="true"><use href="/assets/icons.svg#${escape(name)}"/></svg>`;

/** An address that may break before its @ and is never cut. */
const address = (text: string): string => escape(text).replace('@', '<wbr>@');

/** A permission that may break after its dots. */
const breaking = (text: string): string => escape(text).replaceAll('.', '.<wbr>');

/**
 * A moment: its short form for people, the exact one for machines and on hover. Written in UTC, and shown on the
 * viewer's clocks where there is a script (`data-moment` in moments.js).
 */
function moment(iso: string | null): string {
	if (iso === null) return '<span class="faint">never</span>';
	const text = `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
	return `<time datetime="${escape(iso)}" title="${escape(iso)}" data-moment>${escape(text)}</time>`;
}

/** The given name's and the family name's first letters. */
const initials = (name: string): string => {
	const words = name.trim().split(/\s+/);
	const first = [...(words[0] ?? '')][0] ?? '?';
	const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
	return `${first}${last}`.toLocaleUpperCase('en');
};

const NUMBER = new Intl.NumberFormat('en');

/** A count, its thousands set apart. */
const number = (count: number): string => NUMBER.format(count);

/** How long something has been under way, in whole seconds, as the clock of the page goes on with it (live.js). */
const clock = (seconds: number): string =>
	seconds < 60
		? `${seconds.toFixed(0)} s`
		: `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;

export const MARKUP = { icon, address, breaking, moment, initials, number, clock } as const;
