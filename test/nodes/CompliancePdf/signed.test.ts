import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeComplianceRecord } from '../../../nodes/CompliancePdf/compliancePdf';
import { systemClock } from '../../../nodes/shared/graph';
import { checkPdf } from '../../../runner/verify/pdf';
import { allDone, nastyNames, simulated } from '../../harness/offboardings';
import { attachmentIn, infoOf, pagesOf, squeezed } from '../../harness/readPdf';
import { ecKeys, makeSigned, rsaKeys } from '../../harness/signing';

let server: Server | null = null;
afterEach(() => {
	server?.closeAllConnections();
	server?.close();
	server = null;
});

/** An authority that answers as it is told; null is one that never does. */
async function authority(answer: { status: number; body: string } | null): Promise<string> {
	const started = createServer((_, response) => {
		if (answer) response.writeHead(answer.status).end(answer.body);
	});
	server = started;
	await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(started.address() as AddressInfo).port}/tsr`;
}

describe('a signed record', () => {
	it.each([
		['all done', allDone()],
		['simulated', simulated()],
		['nasty names', nastyNames()],
	])('holds with EC: %s', async (_name, run) => {
		const { credential, caPem } = await ecKeys();
		const { pdf, seal } = await makeSigned(run, credential);
		const { findings } = await checkPdf(pdf, { trustedCa: caPem });
		expect(findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(seal).toMatchObject({ kind: 'signed', timestampBy: null, noTimestamp: null });
		expect(pdf.length).toBeLessThan(200 * 1024);
	});

	it('holds with RSA', async () => {
		const { privateKey, certificate } = rsaKeys();
		const credential = {
			kind: 'pem',
			privateKey,
			certificates: certificate,
			tsaUrl: null,
		} as const;
		const { pdf } = await makeSigned(allDone(), credential);
		expect((await checkPdf(pdf, { trustedCa: certificate })).holds).toBe(true);
	});

	it('says on its pages who signed, with both fingerprints, and that no authority stamped it', async () => {
		const { credential } = await ecKeys();
		const { pdf, seal } = await makeSigned(allDone(), credential);
		const pages = (await pagesOf(pdf)).map(squeezed);
		for (const page of pages) expect(page).toContain('signed,seeIntegrity');
		const text = pages.join('');
		expect(text).toContain('Signedby');
		expect(text).toContain('CN=Testsigner');
		expect(text).toContain(seal.kind === 'signed' ? seal.fingerprint : 'nobody');
		expect(text).toContain('Notrustedtimestamp.');
		expect(text).not.toContain('notsigned');
		expect((await infoOf(pdf)).tagged).toBe(true);
	});

	it('carries the mark of the audit log, and its note as a file', async () => {
		const { credential } = await ecKeys();
		const checkpoint = { origin: 'inst/org', size: 12, root: 'q'.repeat(43) + '=', note: 'a\nb\n' };
		const { pdf } = await makeSigned(allDone(), credential, { checkpoint });
		const text = squeezed((await pagesOf(pdf)).join(''));
		expect(text).toContain('inst/org,12entries.');
		expect(text).toContain(checkpoint.root);
		expect((await checkPdf(pdf)).holds).toBe(true);
		await expect(attachmentIn(pdf)).rejects.toThrow('not one attachment');
	});

	it('is signed in its place whatever a name looks like', async () => {
		const { credential, caPem } = await ecKeys();
		const run = allDone();
		const displayName = '/ByteRange [0 /********** /********** /**********] /ByteRange [0 1 2 3]';
		const { pdf } = await makeSigned(
			{ ...run, employee: { ...run.employee, displayName } },
			credential,
		);
		expect((await checkPdf(pdf, { trustedCa: caPem })).holds).toBe(true);
	});
});

describe('an authority that gives no time-stamp', () => {
	it.each([
		['fails', { status: 500, body: '' }, 'could not be asked'],
		['answers with something else', { status: 200, body: 'hello' }, 'no time-stamp'],
		['never answers', null, 'did not answer within 3 s'],
	])('costs the time-stamp and nothing else: it %s', async (_name, answer, why) => {
		const { credential } = await ecKeys(await authority(answer));
		const { pdf, seal } = await makeSigned(allDone(), credential);
		expect(seal).toMatchObject({ kind: 'signed', noTimestamp: expect.stringContaining(why) });
		expect((await checkPdf(pdf)).holds).toBe(true);
		expect(squeezed((await pagesOf(pdf)).join(''))).toContain('Notrustedtimestamp:');
	});
});

describe('step 9', () => {
	const options = { partner: null };

	it('says that the record is signed, and by whom', async () => {
		const { credential } = await ecKeys();
		const signing = { kind: 'credential', credential } as const;
		const made = await makeComplianceRecord(allDone(), { ...options, signing }, systemClock);
		const step = made.offboarding.steps.at(-1);
		expect(step).toMatchObject({ key: 'compliancePdf', status: 'done' });
		expect(step?.items[1]).toMatchObject({ target: 'Signature', status: 'done' });
		expect(step?.items[1]?.reason).toContain('Signed by CN=Test signer');
		expect((await checkPdf(made.file?.bytes ?? Buffer.alloc(0))).holds).toBe(true);
	});

	it('hands on an unsigned record that says why, and does not say signed, when the key can not be used', async () => {
		const { credential } = await ecKeys();
		const broken = { ...credential, kind: 'pem', privateKey: 'x', certificates: 'y' } as const;
		const signing = { kind: 'credential', credential: broken } as const;
		const made = await makeComplianceRecord(allDone(), { ...options, signing }, systemClock);
		const step = made.offboarding.steps.at(-1);
		expect(step).toMatchObject({ status: 'blocked', verified: false });
		expect(step?.items[1]?.reason).toMatch(/^Not signed: The private key .* are not PEM/);
		expect(step?.summary).toContain('not signed');
		const text = squeezed((await pagesOf(made.file?.bytes ?? Buffer.alloc(0))).join(''));
		expect(text).toContain('Thisrecordisnotsigned.');
		expect(text).toContain('Whynot');
		const verdict = await checkPdf(made.file?.bytes ?? Buffer.alloc(0));
		expect(verdict.findings[0]).toMatchObject({ check: 'signature', holds: false });
	});
});
