import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningCredential } from '../../nodes/shared/evidence/signingCredential';
import { checkPdf } from '../../runner/verify/pdf';
import { allDone, exceptions } from '../harness/offboardings';
import { ecKeys, makeSigned } from '../harness/signing';

/** Signatures judged by tools that are not ours: poppler's pdfsig over NSS, OpenSSL and qpdf. */

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'signature-'));
	await writeFile(join(folder, 'leaf.ext'), LEAF);
	await writeFile(join(folder, 'tsa.cnf'), TSA);
	await writeFile(join(folder, 'tsa.ext'), 'extendedKeyUsage=critical,timeStamping\n');
});
afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

const LEAF = `keyUsage=critical,digitalSignature,nonRepudiation
extendedKeyUsage=emailProtection,1.3.6.1.5.5.7.3.36,1.2.840.113583.1.1.5
`;
const TSA = `[tsa]
default_tsa = tsa1
[tsa1]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

/** A script as somebody would type it, in the folder of this test. */
async function sh(script: string): Promise<string> {
	const { stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
	return `${stdout}${stderr}`;
}

const KINDS = {
	ec: '-algorithm EC -pkeyopt ec_paramgen_curve:P-256',
	rsa: '-algorithm RSA -pkeyopt rsa_keygen_bits:3072',
};

/** A CA and a leaf as OpenSSL makes them, the leaf as PKCS#12. */
async function opensslKeys(name: keyof typeof KINDS, old = false): Promise<SigningCredential> {
	const gen = KINDS[name];
	await sh(`openssl genpkey ${gen} -out ${name}-ca.key
openssl req -x509 -new -key ${name}-ca.key -subj "/CN=CA ${name}" -days 30 -out ${name}-ca.pem
openssl genpkey ${gen} -out ${name}.key
openssl req -new -key ${name}.key -utf8 -subj "/CN=Signer ${name}/O=Żółw" -out ${name}.csr
openssl x509 -req -in ${name}.csr -CA ${name}-ca.pem -CAkey ${name}-ca.key -CAcreateserial -days 20 -extfile leaf.ext -out ${name}.pem
openssl pkcs12 -export ${old ? '-legacy' : ''} -inkey ${name}.key -in ${name}.pem -certfile ${name}-ca.pem -passout pass:geheim -out ${name}.p12`);
	const pkcs12 = (await readFile(join(folder, `${name}.p12`))).toString('base64');
	return { kind: 'pkcs12', pkcs12, passphrase: 'geheim', tsaUrl: null };
}

/** What pdfsig says of a file when only one CA is trusted. */
async function pdfsig(pdf: Uint8Array, ca: string): Promise<string> {
	await writeFile(join(folder, 'judged.pdf'), pdf);
	return await sh(`rm -rf nss && mkdir nss
certutil -N -d sql:nss --empty-password
certutil -A -d sql:nss -n ca -t C,C,C -i ${ca}
pdfsig -nssdir "$PWD/nss" judged.pdf || true`);
}

const VALID = 'Signature is Valid.';
const WHOLE = 'Total document signed';
const TRUSTED = 'Certificate is Trusted.';

describe('pdfsig, qpdf and OpenSSL', () => {
	it.each([
		['ec', false],
		['rsa', false],
		['ec', true],
		['rsa', true],
	] as const)(
		'take a record signed with %s (old PKCS#12: %s) for valid, whole and trusted',
		async (kind, old) => {
			const { pdf } = await makeSigned(allDone(), await opensslKeys(kind, old));
			const says = await pdfsig(pdf, `${kind}-ca.pem`);
			for (const line of [VALID, WHOLE, TRUSTED, 'ETSI.CAdES.detached', `Signer ${kind}`]) {
				expect(says).toContain(line);
			}
			expect(await sh('qpdf --check judged.pdf')).toContain('No syntax or stream encoding errors');
			expect((await checkPdf(pdf)).holds).toBe(true);
		},
	);

	it('trust the certificates that an installation makes, and OpenSSL finds them in order', async () => {
		const { credential, caPem, leafPem } = await ecKeys();
		await writeFile(join(folder, 'own-ca.pem'), caPem);
		await writeFile(join(folder, 'own.pem'), leafPem);
		expect(await sh('openssl verify -x509_strict -CAfile own-ca.pem own.pem')).toContain('OK');
		const { pdf } = await makeSigned(exceptions(), credential);
		const says = await pdfsig(pdf, 'own-ca.pem');
		for (const line of [VALID, WHOLE, TRUSTED]) expect(says).toContain(line);
	});

	it('do not trust it under another CA, and find every change', async () => {
		const { credential } = await ecKeys();
		const { pdf } = await makeSigned(allDone(), credential);
		const other = await ecKeys();
		await writeFile(join(folder, 'other-ca.pem'), other.caPem);
		expect(await pdfsig(pdf, 'other-ca.pem')).not.toContain(TRUSTED);
		for (const at of [100, Math.floor(pdf.length / 2), pdf.length - 2000]) {
			const changed = Buffer.from(pdf);
			changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
			expect(await pdfsig(changed, 'other-ca.pem')).not.toContain(VALID);
		}
		const longer = Buffer.concat([pdf, Buffer.from('\n% more\n')]);
		expect(await pdfsig(longer, 'other-ca.pem')).not.toContain(WHOLE);
	});
});

describe('a time-stamp authority', () => {
	let server: Server;
	let url: string;

	beforeAll(async () => {
		await sh(`openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -subj "/CN=Test TSA" -days 10 -addext "extendedKeyUsage=critical,timeStamping"
echo 01 > serial`);
		server = createServer((request, response) => {
			void answer(request, response);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`;
	});
	afterAll(() => server.close());

	async function answer(
		request: AsyncIterable<Uint8Array>,
		response: { end(bytes: Buffer): void },
	): Promise<void> {
		const chunks: Uint8Array[] = [];
		for await (const chunk of request) chunks.push(chunk);
		await writeFile(join(folder, 'query.tsq'), Buffer.concat(chunks));
		await sh(
			'openssl ts -reply -config tsa.cnf -queryfile query.tsq -signer tsa.pem -inkey tsa.key -out reply.tsr',
		);
		response.end(await readFile(join(folder, 'reply.tsr')));
	}

	it('stamps the signature, and everybody still takes it for valid', async () => {
		const { credential, caPem } = await ecKeys(url);
		await writeFile(join(folder, 'own-ca.pem'), caPem);
		const { pdf, seal } = await makeSigned(allDone(), credential);
		expect(seal).toMatchObject({
			kind: 'signed',
			noTimestamp: null,
			timestampBy: new URL(url).host,
		});
		const says = await pdfsig(pdf, 'own-ca.pem');
		for (const line of [VALID, WHOLE, TRUSTED]) expect(says).toContain(line);
		const { holds, findings } = await checkPdf(pdf, { trustedCa: caPem });
		expect(holds).toBe(true);
		const stamp = findings.find(({ check }) => check === 'timestamp');
		expect(stamp?.says).toMatch(/^Stamped at 20.* by CN=Test TSA/);
	});
});
