import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { signingCredentialOf } from '../../nodes/shared/evidence/signingCredential';
import { installationKeys, type InstallationKeys } from './installation-keys';
import type { EvidenceSettings } from './settings';

/** What an auditor is given once, to check records with. */
export interface EvidenceCertificate {
	readonly pem: string;
	/** SHA-256, hex with colons. */
	readonly fingerprint: string;
	readonly subject: string;
}

/** The fields of the credential that the nodes sign with. */
export type SigningFields = Readonly<Record<string, string>>;

/** Keys are looked at again after this long, so that a certificate is renewed while a runner goes on for months. */
const KEEP_MS = 3_600_000;

/** What the records of a data folder are signed with: its own keys, or a PKCS#12 file that its owner gave. */
export class Evidence {
	readonly #dataFolder: string;
	readonly #isUnused: () => Promise<boolean>;
	readonly #settings: EvidenceSettings;
	#own: { readonly keys: Promise<InstallationKeys>; readonly until: number } | null = null;

	/** @param isUnused says whether nothing is sealed with the key of the data folder yet */
	constructor(dataFolder: string, isUnused: () => Promise<boolean>, settings: EvidenceSettings) {
		this.#dataFolder = dataFolder;
		this.#isUnused = isUnused;
		this.#settings = settings;
	}

	/** What to sign with now. @throws in one line when there is nothing to sign with */
	async fields(): Promise<SigningFields> {
		const { p12File, passphrase, tsaUrl } = this.#settings;
		if (p12File === null) {
			const { privateKeyPem, certificatesPem } = await this.#ownKeys();
			return { format: 'pem', privateKey: privateKeyPem, certificates: certificatesPem, tsaUrl };
		}
		const pkcs12 = (await readP12(p12File)).toString('base64');
		return { format: 'pkcs12', pkcs12, passphrase, tsaUrl };
	}

	/** Why records will not be signed, in one line; null when they will. */
	async problem(): Promise<string | null> {
		try {
			await this.#facts();
			return null;
		} catch (error) {
			return error instanceof Error ? error.message : 'The signing key can not be used.';
		}
	}

	/** The certificate at the top of the chain. @throws in one line when there is none to use */
	async certificate(): Promise<EvidenceCertificate> {
		const { certificate, issuers } = await this.#facts();
		const top = issuers.at(-1) ?? certificate;
		return {
			pem: top.toString(),
			fingerprint: top.fingerprint256,
			subject: top.subject.split('\n').join(', '),
		};
	}

	async #facts(): Promise<{ certificate: X509Certificate; issuers: readonly X509Certificate[] }> {
		const fields = await this.fields();
		const credential = signingCredentialOf(fields);
		if (credential.kind === 'pem') {
			// Our own: no need to load what reads anybody else's.
			const certificate = new X509Certificate(credential.certificates);
			const { authorityPem } = await this.#ownKeys();
			return { certificate, issuers: [new X509Certificate(authorityPem)] };
		}
		const { openSigningKey } = await import('../../nodes/shared/evidence/signingKey.js');
		return openSigningKey(credential, new Date());
	}

	async #ownKeys(): Promise<InstallationKeys> {
		const now = Date.now();
		if (this.#own === null || this.#own.until < now) {
			const keys = installationKeys(this.#dataFolder, this.#isUnused, new Date(now));
			this.#own = { keys, until: now + KEEP_MS };
			keys.catch(() => {
				this.#own = null;
			});
		}
		return await this.#own.keys;
	}
}

async function readP12(file: string): Promise<Buffer> {
	try {
		return await readFile(file);
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
		throw new Error(`The PKCS#12 file ${file} can not be read (${code}).`, { cause: error });
	}
}
