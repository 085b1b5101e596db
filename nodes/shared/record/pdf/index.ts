import type { Offboarding } from '../../step/offboarding';
import { gatherOutput } from '../../vendor/pdfkit';
import { recordFactsOf, type RecordFacts } from '../facts/recordFacts';
import { drawAccess, drawDataHandling } from './accessTable';
import { attach, attachmentOf, attachNote } from './attachment';
import { drawByTheClock } from './byTheClock';
import { drawControlMap } from './controlMap';
import { keepPlace, openDocument } from './document';
import { drawEndBand } from './endBand';
import { drawFacts } from './facts';
import { drawFooters } from './footers';
import { drawFront } from './front';
import { drawHeld, drawWarnings } from './held';
import { drawIntegrity } from './integrity';
import { drawLockOutBox } from './lockOutBox';
import { PAGE } from './look';
import { drawOpenItems } from './openItems';
import type { PdfOptions } from './options';
import type { Drawing } from './drawing';
import { drawRequests } from './requests';
import { rowsOf } from '../rows';
import { Sheet } from './sheet';
import { drawSignOff } from './signOff';
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
	const { request, employee } = offboarding;
	const title = `Offboarding record ${request.id}: ${employee.displayName}`;
	const document = openDocument(title, options);
	const finished = gatherOutput(document);
	const { simulated } = offboarding.tenant;
	const sheet = new Sheet(document, {
		fontFolder: options.fontFolder,
		top: simulated ? PAGE.top + TAPE_HEIGHT - 8 : PAGE.top,
		ground: simulated ? drawSimulatedGround : () => undefined,
	});
	const facts = factsOf(offboarding, options);
	const attachment = attachmentOf({ ...offboarding, record: facts }, request.id);
	const rows = rowsOf(offboarding, options.signature?.kind === 'signed');
	drawSections({ sheet, offboarding, facts, options, rows, attachment, simulated });
	attach(document, attachment, options.generatedAt);
	if (options.checkpoint) attachNote(document, options.checkpoint, attachment, options.generatedAt);
	keepPlace(document, options, 'Record of an offboarding');
	document.end();
	return finished();
}

function drawSections(drawing: Drawing): void {
	drawFront(drawing);
	drawLockOutBox(drawing);
	drawEndBand(drawing);
	drawOpenItems(drawing);
	drawFacts(drawing);
	drawByTheClock(drawing);
	drawSteps(drawing);
	drawWarnings(drawing);
	drawAccess(drawing);
	drawHeld(drawing);
	drawDataHandling(drawing);
	drawControlMap(drawing);
	drawIntegrity(drawing);
	drawSignOff(drawing);
	drawRequests(drawing);
	drawFooters(drawing, drawing.offboarding.request.id);
}

function factsOf(offboarding: Offboarding, options: PdfOptions): RecordFacts {
	const { generatedAt, product, signature, checkpoint } = options;
	const signer = signature?.kind === 'signed' ? signature.facts : null;
	return recordFactsOf(offboarding, {
		generatedAt: generatedAt.toISOString(),
		product,
		signer: signer && { subject: signer.subject, fingerprint: signer.fingerprint },
		auditLog: checkpoint
			? { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root }
			: null,
	});
}
