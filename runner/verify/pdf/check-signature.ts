import { checkCms, type CheckedCms } from '../../../nodes/shared/evidence/cmsCheck';
import { checkTimeStamp } from '../../../nodes/shared/evidence/timestamp';
import type { Finding } from '../verdict';
import { checkCertificates } from './check-certificates';
import { signedFileOf, type SignedFile } from './signed-file';

/** The findings about the signature, and the part of the file it covers. */
export interface SignatureChecked {
	readonly findings: readonly Finding[];
	/** What was signed; the whole file when nothing was. */
	readonly signed: Uint8Array;
}

/** @param trustedCa PEM of one or more certificates that are trusted, or undefined */
export function checkSignature(bytes: Uint8Array, trustedCa: string | undefined): SignatureChecked {
	const fails = (says: string): SignatureChecked => ({
		findings: [{ check: 'signature', holds: false, says }],
		signed: bytes,
	});
	let file: SignedFile | null;
	try {
		file = signedFileOf(bytes);
	} catch (error) {
		return fails(messageOf(error));
	}
	if (!file)
		return fails('The file is not signed. Nothing shows who made it or whether it was changed.');
	const { signed } = file;
	const coverage = coverageOf(file);
	try {
		const cms = checkCms(file.cms, file.pieces);
		const valid = 'The signature is valid: not one byte it covers was changed.';
		const signature: Finding = { check: 'signature', holds: true, says: valid };
		const time = checkTime(cms, file.claimedAt);
		const certificates = checkCertificates(cms, time.at, trustedCa);
		return { findings: [signature, coverage, ...certificates, ...time.findings], signed };
	} catch (error) {
		const broken = { check: 'signature', holds: false, says: messageOf(error) };
		return { findings: [broken, coverage], signed };
	}
}

function coverageOf({ added }: SignedFile): Finding {
	if (added === 0) {
		return { check: 'whole file', holds: true, says: 'The signature covers the whole file.' };
	}
	const says = `${added} bytes were added after it was signed. What they change is not signed by anybody.`;
	return { check: 'whole file', holds: false, says };
}

/** When it was signed: by an authority's word, or by the signer's own. */
function checkTime(
	cms: CheckedCms,
	claimedAt: Date | null,
): { readonly at: Date; readonly findings: readonly Finding[] } {
	const at = claimedAt ?? new Date();
	if (!cms.timeStampToken) {
		const says = claimedAt
			? `No trusted timestamp. The signer's own clock said ${claimedAt.toISOString()}.`
			: 'No trusted timestamp, and the signer names no time.';
		return { at, findings: [{ check: 'timestamp', holds: true, isAbsent: true, says }] };
	}
	try {
		const stamp = checkTimeStamp(cms.timeStampToken, cms.value);
		const { subject, fingerprint256 } = stamp.signed.signer;
		const name = subject.split('\n').join(', ');
		const says = `Stamped at ${stamp.at.toISOString()} by ${name}, certificate SHA-256 ${fingerprint256}. Whether that authority is to be trusted is for you to say.`;
		return { at: stamp.at, findings: [{ check: 'timestamp', holds: true, says }] };
	} catch (error) {
		const says = `The timestamp does not hold: ${messageOf(error)}`;
		return { at, findings: [{ check: 'timestamp', holds: false, says }] };
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : 'It can not be read.';
}
