import { resolve } from 'node:path';

/** What records are signed with, when not with the installation's own keys, and who stamps the time. */
export interface EvidenceSettings {
	readonly p12File: string | null;
	readonly passphrase: string;
	/** Empty for none. */
	readonly tsaUrl: string;
}

/**
 * `OFFBOARDIQ_EVIDENCE_P12`, `OFFBOARDIQ_EVIDENCE_PASSPHRASE`, `OFFBOARDIQ_TSA_URL`. The passphrase has no option on
 * the command line: those can be read by everybody on a machine.
 *
 * @param p12File goes before the one of the environment
 */
export function evidenceSettings(
	p12File: string | undefined,
	environment: NodeJS.ProcessEnv = process.env,
): EvidenceSettings {
	const file = p12File ?? environment['OFFBOARDIQ_EVIDENCE_P12'] ?? '';
	return {
		p12File: file === '' ? null : resolve(file),
		passphrase: environment['OFFBOARDIQ_EVIDENCE_PASSPHRASE'] ?? '',
		tsaUrl: environment['OFFBOARDIQ_TSA_URL'] ?? '',
	};
}
