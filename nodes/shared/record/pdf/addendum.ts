import { gatherOutput, type StructElement } from '../../vendor/pdfkit';
import {
	CHECK_WORD,
	VERDICT_WORDS,
	type Addendum,
	type AddendumCheck,
	type AddendumVerdict,
	type CheckStatus,
} from '../addendum/addendum';
import { minutesWords, moment } from '../times';
import { attach, attachmentOf, attachNote } from './attachment';
import { keepPlace, openDocument } from './document';
import { frame, heading, LONGEST_NAME, note, rule, statusWord, type Paper } from './drawing';
import { drawFooters } from './footers';
import { drawLetterhead, drawName, drawVerdict, drawWhere } from './front';
import { drawIntegrity } from './integrity';
import { inColour, INK, PAGE, STYLE, TEXT_WIDTH, TONE, type ShownMark } from './look';
import type { PdfOptions } from './options';
import { drawSent } from './requests';
import { drawShape } from './shapes';
import { heightOf, Sheet } from './sheet';
import { drawSignOff } from './signOff';
import { drawSimulatedGround, TAPE_HEIGHT } from './simulated';
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

const PAD = 12;

/**
 * Draws an addendum: what a later look at the tenant has shown, the record it adds to, and the whole of it as attached
 * JSON. The same input gives the same bytes.
 *
 * @returns a PDF of the same make as a record's
 * @throws when a font file is missing
 */
export async function drawAddendum(addendum: Addendum, options: PdfOptions): Promise<Buffer> {
	const title = `Addendum ${addendum.id}: ${addendum.employee.displayName}`;
	const document = openDocument(title, options);
	const finished = gatherOutput(document);
	const { simulated } = addendum.tenant;
	const sheet = new Sheet(document, {
		fontFolder: options.fontFolder,
		top: simulated ? PAGE.top + TAPE_HEIGHT - 8 : PAGE.top,
		ground: simulated ? drawSimulatedGround : () => undefined,
	});
	const attachment = attachmentOf(addendum, addendum.id);
	const paper = { sheet, simulated, options, attachment };
	drawHead(paper, addendum, options);
	drawAddsTo(paper, addendum);
	drawChecks(paper, addendum);
	drawIntegrity(paper);
	drawSignOff(paper);
	drawSent(
		paper,
		addendum.calls.map((call) => ({ call, step: 'Check' })),
	);
	drawFooters(paper, addendum.id);
	attach(document, attachment, options.generatedAt);
	if (options.checkpoint) attachNote(document, options.checkpoint, attachment, options.generatedAt);
	keepPlace(document, options, 'Addendum to the record of an offboarding');
	document.end();
	return finished();
}

function drawHead(paper: Paper, addendum: Addendum, { product }: PdfOptions): void {
	const { sheet } = paper;
	const section = sheet.element('Sect', sheet.root);
	const named = { product: product.name, kind: 'Addendum', id: addendum.id };
	drawLetterhead(paper, section, named);
	drawName(paper, section, addendum.employee);
	const { verdict } = addendum;
	drawVerdict(paper, section, { mark: VERDICT_MARK[verdict], words: VERDICT_WORDS[verdict] });
	drawWhere(paper, section, addendum.tenant);
}

/** Which record it adds to, by what can't be changed about it. */
function drawAddsTo(paper: Paper, addendum: Addendum): void {
	const { sheet } = paper;
	const width = TEXT_WIDTH - 2 * PAD;
	const line = (spans: readonly Span[]) => sheet.lines(spans, width);
	const { record, previous, checkedAt, askedBy } = addendum;
	const lines = [
		...line([
			{ text: 'Adds to the record ', style: STYLE.body },
			{ text: record.id, style: inColour(STYLE.code, INK) },
			{ text: `, which stays as it was signed. ${counts(addendum)}`, style: STYLE.body },
		]),
		...line([{ text: `SHA-256 of its file ${record.sha256}`, style: STYLE.codeSmall }]),
		...line([{ text: whenWords(addendum, checkedAt), style: STYLE.soft }]),
		...line([
			{
				text: askedBy === null ? 'Made by the runner itself.' : `Asked by ${askedBy}.`,
				style: STYLE.soft,
			},
		]),
		...(previous === null
			? []
			: line([
					{ text: `After ${previous.id}, SHA-256 ${previous.sha256}`, style: STYLE.codeSmall },
				])),
	];
	const height = heightOf(lines) + 2 * PAD;
	const top = sheet.y;
	sheet.artifact(() => frame(paper, { x: PAGE.left, y: top, width: TEXT_WIDTH, height }));
	const element = sheet.element('P', sheet.element('Sect', sheet.root));
	sheet.content('P', element, () => sheet.drawLines(lines, PAGE.left + PAD, top + PAD));
	sheet.y = top + height;
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
	for (const check of sorted) drawCheck(paper, section, check);
}

function drawCheck(paper: Paper, parent: StructElement, check: AddendumCheck): void {
	const { sheet, simulated } = paper;
	const { claim, targetId, status, says, requestId } = check;
	const tone = TONE[MARK[status]];
	const claimWidth = 178;
	const left = [
		...sheet.lines([{ text: claim, style: STYLE.strong, longest: LONGEST_NAME }], claimWidth),
		...(targetId === null
			? []
			: sheet.lines([{ text: targetId, style: STYLE.codeSmall }], claimWidth)),
	];
	const storyX = PAGE.left + 18 + claimWidth + 12;
	const width = PAGE.left + TEXT_WIDTH - storyX;
	const right = [
		...sheet.lines(
			[
				{ text: statusWord(paper, CHECK_WORD[status]), style: inColour(STYLE.strong, tone.text) },
				{ text: `  ${says}`, style: STYLE.body },
			],
			width,
		),
		...(requestId === null
			? []
			: sheet.lines([{ text: `request-id ${requestId}`, style: STYLE.codeSmall }], width)),
	];
	const columns = [
		{ x: PAGE.left + 18, lines: left, element: sheet.element('P', parent), tag: 'P' },
		{ x: storyX, lines: right, element: sheet.element('P', parent), tag: 'P' },
	];
	sheet.row(columns, (top, _height, begins) => {
		if (!begins) return;
		drawShape(sheet.document, MARK[status], { x: PAGE.left, y: top + 1, size: 11 }, simulated);
	});
	sheet.y += 4;
	rule(paper, PAGE.left);
	sheet.y += 5;
}
