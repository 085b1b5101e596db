/** A piece of a line. Texts are data: whoever draws them escapes them. */
export type Piece =
	| { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
	| { readonly kind: 'link'; readonly text: string; readonly href: string };

type Line = readonly Piece[];

/** Paragraphs and lists under a heading, in order. */
export interface Part {
	/** Such as `Added`; empty for what stands right below the release. */
	readonly title: string;
	readonly paragraphs: readonly Line[];
	readonly items: readonly Line[];
}

/** A release as CHANGELOG.md has it. */
export interface Release {
	/** Such as `1.2.0`, or `Unreleased`. */
	readonly name: string;
	/** As in `2026-11-26`; null for what has none. */
	readonly date: string | null;
	readonly parts: readonly Part[];
}

interface Draft {
	title: string;
	paragraphs: string[];
	items: string[];
	/** Where the next line goes on; null: it begins something. */
	open: string[] | null;
}

const CODE = /`([^`]+)`/;
const STRONG = /\*\*([^*]+)\*\*/;
const LINK = /\[([^\]]+)\]\(([^()\s]+)\)/;
const PIECE = new RegExp(`${CODE.source}|${STRONG.source}|${LINK.source}`, 'g');
const RELEASE = /^## \[?([^\]]+?)\]?(?: - (\d{4}-\d\d-\d\d))?$/;

/** Reads a changelog: its releases, headings, lists, paragraphs, and in lines code, strong words and links to the web. */
export function releasesIn(text: string): readonly Release[] {
	const sections = text.replaceAll('\r\n', '\n').split(/^(?=## )/m);
	const releases = sections.filter((section) => section.startsWith('## '));
	return releases.map((section) => {
		const [head = '', ...lines] = section.split('\n');
		const [, name = head.slice(3), date] = RELEASE.exec(head.trim()) ?? [];
		return { name, date: date ?? null, parts: partsIn(lines) };
	});
}

function partsIn(lines: readonly string[]): readonly Part[] {
	const drafts: Draft[] = [emptyPart('')];
	for (const line of lines) {
		const last = drafts.at(-1) ?? emptyPart('');
		if (line.startsWith('### ')) drafts.push(emptyPart(line.slice(4).trim()));
		else read(last, line);
	}
	return drafts
		.filter(({ paragraphs, items }) => paragraphs.length + items.length > 0)
		.map(({ title, paragraphs, items }) => ({
			...{ title, paragraphs: paragraphs.map(piecesIn), items: items.map(piecesIn) },
		}));
}

function read(part: Draft, line: string): void {
	const text = line.trim();
	if (text === '') {
		part.open = null;
	} else if (/^[-*] /.test(line)) {
		part.items.push(text.slice(2));
		part.open = part.items;
	} else if (part.open !== null) {
		part.open.push(`${part.open.pop() ?? ''} ${text}`);
	} else {
		part.paragraphs.push(text);
		part.open = part.paragraphs;
	}
}

const emptyPart = (title: string): Draft => ({ title, paragraphs: [], items: [], open: null });

function piecesIn(line: string): Line {
	const pieces: Piece[] = [];
	let from = 0;
	for (const match of line.matchAll(PIECE)) {
		const [whole, code, strong, text, href] = match;
		if (match.index > from) pieces.push({ kind: 'text', text: line.slice(from, match.index) });
		if (code !== undefined) pieces.push({ kind: 'code', text: code });
		else if (strong !== undefined) pieces.push({ kind: 'strong', text: strong });
		else pieces.push(linkTo(text ?? whole, href ?? ''));
		from = match.index + whole.length;
	}
	if (from < line.length) pieces.push({ kind: 'text', text: line.slice(from) });
	return pieces;
}

/** To the web only: a file of the repository is nowhere in a portal, and nothing else is an address here. */
const linkTo = (text: string, href: string): Piece =>
	/^https:\/\/[^\s"'<>]+$/.test(href) ? { kind: 'link', text, href } : { kind: 'text', text };
