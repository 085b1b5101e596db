import { Evidence } from '../evidence/evidence';
import { evidenceSettings } from '../evidence/settings';
import type { Runner } from '../contract';
import { openRuns } from '../runner';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';

/** The options of `evidence`, as typed. */
export interface EvidenceOptions {
	readonly data: string;
	readonly evidenceP12?: string;
	readonly json?: boolean;
}

/** `offboardiq evidence`: the certificate that records are checked with, and its fingerprint. Makes it when needed. */
export async function evidenceCommand(options: EvidenceOptions): Promise<ExitCode> {
	const dataFolder = await usableFolder(options.data, '--data');
	const runs = await openRuns(dataFolder);
	try {
		const isUnused = async () => (await runs.connections.list()).length === 0;
		const settings = evidenceSettings(options.evidenceP12);
		const certificate = await new Evidence(dataFolder, isUnused, settings).certificate();
		const { subject, fingerprint, pem } = certificate;
		// Text before a PEM block is allowed, so that the output can be kept as a file.
		const text = `# ${subject}\n# SHA-256 fingerprint: ${fingerprint}\n${pem}`;
		process.stdout.write(options.json === true ? `${JSON.stringify(certificate)}\n` : text);
		return 0;
	} finally {
		await runs.close();
	}
}

/** One line on stderr when records will not be signed: nobody should find that out at the auditor's. */
export async function warnUnsigned({
	evidence,
	audit,
}: Pick<Runner, 'evidence' | 'audit'>): Promise<void> {
	const problem = await evidence.problem();
	if (problem !== null) process.stderr.write(`Records will not be signed: ${problem}\n`);
	const trouble = await audit.keyTrouble();
	if (trouble === null) return;
	process.stderr.write(`The audit log is written without names and not signed: ${trouble}\n`);
}
