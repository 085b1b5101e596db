import { createHash } from 'node:crypto';
import type { AuditCheckpoint } from '../../step/auditCheckpoint';
import type { Addendum } from '../addendum/addendum';
import type { RecordData } from '../facts/recordFacts';
import type { UndoRecord } from '../undo/undoRecord';
import type { PdfDocument } from '../../vendor/pdfkit';

/** The whole offboarding as it travels inside the document. */
export interface Attachment {
	readonly name: string;
	readonly bytes: Buffer;
	/** SHA-256 of the bytes, in hex. */
	readonly sha256: string;
}

/**
 * The JSON of a record, an addendum or an undo as a file.
 *
 * @param number what the document is called
 * @returns UTF-8, two spaces, one newline at the end; the name is safe as a file name on any system.
 */
export function attachmentOf(data: RecordData | Addendum | UndoRecord, number: string): Attachment {
	const bytes = Buffer.from(`${JSON.stringify(data, null, 2)}\n`, 'utf8');
	const id = number.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
	return {
		name: `${id.slice(0, 100) || 'offboarding'}.json`,
		bytes,
		sha256: createHash('sha256').update(bytes).digest('hex'),
	};
}

/** Puts the file into the document as its data (PDF/A-3, AFRelationship /Data). */
export function attach(document: PdfDocument, attachment: Attachment, at: Date): void {
	document.file(attachment.bytes, {
		name: attachment.name,
		type: 'application/json',
		description: 'The whole record as data',
		relationship: 'Data',
		creationDate: at,
		modifiedDate: at,
	});
}

/** The signed note of the audit log as a file of its own: whoever checks the log needs it byte by byte. */
export function attachNote(
	document: PdfDocument,
	{ note }: AuditCheckpoint,
	{ name }: Attachment,
	at: Date,
): void {
	document.file(Buffer.from(note, 'utf8'), {
		name: name.replace(/\.json$/, '.checkpoint.txt'),
		type: 'text/plain',
		description: 'The signed note of the audit log',
		relationship: 'Supplement',
		creationDate: at,
		modifiedDate: at,
	});
}
