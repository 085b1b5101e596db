import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Evidence } from '../../../runner/evidence/evidence';
import { installationKeys } from '../../../runner/evidence/installation-keys';
import { evidenceSettings } from '../../../runner/evidence/settings';
import { command } from '../../harness/command';
import { pkcs12Of, rsaKeys } from '../../harness/signing';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-20T17:00:00Z');
const unused = async () => true;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'oiq-evidence-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const keys = (days = 0) =>
	installationKeys(folder, unused, new Date(NOW.getTime() + days * DAY_MS));
const files = () => readdirSync(join(folder, 'keys', 'evidence')).sort();

describe('the keys of an installation', () => {
	it('are a CA for ten years and a leaf for two, and stay', async () => {
		const made = await keys();
		const ca = new X509Certificate(made.authorityPem);
		const leaf = new X509Certificate(made.certificatesPem);
		expect([ca.ca, leaf.ca]).toEqual([true, false]);
		expect(leaf.checkIssued(ca) && leaf.verify(ca.publicKey)).toBe(true);
		expect(ca.validToDate.getUTCFullYear()).toBe(2036);
		expect(leaf.validToDate.getUTCFullYear()).toBe(2028);
		expect(leaf.keyUsage).toEqual([
			'1.3.6.1.5.5.7.3.4',
			'1.3.6.1.5.5.7.3.36',
			'1.2.840.113583.1.1.5',
		]);
		expect(await keys(1)).toEqual(made);
		expect(files()).toEqual(['ca-1.json', 'leaf-1.json']);
	});

	it('lie in files for the owner only, with no private key in clear', async () => {
		const { privateKeyPem } = await keys();
		const secret = privateKeyPem.split('\n')[1] ?? '';
		expect(statSync(join(folder, 'keys', 'evidence')).mode & 0o777).toBe(0o700);
		for (const name of files()) {
			const file = join(folder, 'keys', 'evidence', name);
			expect(statSync(file).mode & 0o777).toBe(0o600);
			expect(readFileSync(file, 'utf8')).not.toMatch(/PRIVATE/);
			expect(readFileSync(file, 'utf8')).not.toContain(secret);
		}
	});

	it('are the same for everybody who makes them at the same moment', async () => {
		const all = await Promise.all(Array.from({ length: 8 }, () => keys()));
		expect(new Set(all.map(({ authorityPem }) => authorityPem)).size).toBe(1);
		expect(files()).toEqual(['ca-1.json', 'leaf-1.json']);
	});

	it('are made once by two processes at their first start', async () => {
		const evidence = () => command(['evidence', '--data', folder]);
		const [one, other] = await Promise.all([evidence(), evidence()]);
		expect([one.code, other.code, one.stderr]).toEqual([0, 0, '']);
		expect(one.stdout).toBe(other.stdout);
		expect(files()).toEqual(['ca-1.json', 'leaf-1.json']);
		const { fingerprint256 } = new X509Certificate(one.stdout);
		expect(one.stdout).toContain(`# SHA-256 fingerprint: ${fingerprint256}\n`);
	});

	it('get a new leaf in time, and keep the old certificates', async () => {
		const first = await keys();
		expect(await keys(731 - 61)).toEqual(first);
		const second = await keys(731 - 59);
		expect(second.authorityPem).toBe(first.authorityPem);
		expect(second.privateKeyPem).not.toBe(first.privateKeyPem);
		expect(files()).toEqual(['ca-1.json', 'leaf-1.json', 'leaf-2.json']);
	});

	it('get a new CA before a leaf would outlive it', async () => {
		const first = await keys();
		const later = await keys(3653 - 700);
		expect(later.authorityPem).not.toBe(first.authorityPem);
		const leaf = new X509Certificate(later.certificatesPem);
		expect(leaf.verify(new X509Certificate(later.authorityPem).publicKey)).toBe(true);
		expect(files()).toContain('ca-1.json');
	});

	it('do not open without the key they are sealed with, and say what helps', async () => {
		await keys();
		const key = join(folder, 'keys', 'connections.key');
		rmSync(key);
		await expect(keys()).rejects.toThrow(/connections\.key is missing/);
		writeFileSync(key, `offboardiq-key-1 ${'A'.repeat(43)}\n`, { mode: 0o600 });
		await expect(keys()).rejects.toThrow(/does not open with .* Put the right key back/);
	});

	it('are not made where something is sealed with a key that is gone', async () => {
		await expect(installationKeys(folder, async () => false, NOW)).rejects.toThrow(/is missing/);
	});
});

describe('keys that the owner gives', () => {
	it('take the place of those of the installation', async () => {
		const rsa = rsaKeys();
		const file = join(folder, 'own.p12');
		writeFileSync(file, Buffer.from(pkcs12Of(rsa, 'open', 'aes256'), 'base64'));
		const environment = {
			OFFBOARDIQ_EVIDENCE_P12: file,
			OFFBOARDIQ_EVIDENCE_PASSPHRASE: 'open',
			OFFBOARDIQ_TSA_URL: 'http://tsa.example/tsr',
		};
		const evidence = new Evidence(folder, unused, evidenceSettings(undefined, environment));
		expect(await evidence.problem()).toBeNull();
		expect(await evidence.fields()).toMatchObject({ tsaUrl: 'http://tsa.example/tsr' });
		const { fingerprint256 } = new X509Certificate(rsa.certificate);
		expect((await evidence.certificate()).fingerprint).toBe(fingerprint256);
		const wrong = { ...environment, OFFBOARDIQ_EVIDENCE_PASSPHRASE: 'CANARY' };
		const closed = new Evidence(folder, unused, evidenceSettings(undefined, wrong));
		expect(await closed.problem()).toMatch(/^The passphrase of the PKCS#12 file is wrong/);
		const missing = new Evidence(folder, unused, evidenceSettings(`${file}.not`, {}));
		expect(await missing.problem()).toMatch(/can not be read \(ENOENT\)/);
	});
});
