import { describe, expect, it } from 'vitest';
import { pdfSignerFor } from '../../../../nodes/shared/evidence/pdfSigner';
import { signingCredentialOf } from '../../../../nodes/shared/evidence/signingCredential';
import { SigningError } from '../../../../nodes/shared/evidence/signingError';
import { ecKeys, pkcs12Of, rsaKeys } from '../../../harness/signing';

const PASSPHRASE = 'CANARY-passphrase ';
const rsa = rsaKeys();

/** What comes of a credential: who signs, or the one line that says why nobody does. */
function tried(fields: Record<string, string>): string {
	try {
		return pdfSignerFor(signingCredentialOf(fields), new Date()).facts.subject;
	} catch (error) {
		expect(error).toBeInstanceOf(SigningError);
		return error instanceof Error ? error.message : '';
	}
}

const p12 = (pkcs12: string, passphrase = PASSPHRASE) => ({ format: 'pkcs12', pkcs12, passphrase });
const pem = (privateKey: string, certificates: string) => ({
	format: 'pem',
	privateKey,
	certificates,
});

describe('a signing credential', () => {
	it.each(['3des', 'aes256'] as const)('opens PKCS#12 with %s', (algorithm) => {
		expect(tried(p12(pkcs12Of(rsa, PASSPHRASE, algorithm)))).toBe('CN=Customer RSA');
	});

	it('opens PEM, EC and RSA, and finds the certificate of the key among others', async () => {
		const { credential } = await ecKeys();
		if (credential.kind !== 'pem') throw new Error('These keys are PEM.');
		const { privateKey, certificates } = credential;
		const both = `${rsa.certificate}\n${certificates}`;
		expect(tried(pem(privateKey, both))).toBe('CN=Test signer');
		expect(tried(pem(rsa.privateKey, both))).toBe('CN=Customer RSA');
	});

	it('says what is wrong in one line, without the passphrase or the key', async () => {
		const { credential } = await ecKeys();
		const ec = credential.kind === 'pem' ? credential : null;
		const file = pkcs12Of(rsa, PASSPHRASE, 'aes256');
		const day = 86_400_000;
		const past = rsaKeys({
			from: new Date(Date.now() - 9 * day),
			until: new Date(Date.now() - day),
		});
		const future = rsaKeys({
			from: new Date(Date.now() + day),
			until: new Date(Date.now() + 9 * day),
		});
		const forKeys = rsaKeys({ keyUsage: { keyEncipherment: true } });
		const small = rsaKeys({ bits: 1024 });
		const cases: [fields: Record<string, string>, says: RegExp][] = [
			[p12(file, 'CANARY-wrong'), /^The passphrase of the PKCS#12 file is wrong\./],
			[p12('AAAA'), /^This is no PKCS#12 file\./],
			[p12(''), /has no PKCS#12 File/],
			[pem('CANARY', rsa.certificate), /are not PEM/],
			[pem(rsa.privateKey, ''), /has no Certificates/],
			[pem(rsa.privateKey, ec?.certificates ?? ''), /belongs to its private key/],
			[pem(past.privateKey, past.certificate), /expired on \d{4}-\d\d-\d\d/],
			[pem(future.privateKey, future.certificate), /is valid from .* on only/],
			[pem(forKeys.privateKey, forKeys.certificate), /lacks digitalSignature/],
			[pem(small.privateKey, small.certificate), /kind that is not supported/],
			[{ ...p12(file), tsaUrl: 'ftp://tsa' }, /time-stamp authority is not one/],
		];
		for (const [fields, says] of cases) {
			const message = tried(fields);
			expect(message).toMatch(says);
			expect(message).not.toMatch(/CANARY|PRIVATE|\n/);
		}
	});
});
