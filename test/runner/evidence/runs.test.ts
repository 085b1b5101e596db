import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRunner, parseConnection, startSandbox, type Sandbox } from '../../../runner';
import { checkPdf } from '../../../runner/verify/pdf';
import { squeezed, textOf } from '../../harness/readPdf';
import { pkcs12Of, rsaKeys } from '../../harness/signing';

const ROOT = resolve(__dirname, '..', '..', '..');
const WORKFLOW = join(ROOT, 'dist', 'workflows', 'offboarding.json');

let sandbox: Sandbox;
let folder: string;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-signed-'));
	sandbox = await startSandbox({ port: 0, tenant: 'ordinary' });
});
afterEach(async () => {
	await sandbox.close();
	rmSync(folder, { recursive: true, force: true });
});

async function offboard(evidenceP12?: string, more: NodeJS.ProcessEnv = {}) {
	const where = { packFolder: ROOT, workflowFile: WORKFLOW };
	const environment = { ...process.env, ...more };
	const runner = await openRunner({ dataFolder: folder, ...where, evidenceP12, environment });
	try {
		const run = await runner.offboard({
			connection: parseConnection(sandbox.connection),
			user: sandbox.leaver ?? '',
			manager: null,
			dryRun: false,
			requestedBy: null,
			ticket: null,
			reportFolder: folder,
		});
		const step = run.steps.find(({ key }) => key === 'compliancePdf')?.outcome;
		const pdf = readFileSync(run.report?.path ?? '');
		return { run, step, pdf, certificate: () => runner.evidence.certificate() };
	} finally {
		await runner.close();
	}
}

describe('the record of a run', () => {
	it('is signed with the keys of the data folder, and step 9 says so', async () => {
		const { step, pdf, certificate } = await offboard();
		expect(step).toMatchObject({ status: 'done', verified: true });
		expect(step?.summary).toMatch(/^The signed record is written and read back/);
		// Nobody is called a partner who has not said so.
		expect(await textOf(pdf)).not.toMatch(/MPN/);
		const verdict = await checkPdf(pdf, { trustedCa: (await certificate()).pem });
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
	});

	it('names the Microsoft partner that this installation is', async () => {
		const set = { OFFBOARDIQ_PARTNER_NAME: 'Cmd Fleet', OFFBOARDIQ_PARTNER_MPN: '7116548' };
		const { pdf } = await offboard(undefined, set);
		expect(await textOf(pdf)).toContain(squeezed('Partner Cmd Fleet, MPN 7116548'));
	});

	it.each([
		[{ OFFBOARDIQ_PARTNER_NAME: 'Cmd Fleet' }, /OFFBOARDIQ_PARTNER_MPN to the partner ID/],
		[{ OFFBOARDIQ_PARTNER_MPN: '7116548' }, /OFFBOARDIQ_PARTNER_NAME to the name/],
		[{ OFFBOARDIQ_PARTNER_NAME: 'A', OFFBOARDIQ_PARTNER_MPN: '7\n8' }, /PARTNER_MPN/],
		[{ OFFBOARDIQ_PARTNER_NAME: '={{ 1 }}', OFFBOARDIQ_PARTNER_MPN: '7116548' }, /PARTNER_NAME/],
	])('names no half of one: %j', async (set, says) => {
		await expect(offboard(undefined, set)).rejects.toThrow(says);
	});

	it('is not lost and does not claim to be signed when the given key can not be used', async () => {
		const file = join(folder, 'own.p12');
		writeFileSync(file, Buffer.from(pkcs12Of(rsaKeys(), 'open', 'aes256'), 'base64'));
		const { run, step, pdf } = await offboard(file);
		expect(run.status).toBe('completed_with_exceptions');
		expect(step).toMatchObject({ status: 'blocked', verified: false });
		expect(step?.summary).toMatch(/^The record, not signed, is written/);
		expect(step?.items[1]?.reason).toMatch(/^Not signed: The passphrase .* is wrong/);
		expect((await checkPdf(pdf)).findings[0]?.says).toMatch(/^The file is not signed/);
	});
});
