import { createHash, sign } from 'node:crypto';
import { asn1js, pkijs } from '../vendor/pki';
import { OID } from './oids';
import type { SigningKey } from './signingKey';

/** A detached signature that a time-stamp can still be put into. */
export interface CmsSignature {
	/** The bare signature value: what a time-stamp is about. */
	readonly value: Buffer;
	/** @param token the DER of a time-stamp token, or null for none */
	encode(token: Uint8Array | null): Buffer;
}

/**
 * Signs a digest the way PAdES B-B wants it (ETSI EN 319 142-1): content type, digest and the hash of the certificate
 * are signed, and no signing time, which the standard forbids here; the time a signer claims stands in the PDF.
 *
 * @param digest SHA-256 of the signed bytes
 */
export function signDigest(digest: Uint8Array, key: SigningKey): CmsSignature {
	const attributes = signedAttributes(digest, key);
	// What is signed is the set, not the field it is in: same content, another tag.
	const signed = new asn1js.Set({ value: attributes.map((attribute) => attribute.toSchema()) });
	const value = sign('sha256', Buffer.from(signed.toBER()), key.privateKey);
	return { value, encode: (token) => encode(key, attributes, value, token) };
}

function signedAttributes(digest: Uint8Array, { certificate }: SigningKey): pkijs.Attribute[] {
	const certHash = createHash('sha256').update(certificate.raw).digest();
	const certId = new asn1js.Sequence({ value: [new asn1js.OctetString({ valueHex: certHash })] });
	const certIds = new asn1js.Sequence({ value: [certId] });
	const attributes = [
		attribute(OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })),
		attribute(OID.messageDigest, new asn1js.OctetString({ valueHex: digest })),
		attribute(OID.signingCertificateV2, new asn1js.Sequence({ value: [certIds] })),
	];
	// DER sorts a set by the bytes of its members.
	const bytesOf = (one: pkijs.Attribute): Buffer => Buffer.from(one.toSchema().toBER());
	return attributes.sort((one, other) => Buffer.compare(bytesOf(one), bytesOf(other)));
}

function attribute(type: string, value: asn1js.BaseBlock): pkijs.Attribute {
	return new pkijs.Attribute({ type, values: [value] });
}

function encode(
	key: SigningKey,
	attributes: pkijs.Attribute[],
	value: Buffer,
	token: Uint8Array | null,
): Buffer {
	const own = pkijs.Certificate.fromBER(key.certificate.raw);
	const sha256 = new pkijs.AlgorithmIdentifier({ algorithmId: OID.sha256 });
	const signer = new pkijs.SignerInfo({
		version: 1,
		sid: new pkijs.IssuerAndSerialNumber({
			issuer: own.issuer,
			serialNumber: own.serialNumber,
		}),
		digestAlgorithm: sha256,
		signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
		signatureAlgorithm: signatureAlgorithm(key),
		signature: new asn1js.OctetString({ valueHex: value }),
		...(token === null ? {} : { unsignedAttrs: timeStamp(token) }),
	});
	const signedData = new pkijs.SignedData({
		version: 1,
		digestAlgorithms: [sha256],
		encapContentInfo: new pkijs.EncapsulatedContentInfo({ eContentType: OID.data }),
		certificates: [own, ...key.issuers.map((issuer) => pkijs.Certificate.fromBER(issuer.raw))],
		signerInfos: [signer],
	});
	const content = new pkijs.ContentInfo({
		contentType: OID.signedData,
		content: signedData.toSchema(true),
	});
	return Buffer.from(content.toSchema().toBER());
}

function signatureAlgorithm({ privateKey }: SigningKey): pkijs.AlgorithmIdentifier {
	return privateKey.asymmetricKeyType === 'ec'
		? new pkijs.AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 })
		: new pkijs.AlgorithmIdentifier({
				algorithmId: OID.rsaWithSha256,
				algorithmParams: new asn1js.Null(),
			});
}

function timeStamp(token: Uint8Array): pkijs.SignedAndUnsignedAttributes {
	const { result } = asn1js.fromBER(token);
	return new pkijs.SignedAndUnsignedAttributes({
		type: 1,
		attributes: [attribute(OID.timeStampToken, result)],
	});
}
