import type { SigningCredential } from '../../evidence/signingCredential';
import type { Addendum } from '../addendum/addendum';
import type { UndoRecord } from '../undo/undoRecord';
import type { Offboarding } from '../../step/offboarding';
import type { PdfOptions } from '../pdf/options';

/** A record to make, an addendum to one, or the record of an undo. Plain data, so that it can be sent to a worker thread. */
export type RecordJob = (
	| { readonly offboarding: Offboarding }
	| { readonly addendum: Addendum }
	| { readonly undo: UndoRecord }
) & {
	readonly options: Omit<PdfOptions, 'signature'>;
	readonly signing: SigningWish;
};

/** What is drawn, whoever signs it. */
export type DrawJob = DistributiveOmit<RecordJob, 'signing'>;

type DistributiveOmit<Job, Key extends keyof Job> = Job extends unknown ? Omit<Job, Key> : never;

/** What it is to be signed with. */
export type SigningWish =
	| { readonly kind: 'none' }
	| { readonly kind: 'credential'; readonly credential: SigningCredential }
	/** There is a credential that could not even be read; one sentence for people. */
	| { readonly kind: 'impossible'; readonly reason: string };

/** A record that was made. */
export interface MadeRecord {
	readonly bytes: Uint8Array;
	readonly seal: Seal;
}

/** How the record is signed: what may be claimed of it, and no more. */
export type Seal =
	| { readonly kind: 'none' }
	| { readonly kind: 'impossible'; readonly reason: string }
	| {
			readonly kind: 'signed';
			readonly subject: string;
			/** SHA-256 of the certificate. */
			readonly fingerprint: string;
			/** Who stamped the time; null for nobody. */
			readonly timestampBy: string | null;
			/** Why there is no time-stamp though one was wanted; null otherwise. */
			readonly noTimestamp: string | null;
	  };
