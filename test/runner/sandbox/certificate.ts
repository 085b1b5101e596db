import { createHash, createSign, generateKeyPairSync } from 'node:crypto';

/** Length-prefixed DER. */
function der(tag: number, ...parts: Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const size =
		length < 128
			? Buffer.from([length])
			: length < 256
				? Buffer.from([0x81, length])
				: Buffer.from([0x82, length >> 8, length & 255]);
	return Buffer.concat([Buffer.from([tag]), size, content]);
}

const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');

const name = (text: string): Buffer =>
	der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0c, Buffer.from(text)))));

/** A self-signed RSA certificate of its own key, good from 2020 to 2049. */
export function selfSigned(): { certificate: string; privateKey: string; thumbprint: string } {
	const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const body = der(
		0x30,
		der(0x02, Buffer.from([1])),
		SHA256_WITH_RSA,
		name('OffboardIQ test'),
		der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z'))),
		name('OffboardIQ test'),
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = createSign('sha256').update(body).sign(privateKey);
	const raw = der(0x30, body, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
	const lines = raw.toString('base64').replace(/.{64}/g, '$&\n');
	return {
		certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
		privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		thumbprint: createHash('sha256').update(raw).digest('hex').toUpperCase(),
	};
}
