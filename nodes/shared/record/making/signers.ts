import { pdfSignerFor } from '../../evidence/pdfSigner';
import type { SigningCredential } from '../../evidence/signingCredential';
import { SigningError } from '../../evidence/signingError';
import type { SignerOrReason } from './make';

/** More than any installation has at once. */
const MOST = 64;

/** Keys that were opened in this thread, by the name their sender gave them: to open one can take a second. */
export class Signers {
	readonly #known = new Map<string, SignerOrReason>();

	/** @returns undefined when it was never given, or so long ago that it was let go */
	get(name: string): SignerOrReason | undefined {
		return this.#known.get(name);
	}

	add(name: string, credential: SigningCredential): SignerOrReason {
		const signer = open(credential);
		// What failed because of the time or a slip may be right tomorrow; it is opened anew each time.
		if ('reason' in signer) return signer;
		const [oldest] = this.#known.keys();
		if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
		this.#known.set(name, signer);
		return signer;
	}
}

function open(credential: SigningCredential): SignerOrReason {
	try {
		return pdfSignerFor(credential, new Date());
	} catch (error) {
		if (error instanceof SigningError) return { reason: error.message };
		throw error;
	}
}
