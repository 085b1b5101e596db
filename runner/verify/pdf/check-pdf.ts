import type { Finding, Verdict } from '../verdict';
import { checkData } from './check-data';
import { checkSignature } from './check-signature';
import { checkSteps } from './check-steps';
import { readRecord } from './read-record';

/** How to check. */
export interface CheckPdfOptions {
	/** The certificate, or several, that a record has to be signed under: PEM. */
	readonly trustedCa?: string;
}

/**
 * Checks the PDF record of an offboarding without us, the tenant or the network: signature, certificate, attached data,
 * and whether pages and data tell the same. What was added behind the signed part is not looked at, only found.
 *
 * @param bytes the file; whatever it is, the answer is a verdict
 */
export async function checkPdf(bytes: Uint8Array, options: CheckPdfOptions = {}): Promise<Verdict> {
	const { findings: signature, signed } = checkSignature(bytes, options.trustedCa);
	const { findings, record } = await checkContent(signed);
	const all = [...signature, ...findings];
	return { holds: all.every(({ holds }) => holds), findings: all, record };
}

async function checkContent(
	bytes: Uint8Array,
): Promise<{ readonly findings: readonly Finding[]; readonly record: unknown }> {
	try {
		const read = await readRecord(bytes);
		const { findings, record } = checkData(read);
		if (record === null) return { findings, record };
		return { findings: [...findings, ...checkSteps(record, read)], record };
	} catch (error) {
		const says = error instanceof Error ? error.message : 'The file can not be read.';
		return { findings: [{ check: 'pages', holds: false, says }], record: null };
	}
}
