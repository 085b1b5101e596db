import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { usagesOf } from './keyUsage';
import { openPkcs12 } from './pkcs12';
import type { SigningCredential } from './signingCredential';
import { SigningError } from './signingError';

/** A key that may sign, and the certificates that say whose it is. */
export interface SigningKey {
	readonly privateKey: KeyObject;
	readonly certificate: X509Certificate;
	/** The issuer of the certificate, its issuer, and so on, as far as they were given. */
	readonly issuers: readonly X509Certificate[];
}

/**
 * Opens a credential and looks whether it may sign a record now.
 *
 * @throws SigningError in one line, when it can't be opened, is expired, or is not for signatures
 */
export function openSigningKey(credential: SigningCredential, now: Date): SigningKey {
	const { keys, certificates } =
		credential.kind === 'pkcs12'
			? openPkcs12(credential.pkcs12, credential.passphrase)
			: openPem(credential.privateKey, credential.certificates);
	const [privateKey] = keys;
	if (!privateKey) throw new SigningError('The signing credential holds no private key.');
	const certificate = certificates.find((candidate) => candidate.checkPrivateKey(privateKey));
	if (!certificate) {
		throw new SigningError(
			'No certificate of the signing credential belongs to its private key. Export both together.',
		);
	}
	refuseUnusable(certificate, privateKey, now);
	return { privateKey, certificate, issuers: issuersOf(certificate, certificates) };
}

function openPem(privateKey: string, certificates: string) {
	const blocks = certificates.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
	try {
		return {
			keys: [createPrivateKey(privateKey)],
			certificates: (blocks ?? []).map((block) => new X509Certificate(block)),
		};
	} catch {
		// OpenSSL's message may quote what it was given: no cause.
		throw new SigningError(
			'The private key or the certificates of the signing credential are not PEM, or the key has a passphrase.',
		);
	}
}

/** @throws SigningError when it is out of its time, of a kind that is not supported, or not for signatures */
export function refuseUnusable(
	certificate: X509Certificate,
	privateKey: KeyObject,
	now: Date,
): void {
	if (now > certificate.validToDate) {
		throw new SigningError(
			`The signing certificate expired on ${dayOf(certificate.validToDate)}. Put a new one into the credential.`,
		);
	}
	if (now < certificate.validFromDate) {
		throw new SigningError(
			`The signing certificate is valid from ${dayOf(certificate.validFromDate)} on only. Check the clock, or wait.`,
		);
	}
	const { asymmetricKeyType, asymmetricKeyDetails } = privateKey;
	const bits = asymmetricKeyDetails?.modulusLength ?? 0;
	if (asymmetricKeyType !== 'ec' && !(asymmetricKeyType === 'rsa' && bits >= 2048)) {
		throw new SigningError(
			'The signing key is of a kind that is not supported. Use RSA from 2048 bits, or EC.',
		);
	}
	const usages = usagesOf(certificate);
	if (usages !== null && !usages.digitalSignature && !usages.nonRepudiation) {
		throw new SigningError(
			'The signing certificate is not for signatures (its key usage lacks digitalSignature). Use one that is.',
		);
	}
}

function issuersOf(leaf: X509Certificate, known: readonly X509Certificate[]): X509Certificate[] {
	const issuers: X509Certificate[] = [];
	let current = leaf;
	for (;;) {
		const below = current;
		const next = known.find(
			(candidate) =>
				candidate !== below && !issuers.includes(candidate) && below.checkIssued(candidate),
		);
		if (!next) return issuers;
		issuers.push(next);
		current = next;
	}
}

function dayOf(date: Date): string {
	return date.toISOString().slice(0, 10);
}
