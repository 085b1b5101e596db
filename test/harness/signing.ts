import { generateKeyPairSync } from 'node:crypto';
import { makeRecord } from '../../nodes/shared/record/making/make';
import type { MadeRecord } from '../../nodes/shared/record/making/job';
import type { PdfOptions } from '../../nodes/shared/record/pdf';
import { pdfSignerFor } from '../../nodes/shared/evidence/pdfSigner';
import type { SigningCredential } from '../../nodes/shared/evidence/signingCredential';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { forge } from '../../nodes/shared/vendor/pki';
import { makeAuthority, makeLeaf } from '../../runner/evidence/certificates';

const DAY_MS = 86_400_000;

/** Keys as an installation makes them, with their CA. */
export async function ecKeys(tsaUrl: string | null = null) {
	const [from, until] = [new Date(Date.now() - 60_000), new Date(Date.now() + 30 * DAY_MS)];
	const ca = await makeAuthority('Test CA', from, until);
	const leaf = await makeLeaf('Test signer', { from, until }, ca);
	const credential: SigningCredential = {
		kind: 'pem',
		privateKey: leaf.privateKeyPem,
		certificates: `${leaf.certificatePem}${ca.certificatePem}`,
		tsaUrl,
	};
	return { credential, caPem: ca.certificatePem, leafPem: leaf.certificatePem };
}

/** What a test wants of an RSA certificate that a customer brings along. */
export interface RsaWish {
	readonly from?: Date;
	readonly until?: Date;
	readonly keyUsage?: object;
	readonly bits?: number;
}

/** A self-signed RSA certificate with its key, both PEM, as forge makes them. */
export function rsaKeys({ from, until, keyUsage, bits = 2048 }: RsaWish = {}) {
	const { privateKey, publicKey } = generateKeyPairSync('rsa', {
		modulusLength: bits,
		publicKeyEncoding: { format: 'pem', type: 'spki' },
		privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
	});
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
	certificate.serialNumber = '0a1b2c';
	certificate.validity.notBefore = from ?? new Date(Date.now() - DAY_MS);
	certificate.validity.notAfter = until ?? new Date(Date.now() + DAY_MS);
	certificate.setSubject([{ name: 'commonName', value: 'Customer RSA' }]);
	certificate.setIssuer([{ name: 'commonName', value: 'Customer RSA' }]);
	const usage = keyUsage ?? { digitalSignature: true, nonRepudiation: true };
	certificate.setExtensions([{ name: 'keyUsage', critical: true, ...usage }]);
	const key = forge.pki.privateKeyFromPem(privateKey);
	certificate.sign(key, forge.md.sha256.create());
	return { privateKey, certificate: forge.pki.certificateToPem(certificate) };
}

/** A PKCS#12 file as base64. */
export function pkcs12Of(
	{ privateKey, certificate }: { privateKey: string; certificate: string },
	passphrase: string,
	algorithm: '3des' | 'aes256',
): string {
	const asn1 = forge.pkcs12.toPkcs12Asn1(
		forge.pki.privateKeyFromPem(privateKey),
		[forge.pki.certificateFromPem(certificate)],
		passphrase,
		{ algorithm },
	);
	return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'latin1').toString('base64');
}

/** Draws and signs, in this thread. */
export async function makeSigned(
	offboarding: Offboarding,
	credential: SigningCredential,
	options: Partial<PdfOptions> = {},
): Promise<MadeRecord & { readonly pdf: Buffer }> {
	const product = { name: 'OffboardIQ', version: '9.8.7' };
	const job = { offboarding, options: { generatedAt: new Date(), product, ...options } };
	const made = await makeRecord(job, pdfSignerFor(credential, new Date()));
	return { ...made, pdf: Buffer.from(made.bytes) };
}
