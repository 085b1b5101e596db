import type { StructElement } from '../../vendor/pdfkit';
import { PAGE, STYLE, TEXT_WIDTH } from './look';
import { frame, heading } from './drawing';
import { integrityFacts, type Provable } from './integrityFacts';
import { heightOf } from './sheet';
import type { Line } from './typeset';

const PAD = 12;
const NAME = 96;

/** What proves this record, what does not, and how to check it without us. */
export function drawIntegrity(drawing: Provable): void {
	const { sheet } = drawing;
	const facts = integrityFacts(drawing).map(({ name, value, style = STYLE.body }) => ({
		name: sheet.lines([{ text: name, style: STYLE.soft }], NAME - 8),
		value: sheet.lines([{ text: value, style }], TEXT_WIDTH - 2 * PAD - NAME),
	}));
	const height = facts.reduce((sum, fact) => sum + heightOf(fact.value) + 3, 0) + 2 * PAD - 3;
	const section = heading(drawing, 'Integrity', height + 20);
	const top = sheet.y;
	sheet.artifact(() => frame(drawing, { x: PAGE.left, y: top, width: TEXT_WIDTH, height }));
	sheet.y += PAD;
	for (const fact of facts) {
		const element = sheet.element('P', section);
		sheet.row([
			{ x: PAGE.left + PAD, lines: fact.name, element, tag: 'P' },
			{ x: PAGE.left + PAD + NAME, lines: fact.value, element, tag: 'P' },
		]);
		sheet.y += 3;
	}
	sheet.y = top + height + 12;
	drawHowTo(drawing, section);
}

function drawHowTo(drawing: Provable, section: StructElement): void {
	const { sheet } = drawing;
	const steps = howTo(drawing);
	const title = sheet.lines(
		[{ text: 'How to check this without us', style: STYLE.strong }],
		TEXT_WIDTH,
	);
	const entries = steps.map((text) => sheet.lines([{ text, style: STYLE.body }], TEXT_WIDTH - 18));
	sheet.need(
		heightOf(title) + entries.reduce((sum, lines: Line[]) => sum + heightOf(lines) + 3, 4),
	);
	sheet.row([{ x: PAGE.left, lines: title, element: sheet.element('H3', section), tag: 'H3' }]);
	sheet.y += 3;
	const list = sheet.element('L', section);
	entries.forEach((lines, at) => {
		const entry = sheet.element('LI', list);
		const number = sheet.lines([{ text: `${at + 1}.`, style: STYLE.soft }], 16);
		sheet.row([
			{ x: PAGE.left, lines: number, element: sheet.element('Lbl', entry), tag: 'Lbl' },
			{ x: PAGE.left + 18, lines, element: sheet.element('LBody', entry), tag: 'LBody' },
		]);
		sheet.y += 3;
	});
}

function howTo({ attachment, options }: Provable): string[] {
	const { signature } = options;
	const signed =
		signature?.kind === 'signed'
			? [
					'Check the signature: pdfsig does it on the command line, Adobe Reader when the certificate at the top of the chain is trusted there. It has to be valid and to cover the whole file.',
					'Compare the fingerprint above with the one you were given by another way than with this file. The certificate is made by this installation itself unless its owner put another in its place, so it shows that nothing was changed, and who signed only to somebody who knows the fingerprint.',
				]
			: [];
	return [
		...signed,
		`Save the attachment ${attachment.name} from this document: every PDF reader lists it under attachments, and pdfdetach -saveall does it on the command line.`,
		`Compute its SHA-256 (sha256sum ${attachment.name}) and compare it with the one above. If they are the same, these pages and the data belong together.`,
		"Look up a few of the request-ids in the tenant's own Entra audit log or Microsoft Graph activity logs. They are Microsoft's, not ours.",
	];
}
