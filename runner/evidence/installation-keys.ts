import { randomBytes, X509Certificate } from 'node:crypto';
import { connectionKey, keyFileOf, type ConnectionKey } from '../connections/connection-key';
import { KeyFiles, type Kept } from './key-files';

const DAY_MS = 86_400_000;
const CA_DAYS = 3653;
const LEAF_DAYS = 731;
/** A new certificate is made so long before the old one ends: whoever checks records can be told in time. */
const RENEW_DAYS = 60;

/** What this installation signs with. */
export interface InstallationKeys {
	readonly privateKeyPem: string;
	/** The signing certificate and the one that issued it, PEM. */
	readonly certificatesPem: string;
	/** The CA, PEM: what an auditor is given once. */
	readonly authorityPem: string;
}

/**
 * The keys of a data folder; made when there are none, renewed in time. Processes that make them at the same moment end
 * up with the same ones.
 *
 * @param isUnused says whether nothing is sealed yet, so that a new sealing key locks nobody out
 * @throws KeyError in one line when they can't be opened
 */
export async function installationKeys(
	dataFolder: string,
	isUnused: () => Promise<boolean>,
	now: Date,
): Promise<InstallationKeys> {
	const files = new KeyFiles(dataFolder);
	const [authorities, leaves] = await Promise.all([files.all('ca'), files.all('leaf')]);
	const key = await connectionKey(
		keyFileOf(dataFolder),
		authorities.length === 0 && (await isUnused()),
	);
	const known = authorities.at(-1);
	const authority =
		known && endsAfter(known, now, LEAF_DAYS + RENEW_DAYS)
			? known
			: await newAuthority(files, (known?.number ?? 0) + 1, key, now);
	const latest = leaves.at(-1);
	const leaf =
		latest && endsAfter(latest, now, RENEW_DAYS) && isFrom(latest, authority)
			? latest
			: await newLeaf(files, (latest?.number ?? 0) + 1, { key, authority, now });
	return {
		privateKeyPem: await files.privateKey(leaf, key),
		certificatesPem: `${leaf.certificatePem}${issuerOf(leaf, [...authorities, authority])}`,
		authorityPem: authority.certificatePem,
	};
}

/** Another process may have been first with a leaf of an older CA: whoever issued it goes along. */
function issuerOf(leaf: Kept, authorities: readonly Kept[]): string {
	return authorities.find((authority) => isFrom(leaf, authority))?.certificatePem ?? '';
}

function endsAfter({ certificatePem }: Kept, now: Date, days: number): boolean {
	const ends = new X509Certificate(certificatePem).validToDate.getTime();
	return ends > now.getTime() + days * DAY_MS;
}

function isFrom(leaf: Kept, authority: Kept): boolean {
	const issuer = new X509Certificate(authority.certificatePem);
	return new X509Certificate(leaf.certificatePem).verify(issuer.publicKey);
}

async function newAuthority(files: KeyFiles, number: number, key: ConnectionKey, now: Date) {
	const { makeAuthority } = await import('./certificates.js');
	const name = `OffboardIQ Evidence CA ${randomBytes(4).toString('hex')}`;
	const made = await makeAuthority(name, beginning(now), after(now, CA_DAYS));
	return await files.add('ca', number, made, key);
}

async function newLeaf(
	files: KeyFiles,
	number: number,
	{ key, authority, now }: { key: ConnectionKey; authority: Kept; now: Date },
): Promise<Kept> {
	const { makeLeaf } = await import('./certificates.js');
	const privateKeyPem = await files.privateKey(authority, key);
	const issuer = { certificatePem: authority.certificatePem, privateKeyPem };
	const { subject } = new X509Certificate(authority.certificatePem);
	const name = `OffboardIQ Evidence ${subject.slice(-8)} key ${number}`;
	const made = await makeLeaf(name, { from: beginning(now), until: after(now, LEAF_DAYS) }, issuer);
	return await files.add('leaf', number, made, key);
}

/** A minute ago, in whole seconds: clocks of others run a little behind. */
function beginning(now: Date): Date {
	return new Date(Math.floor(now.getTime() / 1000 - 60) * 1000);
}

function after(now: Date, days: number): Date {
	return new Date(Math.floor(now.getTime() / 1000) * 1000 + days * DAY_MS);
}
