import type { SignerFacts } from '../../evidence/pdfSigner';
import type { AuditCheckpoint } from '../../step/auditCheckpoint';

/** What a record needs besides the offboarding itself. */
export interface PdfOptions {
	/** When this document is made. Given, not read from the clock: the same input makes the same bytes. */
	readonly generatedAt: Date;
	readonly product: { readonly name: string; readonly version: string };
	/** The Microsoft partner as configured. Printed only when given. */
	readonly partner?: { readonly name: string; readonly mpn: string };
	/** A folder that holds the font files, when they are not in their usual place. */
	readonly fontFolder?: string;
	/** Who is going to sign it, or why nobody is. */
	readonly signature?: SignatureNote;
	/** How far the audit log had come, signed by the runner that keeps it. */
	readonly checkpoint?: AuditCheckpoint;
}

/** What the document says of its signature. It is drawn before it is signed, so nothing is said that may not come true. */
export type SignatureNote =
	/** Nobody gave a key. */
	| { readonly kind: 'none' }
	/** A key was given and can't be used; one sentence for people. */
	| { readonly kind: 'impossible'; readonly reason: string }
	| {
			readonly kind: 'signed';
			readonly facts: SignerFacts;
			/** Why the authority's time-stamp is not on it; null when it is, or when none was wanted. */
			readonly noTimestamp: string | null;
	  };
