import { createHash, timingSafeEqual, verify, X509Certificate } from 'node:crypto';
import { asn1js, pkijs } from '../vendor/pki';
import { OID } from './oids';

/** What a CMS signature says, once it was found to be right. */
export interface CheckedCms {
	readonly signer: X509Certificate;
	/** All certificates inside, the signer's included. */
	readonly certificates: readonly X509Certificate[];
	/** The signature value: what a time-stamp is about. */
	readonly value: Buffer;
	/** The content inside; null for a detached signature. */
	readonly content: Buffer | null;
	/** The DER of a time-stamp token beside the signature, or null. */
	readonly timeStampToken: Buffer | null;
}

const HASHES: Readonly<Record<string, string>> = {
	[OID.sha256]: 'sha256',
	[OID.sha384]: 'sha384',
	[OID.sha512]: 'sha512',
};

/**
 * Checks a CMS signature by itself: digest, signature and that the certificate is the one that was signed for. Whether
 * the certificate is to be trusted is another question.
 *
 * @param der the CMS; zeros behind it, as a PDF leaves them, do not matter
 * @param detached the signed bytes, in pieces, when they are not inside
 * @throws Error in one line when anything is not as it has to be
 */
export function checkCms(der: Uint8Array, detached: readonly Uint8Array[] | null): CheckedCms {
	// Nobody signs what lies behind it, so nothing may be hidden there.
	if (der.subarray(lengthOf(der)).some((byte) => byte !== 0)) {
		throw new Error('Something else lies behind the signature.');
	}
	const signed = signedDataOf(der);
	const [info, ...others] = signed.signerInfos;
	if (!info || others.length > 0) throw new Error('It has not exactly one signer.');
	const certificates = (signed.certificates ?? [])
		.filter((certificate) => certificate instanceof pkijs.Certificate)
		.map((certificate) => new X509Certificate(Buffer.from(certificate.toSchema(false).toBER())));
	const signer = signerOf(info, certificates);
	const content = contentOf(signed);
	const hash = HASHES[info.digestAlgorithm.algorithmId];
	if (!hash) throw new Error('It uses a hash that is not accepted here.');
	checkAttributes(info, hash, content === null ? (detached ?? []) : [content], signer);
	const value = Buffer.from(info.signature.valueBlock.valueHexView);
	const attributes = Buffer.from(info.signedAttrs?.encodedValue ?? new ArrayBuffer(0));
	if (!verify(hash, attributes, signer.publicKey, value)) {
		throw new Error('The signature does not belong to the certificate and these attributes.');
	}
	return { signer, certificates, value, content, timeStampToken: tokenOf(info) };
}

function signedDataOf(der: Uint8Array): pkijs.SignedData {
	try {
		const info = pkijs.ContentInfo.fromBER(der.slice(0, lengthOf(der)));
		if (info.contentType !== OID.signedData) throw new Error('It is another kind of message.');
		return new pkijs.SignedData({ schema: info.content as asn1js.Sequence });
	} catch (cause) {
		throw new Error('It is no CMS signature.', { cause });
	}
}

/** How long the outermost value is, by its own header. */
function lengthOf(der: Uint8Array): number {
	const first = der[1] ?? 0;
	if (first < 0x80) return first + 2;
	const count = first & 0x7f;
	return der.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0) + 2 + count;
}

function signerOf(info: pkijs.SignerInfo, known: readonly X509Certificate[]): X509Certificate {
	const sid: unknown = info.sid;
	const serial =
		sid instanceof pkijs.IssuerAndSerialNumber
			? Buffer.from(sid.serialNumber.valueBlock.valueHexView)
					.toString('hex')
					.replace(/^(00)+/, '')
			: null;
	const found = known.filter(
		({ serialNumber }) => serialNumber.toLowerCase().replace(/^(00)+/, '') === serial,
	);
	const [signer] = found;
	if (!signer || found.length > 1) throw new Error("It does not hold its signer's certificate.");
	return signer;
}

function contentOf(signed: pkijs.SignedData): Buffer | null {
	const { eContent } = signed.encapContentInfo;
	return eContent ? Buffer.from(eContent.getValue()) : null;
}

function checkAttributes(
	info: pkijs.SignerInfo,
	hash: string,
	content: readonly Uint8Array[],
	signer: X509Certificate,
): void {
	const digest = createHash(hash);
	for (const piece of content) digest.update(piece);
	const stated = attributeOf(info, OID.messageDigest);
	const said = stated instanceof asn1js.OctetString ? stated.valueBlock.valueHexView : null;
	if (said === null || !equal(said, digest.digest())) {
		throw new Error('What was signed is not what is here: the digest is another.');
	}
	const named = certHashOf(attributeOf(info, OID.signingCertificateV2));
	if (named === null) return;
	const own = createHash(named.hash).update(signer.raw).digest();
	if (!equal(named.digest, own)) throw new Error('It was signed for another certificate.');
}

function attributeOf(info: pkijs.SignerInfo, type: string): unknown {
	const found = info.signedAttrs?.attributes.find((attribute) => attribute.type === type);
	return found?.values[0];
}

/** The first ESSCertIDv2: its hash is SHA-256 unless it says another. */
function certHashOf(value: unknown): { hash: string; digest: Uint8Array } | null {
	const inner = (block: unknown): unknown[] =>
		block instanceof asn1js.Sequence ? block.valueBlock.value : [];
	const parts = inner(inner(inner(value)[0])[0]);
	const digest = parts.find((part) => part instanceof asn1js.OctetString);
	if (!digest) return null;
	const [algorithm] = inner(parts.find((part) => part instanceof asn1js.Sequence));
	const oid =
		parts[0] instanceof asn1js.Sequence && algorithm instanceof asn1js.ObjectIdentifier
			? algorithm.valueBlock.toString()
			: OID.sha256;
	return { hash: HASHES[oid] ?? 'sha256', digest: digest.valueBlock.valueHexView };
}

function tokenOf(info: pkijs.SignerInfo): Buffer | null {
	const found = info.unsignedAttrs?.attributes.find(({ type }) => type === OID.timeStampToken);
	const token: unknown = found?.values[0];
	return token instanceof asn1js.BaseBlock ? Buffer.from(token.toBER()) : null;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
	return one.length === other.length && timingSafeEqual(one, other);
}
