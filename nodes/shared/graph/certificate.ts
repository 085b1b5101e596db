import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ConnectionError } from './connection';

/**
 * Reads a certificate and makes sure that the key is its own.
 *
 * @throws ConnectionError when one of the two can't be read, or they don't belong together
 */
export function certificateOf(pem: string, privateKey: string): X509Certificate {
	try {
		const certificate = new X509Certificate(pem);
		if (certificate.checkPrivateKey(createPrivateKey(privateKey))) return certificate;
	} catch (error) {
		throw invalidCertificate(error);
	}
	throw invalidCertificate();
}

function invalidCertificate(cause?: unknown): ConnectionError {
	return new ConnectionError(
		'The certificate or its private key can not be used. Check that both are PEM and belong together.',
		'InvalidCertificate',
		{ cause },
	);
}
