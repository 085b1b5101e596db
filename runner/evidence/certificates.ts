import { KeyObject, webcrypto } from 'node:crypto';
import { asn1js, pkijs } from '../../nodes/shared/vendor/pki';

/**
 * EC P-256: small signatures, made in a tenth of a millisecond where RSA-3072 takes several, and read by every PDF
 * reader of the last ten years.
 */
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** A key pair with its certificate. */
export interface Issued {
	readonly certificatePem: string;
	/** PKCS#8 PEM. */
	readonly privateKeyPem: string;
}

/** A certificate that issues others: its PEM texts. */
export type Authority = Issued;

const OID = {
	commonName: '2.5.4.3',
	basicConstraints: '2.5.29.19',
	keyUsage: '2.5.29.15',
	extendedKeyUsage: '2.5.29.37',
	subjectKeyIdentifier: '2.5.29.14',
	authorityKeyIdentifier: '2.5.29.35',
};

/** E-mail protection is what NSS and poppler ask for; document signing is RFC 9336's and Adobe's own. */
const PURPOSES = ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '1.2.840.113583.1.1.5'];

/** Makes a CA that may issue certificates for signing and nothing below them (pathlen 0). */
export async function makeAuthority(name: string, from: Date, until: Date): Promise<Issued> {
	const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
	const certificate = await blank(name, name, { from, until }, keys.publicKey);
	certificate.extensions = [
		extension(
			OID.basicConstraints,
			true,
			new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(),
		),
		// keyCertSign and cRLSign
		extension(OID.keyUsage, true, bits(0x06, 1)),
		extension(OID.subjectKeyIdentifier, false, await keyId(certificate)),
	];
	await certificate.sign(keys.privateKey, 'SHA-256');
	return await asPem(certificate, keys.privateKey);
}

/** Makes a certificate for signing documents. */
export async function makeLeaf(
	name: string,
	{ from, until }: { readonly from: Date; readonly until: Date },
	authority: Authority,
): Promise<Issued> {
	const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
	const issuer = pkijs.Certificate.fromBER(derOf(authority.certificatePem));
	const certificate = await blank(name, issuer.subject, { from, until }, keys.publicKey);
	const purposes = new pkijs.ExtKeyUsage({ keyPurposes: PURPOSES }).toSchema();
	const issuerKey = new pkijs.AuthorityKeyIdentifier({ keyIdentifier: await keyId(issuer) });
	certificate.extensions = [
		extension(OID.basicConstraints, true, new pkijs.BasicConstraints({ cA: false }).toSchema()),
		// digitalSignature and nonRepudiation
		extension(OID.keyUsage, true, bits(0xc0, 6)),
		extension(OID.extendedKeyUsage, false, purposes),
		extension(OID.subjectKeyIdentifier, false, await keyId(certificate)),
		extension(OID.authorityKeyIdentifier, false, issuerKey.toSchema()),
	];
	const signWith = await webcrypto.subtle.importKey(
		'pkcs8',
		derOf(authority.privateKeyPem),
		ALGORITHM,
		false,
		['sign'],
	);
	await certificate.sign(signWith, 'SHA-256');
	return await asPem(certificate, keys.privateKey);
}

async function blank(
	subject: string,
	issuer: string | pkijs.RelativeDistinguishedNames,
	{ from, until }: { readonly from: Date; readonly until: Date },
	publicKey: webcrypto.CryptoKey,
): Promise<pkijs.Certificate> {
	const serial = webcrypto.getRandomValues(new Uint8Array(16));
	// Positive, and as long as it was made.
	serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
	const certificate = new pkijs.Certificate({
		version: 2,
		serialNumber: new asn1js.Integer({ valueHex: serial }),
		subject: nameOf(subject),
		issuer: typeof issuer === 'string' ? nameOf(issuer) : issuer,
		notBefore: timeOf(from),
		notAfter: timeOf(until),
	});
	await certificate.subjectPublicKeyInfo.importKey(publicKey);
	return certificate;
}

function nameOf(name: string): pkijs.RelativeDistinguishedNames {
	const value = new asn1js.Utf8String({ value: name });
	return new pkijs.RelativeDistinguishedNames({
		typesAndValues: [new pkijs.AttributeTypeAndValue({ type: OID.commonName, value })],
	});
}

/** X.509 wants the short form until 2049 and the long one from 2050 on. */
function timeOf(date: Date): pkijs.Time {
	return new pkijs.Time({ type: date.getUTCFullYear() < 2050 ? 0 : 1, value: date });
}

function extension(extnID: string, critical: boolean, value: asn1js.BaseBlock): pkijs.Extension {
	return new pkijs.Extension({ extnID, critical, extnValue: value.toBER() });
}

function bits(value: number, unusedBits: number): asn1js.BitString {
	return new asn1js.BitString({ valueHex: Uint8Array.of(value), unusedBits });
}

async function keyId({ subjectPublicKeyInfo }: pkijs.Certificate): Promise<asn1js.OctetString> {
	const bytes = subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView.slice();
	return new asn1js.OctetString({ valueHex: await webcrypto.subtle.digest('SHA-1', bytes) });
}

async function asPem(
	certificate: pkijs.Certificate,
	privateKey: webcrypto.CryptoKey,
): Promise<Issued> {
	const der = Buffer.from(certificate.toSchema(true).toBER()).toString('base64');
	const lines = der.match(/.{1,64}/g) ?? [];
	return {
		certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
		privateKeyPem: KeyObject.from(privateKey).export({ format: 'pem', type: 'pkcs8' }).toString(),
	};
}

function derOf(pem: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
}
