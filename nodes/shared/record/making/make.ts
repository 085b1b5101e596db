import { NoTimestampError, type PdfSigner } from '../../evidence/pdfSigner';
import { SigningError } from '../../evidence/signingError';
import { drawCompliancePdf, type SignatureNote } from '../pdf';
import { drawAddendum } from '../pdf/addendum';
import { drawUndo } from '../pdf/undo';
import type { DrawJob, MadeRecord, Seal } from './job';

/** A signer, or why there is none. */
export type SignerOrReason = PdfSigner | { readonly reason: string };

/** How long an authority that failed is left alone, milliseconds: 50 runs a second must not all wait for it. */
const LEFT_ALONE_MS = 30_000;
const failed = new Map<string, { readonly until: number; readonly why: string }>();

/**
 * Draws a record and signs it. A key that can't be used or an authority that does not answer never costs the record:
 * then it says on its pages what it lacks and why.
 *
 * @param signer null when nobody gave a key
 */
export async function makeRecord(job: DrawJob, signer: SignerOrReason | null): Promise<MadeRecord> {
	if (signer === null) return await unsigned(job, { kind: 'none' });
	if ('reason' in signer) return await unsigned(job, { kind: 'impossible', reason: signer.reason });
	try {
		return await stamped(job, signer);
	} catch (error) {
		if (!(error instanceof SigningError)) throw error;
		return await unsigned(job, { kind: 'impossible', reason: error.message });
	}
}

async function unsigned(
	job: DrawJob,
	seal: Exclude<Seal, { kind: 'signed' }>,
): Promise<MadeRecord> {
	return { bytes: await draw(job, seal), seal };
}

/** With a time-stamp where one is wanted and to be had; else drawn anew, so that the pages promise none. */
async function stamped(job: DrawJob, signer: PdfSigner): Promise<MadeRecord> {
	const { authority } = signer.facts;
	if (authority === null) return await signed(job, signer, null);
	const before = failed.get(authority);
	if (before && before.until > Date.now()) {
		return await signed(job, signer.withoutTimestamp, before.why);
	}
	try {
		return await signed(job, signer, null);
	} catch (error) {
		if (!(error instanceof NoTimestampError)) throw error;
		failed.set(authority, { until: Date.now() + LEFT_ALONE_MS, why: error.message });
		return await signed(job, signer.withoutTimestamp, error.message);
	}
}

async function signed(
	job: DrawJob,
	signer: PdfSigner,
	noTimestamp: string | null,
): Promise<MadeRecord> {
	const { facts } = signer;
	const pdf = await draw(job, { kind: 'signed', facts, noTimestamp });
	const bytes = await signer.sign(pdf);
	const { subject, fingerprint, authority: timestampBy } = facts;
	return { bytes, seal: { kind: 'signed', subject, fingerprint, timestampBy, noTimestamp } };
}

async function draw(job: DrawJob, signature: SignatureNote): Promise<Buffer> {
	const options = { ...job.options, signature };
	if ('addendum' in job) return await drawAddendum(job.addendum, options);
	if ('undo' in job) return await drawUndo(job.undo, options);
	return await drawCompliancePdf(job.offboarding, options);
}
