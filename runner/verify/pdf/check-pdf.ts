import type { Finding, Verdict } from '../verdict';
import { checkAddendum } from './check-addendum';
import { checkData } from './check-data';
import { checkFacts } from './check-facts';
import { checkSignature } from './check-signature';
import { checkSteps } from './check-steps';
import { checkUndo } from './check-undo';
import { readRecord } from './read-record';

/** How to check. */
export interface CheckPdfOptions {
	/** The certificate, or several, that a record has to be signed under: PEM. */
	readonly trustedCa?: string;
	/** SHA-256 of the record that an addendum has to add to, or an undo to be about, hex. */
	readonly recordSha256?: string;
}

/**
 * Checks the PDF record of an offboarding, an addendum to one, or the record of an undo, without us, the tenant or the network: signature, certificate, attached data,
 * and whether pages and data tell the same. What was added behind the signed part is not looked at, only found.
 *
 * @param bytes the file; whatever it is, the answer is a verdict
 */
export async function checkPdf(bytes: Uint8Array, options: CheckPdfOptions = {}): Promise<Verdict> {
	const { findings: signature, signed } = checkSignature(bytes, options.trustedCa);
	const { findings, record } = await checkContent(signed, options.recordSha256 ?? null);
	const all = [...signature, ...findings];
	return { holds: all.every(({ holds }) => holds), findings: all, record };
}

const NO_ADDENDUM: Finding = {
	check: 'first record',
	holds: false,
	says: 'This is a record itself, and adds to none.',
};

async function checkContent(
	bytes: Uint8Array,
	recordSha256: string | null,
): Promise<{ readonly findings: readonly Finding[]; readonly record: unknown }> {
	try {
		const read = await readRecord(bytes);
		const { findings, record, addendum, undo } = checkData(read);
		if (addendum !== null) {
			const more = checkAddendum(addendum, read, recordSha256);
			return { findings: [...findings, ...more], record: addendum };
		}
		if (undo !== null) {
			return { findings: [...findings, ...checkUndo(undo, read, recordSha256)], record: undo };
		}
		if (record === null) return { findings, record };
		const all = [...findings, ...checkSteps(record, read), ...checkFacts(record, read)];
		if (recordSha256 !== null) all.push(NO_ADDENDUM);
		return { findings: all, record };
	} catch (error) {
		const says = error instanceof Error ? error.message : 'The file can not be read.';
		return { findings: [{ check: 'pages', holds: false, says }], record: null };
	}
}
