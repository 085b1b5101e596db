import type { SigningCredential } from '../../evidence/signingCredential';
import type { DrawJob, MadeRecord } from './job';

/** A record to make, as it is sent to a worker thread. */
export interface Order {
	readonly id: number;
	readonly job: DrawJob;
	readonly signing:
		| { readonly kind: 'none' }
		| { readonly kind: 'impossible'; readonly reason: string }
		/** The key goes along once; afterwards its name is enough. */
		| {
				readonly kind: 'key';
				readonly name: string;
				readonly credential: SigningCredential | null;
		  };
}

/** What comes back. */
export type Answer =
	| { readonly id: number; readonly kind: 'made'; readonly record: MadeRecord }
	/** The key is not known here (any more): send the order again with it. */
	| { readonly id: number; readonly kind: 'keyWanted' }
	| { readonly id: number; readonly kind: 'failed'; readonly message: string };
