import { createHash } from 'node:crypto';
import { signDigest } from './cms';
import { openRange } from './signedRange';
import type { SigningCredential } from './signingCredential';
import { openSigningKey, refuseUnusable, type SigningKey } from './signingKey';
import { askForTimeStamp } from './timestamp';

/** Signs PDFs that were drawn with a place for it. A key service can stand behind it just as well. */
export interface PdfSigner {
	/** Who signs, for the page and for the place. */
	readonly facts: SignerFacts;
	/** The same key without a time-stamp: itself, when it asks for none. */
	readonly withoutTimestamp: PdfSigner;
	/**
	 * @param pdf drawn with a place for a signature; it is filled in
	 * @throws SigningError when the certificate has expired meanwhile; NoTimestampError when the authority gave none: a
	 * record must not be handed on that promises one it does not have
	 */
	sign(pdf: Buffer): Promise<Buffer>;
}

/** The time-stamp authority gave none. `message` is one line and names it. */
export class NoTimestampError extends Error {
	override readonly name = 'NoTimestampError';
}

/** What is known of a signature before there is one. */
export interface SignerFacts {
	/** The name on the certificate. */
	readonly subject: string;
	/** The name of whoever issued it. */
	readonly issuer: string;
	/** SHA-256 of the certificate, hex with colons. */
	readonly fingerprint: string;
	/** SHA-256 of the topmost certificate that is inside, the one to compare; null when only the signer's is known. */
	readonly rootFingerprint: string | null;
	/** The host of the time-stamp authority; null for a signature without. */
	readonly authority: string | null;
	/** How many bytes to keep free for the signature. */
	readonly room: number;
}

/** @throws SigningError when the credential can't be used */
export function pdfSignerFor(credential: SigningCredential, now: Date): PdfSigner {
	return signerWith(openSigningKey(credential, now), credential.tsaUrl);
}

/** @param tsaUrl a time-stamp authority, or null to sign without */
export function signerWith(key: SigningKey, tsaUrl: string | null): PdfSigner {
	const signer: PdfSigner = {
		facts: factsOf(key, tsaUrl),
		get withoutTimestamp() {
			return tsaUrl === null ? signer : signerWith(key, null);
		},
		sign: async (pdf) => {
			refuseUnusable(key.certificate, key.privateKey, new Date());
			const range = openRange(pdf);
			const hash = createHash('sha256');
			for (const piece of range.pieces) hash.update(piece);
			const signature = signDigest(hash.digest(), key);
			range.fill(signature.encode(await tokenFor(signature.value, tsaUrl)));
			return pdf;
		},
	};
	return signer;
}

async function tokenFor(value: Buffer, tsaUrl: string | null): Promise<Buffer | null> {
	if (tsaUrl === null) return null;
	try {
		return (await askForTimeStamp(tsaUrl, value)).token;
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : 'The authority could not be asked.';
		throw new NoTimestampError(why, { cause });
	}
}

function factsOf({ certificate, issuers }: SigningKey, tsaUrl: string | null): SignerFacts {
	const certificates = [certificate, ...issuers];
	const size = certificates.reduce((sum, { raw }) => sum + raw.length, 0);
	return {
		subject: nameOf(certificate.subject),
		issuer: nameOf(certificate.issuer),
		fingerprint: certificate.fingerprint256,
		rootFingerprint: issuers.at(-1)?.fingerprint256 ?? null,
		authority: tsaUrl === null ? null : new URL(tsaUrl).host,
		// Signature, attributes and what is around them are below 1.5 KB even with RSA-4096; tokens below 8 KB.
		room: size + 2048 + (tsaUrl === null ? 0 : 12_288),
	};
}

/** `CN=…\nO=…` as one line. */
function nameOf(name: string | undefined): string {
	return (name ?? '').split('\n').join(', ');
}
