import {
	CHECK_WORD,
	VERDICT_WORDS,
	type Addendum,
	type AddendumVerdict,
	type CheckStatus,
} from '../addendum/addendum';
import { minutesWords, moment } from '../times';
import { heading, note, type Paper } from './drawing';
import { drawAbout, drawLater, drawLine } from './laterRecord';
import { inColour, INK, STYLE, type ShownMark } from './look';
import type { PdfOptions } from './options';
import type { Span } from './words';

const MARK: Readonly<Record<CheckStatus, ShownMark>> = {
	confirmed: 'done',
	contradicted: 'failed',
	notYet: 'waiting',
	notKnown: 'unknown',
};

const VERDICT_MARK: Readonly<Record<AddendumVerdict, ShownMark>> = {
	holds: 'done',
	open: 'accepted',
	broken: 'failed',
};

/** Worst first: whoever reads one line reads the one that matters. */
const URGENCY: readonly CheckStatus[] = ['contradicted', 'notKnown', 'notYet', 'confirmed'];

/**
 * Draws an addendum: what a later look at the tenant has shown, the record it adds to, and the whole of it as attached
 * JSON. See `drawLater`.
 */
export async function drawAddendum(addendum: Addendum, options: PdfOptions): Promise<Buffer> {
	const { verdict } = addendum;
	const kind = {
		...{ word: 'Addendum', requestWord: 'Check' },
		subject: 'Addendum to the record of an offboarding',
		verdict: { mark: VERDICT_MARK[verdict], words: VERDICT_WORDS[verdict] },
		body: (paper: Paper) => {
			drawAbout(paper, aboutOf(addendum));
			drawChecks(paper, addendum);
		},
	};
	return await drawLater(addendum, kind, options);
}

/** Which record it adds to, by what can't be changed about it. */
function aboutOf(addendum: Addendum): readonly (readonly Span[])[] {
	const { record, previous, checkedAt, askedBy } = addendum;
	const asked = askedBy === null ? 'Made by the runner itself.' : `Asked by ${askedBy}.`;
	const after = previous === null ? [] : [`After ${previous.id}, SHA-256 ${previous.sha256}`];
	return [
		[
			{ text: 'Adds to the record ', style: STYLE.body },
			{ text: record.id, style: inColour(STYLE.code, INK) },
			{ text: `, which stays as it was signed. ${counts(addendum)}`, style: STYLE.body },
		],
		[{ text: `SHA-256 of its file ${record.sha256}`, style: STYLE.codeSmall }],
		[{ text: whenWords(addendum, checkedAt), style: STYLE.soft }],
		[{ text: asked, style: STYLE.soft }],
		...after.map((text) => [{ text, style: STYLE.codeSmall }]),
	];
}

function whenWords({ record }: Addendum, checkedAt: string): string {
	const minutes = (Date.parse(checkedAt) - Date.parse(record.endedAt)) / 60_000;
	const after = Number.isNaN(minutes) ? '' : `, ${minutesWords(minutes)} after the run had ended`;
	return `Checked ${moment(checkedAt)}${after}.`;
}

function counts({ checks }: Addendum): string {
	const parts = URGENCY.map((status) => {
		const count = checks.filter((check) => check.status === status).length;
		return count === 0 ? null : `${count} ${CHECK_WORD[status].toLowerCase()}`;
	}).filter((part) => part !== null);
	return `Looked at again: ${parts.join(', ')}.`;
}

/** Claim and word are drawn as pieces of their own: `offboardiq verify` compares them with the data. */
function drawChecks(paper: Paper, { checks }: Addendum): void {
	const section = heading(paper, 'What was looked at again', 60);
	note(paper, section, 'Reads only: nothing was changed. Confirmed is what a read has shown.');
	paper.sheet.y += 4;
	const sorted = [...checks].sort(
		(one, other) => URGENCY.indexOf(one.status) - URGENCY.indexOf(other.status),
	);
	for (const { claim, status, ...rest } of sorted) {
		const words = { over: null, what: claim, word: CHECK_WORD[status], mark: MARK[status] };
		drawLine(paper, section, { ...rest, ...words });
	}
}
