import { RANGE_PLACEHOLDER } from '../../evidence/signedRange';
import type { Offboarding } from '../../step/offboarding';
import {
	addSignaturePlace,
	createDocument,
	gatherOutput,
	type PdfDocument,
} from '../../vendor/pdfkit';
import { attach, attachmentOf, attachNote } from './attachment';
import { drawFacts } from './facts';
import { drawFooters } from './footers';
import { drawFront } from './front';
import { drawHeld, drawWarnings } from './held';
import { drawIntegrity } from './integrity';
import { legible, markerFor } from './legible';
import { drawLockOutBox } from './lockOutBox';
import { PAGE } from './look';
import { drawOpenItems } from './openItems';
import type { PdfOptions } from './options';
import type { Drawing } from './drawing';
import { drawRequests } from './requests';
import { rowsOf } from './rows';
import { Sheet } from './sheet';
import { drawSimulatedGround, TAPE_HEIGHT } from './simulated';
import { drawSteps } from './stepList';

export type { PdfOptions, SignatureNote } from './options';

/**
 * Draws the record of an offboarding: what was sent to Microsoft 365, what it answered, what was seen afterwards, and
 * the whole of it as attached JSON. Reads nothing but the fonts and sends nothing. The same input gives the same bytes.
 *
 * @param offboarding with the outcomes of the steps; a dry run has no record.
 * @returns a PDF (1.7, tagged, made to PDF/A-3a but not certified); with an empty place for a signature when one is to
 * come, and otherwise it says itself that it is not signed.
 * @throws when a font file is missing, or the offboarding is a dry run.
 */
export async function drawCompliancePdf(
	offboarding: Offboarding,
	options: PdfOptions,
): Promise<Buffer> {
	if (offboarding.request.dryRun) {
		throw new Error(
			'A dry run changed nothing, so there is no record to draw. Run it for real first.',
		);
	}
	const document = openDocument(offboarding, options);
	const finished = gatherOutput(document);
	const { simulated } = offboarding.tenant;
	const sheet = new Sheet(document, {
		fontFolder: options.fontFolder,
		top: simulated ? PAGE.top + TAPE_HEIGHT - 8 : PAGE.top,
		ground: simulated ? drawSimulatedGround : () => undefined,
	});
	const attachment = attachmentOf(offboarding);
	const rows = rowsOf(offboarding, options.signature?.kind === 'signed');
	drawSections({ sheet, offboarding, options, rows, attachment, simulated });
	attach(document, attachment, options.generatedAt);
	if (options.checkpoint) attachNote(document, options.checkpoint, attachment, options.generatedAt);
	keepPlace(document, options);
	document.end();
	return finished();
}

function drawSections(drawing: Drawing): void {
	drawFront(drawing);
	drawLockOutBox(drawing);
	drawOpenItems(drawing);
	drawFacts(drawing);
	drawSteps(drawing);
	drawWarnings(drawing);
	drawHeld(drawing);
	drawIntegrity(drawing);
	drawRequests(drawing);
	drawFooters(drawing);
}

/** The field lies on the last page, which ends with what the signature means. */
function keepPlace(document: PdfDocument, { signature, generatedAt }: PdfOptions): void {
	if (signature?.kind !== 'signed') return;
	const { room, subject } = signature.facts;
	addSignaturePlace(document, {
		room,
		range: RANGE_PLACEHOLDER,
		name: metadataText(subject),
		reason: 'Record of an offboarding',
		at: generatedAt,
	});
}

function openDocument({ request, employee }: Offboarding, options: PdfOptions): PdfDocument {
	const { name, version } = options.product;
	return createDocument({
		size: 'A4',
		margin: 0,
		pdfVersion: '1.7',
		subset: 'PDF/A-3a',
		tagged: true,
		lang: 'en',
		displayTitle: true,
		bufferPages: true,
		autoFirstPage: false,
		info: {
			Title: metadataText(`Offboarding record ${request.id}: ${employee.displayName}`),
			Creator: metadataText(`${name} ${version}`),
			CreationDate: options.generatedAt,
		},
	});
}

/**
 * pdfkit writes the title into XML as it is, so the characters XML lives on become markers; and nothing in the file but
 * its signature may look like the range of one.
 */
function metadataText(text: string): string {
	const shown = legible(text, 200).map((stretch) => stretch.text);
	return shown
		.join('')
		.replace(/[<>&]|\/(?=ByteRange|Contents)/g, (character) => markerFor(character));
}
