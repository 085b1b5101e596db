import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { forge } from '../vendor/pki';
import { SigningError } from './signingError';

/** Every key and certificate of a PKCS#12 file. */
export interface Pkcs12Content {
	readonly keys: readonly KeyObject[];
	readonly certificates: readonly X509Certificate[];
}

type Asn1 = forge.asn1.Asn1;

/**
 * Opens a PKCS#12 file.
 *
 * @param base64 the file as base64; line breaks are fine
 * @throws SigningError when it is none, or the passphrase is wrong. Neither is in the message.
 */
export function openPkcs12(base64: string, passphrase: string): Pkcs12Content {
	const safe = openSafe(asn1Of(base64), passphrase);
	const bags = safe.safeContents.flatMap(({ safeBags }) => safeBags);
	const { keyBag, pkcs8ShroudedKeyBag, certBag } = forge.pki.oids;
	const ofType = (...types: (string | undefined)[]) =>
		bags.filter(({ type }) => types.includes(type));
	try {
		return {
			keys: ofType(keyBag, pkcs8ShroudedKeyBag).map(keyOf),
			certificates: ofType(certBag).map(certificateOf),
		};
	} catch (cause) {
		throw new SigningError(
			'The PKCS#12 file holds a key or certificate that can not be read. Export it again, with an RSA or EC key.',
			{ cause },
		);
	}
}

function asn1Of(base64: string): Asn1 {
	const bytes = Buffer.from(base64, 'base64');
	try {
		return forge.asn1.fromDer(forge.util.createBuffer(bytes.toString('latin1')));
	} catch {
		throw new SigningError(
			'This is no PKCS#12 file. Give the .p12 or .pfx file as base64: base64 -w0 file.p12.',
		);
	}
}

function openSafe(asn1: Asn1, passphrase: string): forge.pkcs12.Pkcs12Pfx {
	try {
		return forge.pkcs12.pkcs12FromAsn1(asn1, false, passphrase);
	} catch (error) {
		const message = error instanceof Error ? error.message : '';
		// Its own words quote nothing of the file; which of them means the passphrase is all that is taken from them.
		throw new SigningError(
			/MAC could not be verified|decrypt/i.test(message)
				? 'The passphrase of the PKCS#12 file is wrong. Give the right one.'
				: 'This PKCS#12 file can not be read. Export it again, for example with openssl pkcs12 -export.',
		);
	}
}

/** forge knows RSA only; what it does not know it leaves as it was decrypted. */
function keyOf({ key, asn1 }: forge.pkcs12.Bag): KeyObject {
	const info = key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1;
	return createPrivateKey({ key: derOf(info), format: 'der', type: 'pkcs8' });
}

function certificateOf({ cert, asn1 }: forge.pkcs12.Bag): X509Certificate {
	return new X509Certificate(derOf(cert ? forge.pki.certificateToAsn1(cert) : asn1));
}

function derOf(asn1: Asn1): Buffer {
	return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1');
}
