import type { SignatureNote } from './options';
import type { Drawing } from './drawing';
import { INK, STYLE, type Style } from './look';
import { moment } from '../times';

/** A line of the integrity block. */
export interface IntegrityFact {
	readonly name: string;
	readonly value: string;
	readonly style?: Style;
}

const CODE: Style = { ...STYLE.codeSmall, colour: INK };

/** What can be proved of a document: its data, and who signs it. */
export type Provable = Pick<Drawing, 'sheet' | 'simulated' | 'attachment' | 'options'>;

/** What the integrity block says: who signed, when, what is attached, and how far the audit log had come. */
export function integrityFacts(drawing: Provable): IntegrityFact[] {
	const { attachment, options, simulated } = drawing;
	const made = `${options.product.name} ${options.product.version}, ${moment(options.generatedAt.toISOString())}`;
	return [
		...signatureFacts(
			options.signature ?? { kind: 'none' },
			moment(options.generatedAt.toISOString()),
		),
		{ name: 'Attached data', value: `${attachment.name}, ${attachment.bytes.length} bytes` },
		{ name: 'Its SHA-256', value: attachment.sha256, style: CODE },
		...checkpointFacts(options.checkpoint),
		{ name: 'Made with', value: made },
		...(simulated
			? [{ name: 'Tenant', value: 'Simulated. Not evidence of anything.', style: STYLE.strong }]
			: []),
	];
}

const UNSIGNED =
	'This record is not signed. Nothing in it shows who made it or whether it was changed since.';

/** @param signedAt by the clock of the machine that makes it */
function signatureFacts(note: SignatureNote, signedAt: string): IntegrityFact[] {
	const timestamp = { name: 'Timestamp', value: 'No trusted timestamp.' };
	if (note.kind !== 'signed') {
		const why = note.kind === 'impossible' ? [{ name: 'Why not', value: note.reason }] : [];
		return [{ name: 'Signature', value: UNSIGNED, style: STYLE.strong }, ...why, timestamp];
	}
	const { subject, issuer, fingerprint, rootFingerprint } = note.facts;
	return [
		{
			name: 'Signature',
			value: 'Signed. Whatever is changed in this file afterwards breaks the signature.',
			style: STYLE.strong,
		},
		{ name: 'Signed by', value: subject },
		{ name: 'Signed at', value: signedAt },
		{ name: 'Certificate', value: `SHA-256 ${fingerprint}`, style: CODE },
		{ name: 'Issued by', value: issuer },
		...(rootFingerprint
			? [{ name: 'Compare', value: `SHA-256 ${rootFingerprint}`, style: CODE }]
			: []),
		{ ...timestamp, value: timestampWords(note) },
	];
}

function timestampWords(note: Extract<SignatureNote, { kind: 'signed' }>): string {
	if (note.noTimestamp !== null) {
		return `No trusted timestamp: ${note.noTimestamp} The time above is that of the machine that made the record.`;
	}
	const { authority } = note.facts;
	return authority === null
		? 'No trusted timestamp. The time of the record is that of the machine that made it.'
		: `By ${authority} (RFC 3161), inside the signature.`;
}

function checkpointFacts(checkpoint: Drawing['options']['checkpoint']): IntegrityFact[] {
	if (!checkpoint) return [];
	const { origin, size, root } = checkpoint;
	const entries = `${size} ${size === 1 ? 'entry' : 'entries'}`;
	return [
		{ name: 'Audit log', value: `${origin}, ${entries}. Its signed note is attached.` },
		{ name: 'Its head', value: root, style: CODE },
	];
}
