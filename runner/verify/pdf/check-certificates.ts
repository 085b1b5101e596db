import { X509Certificate } from 'node:crypto';
import type { CheckedCms } from '../../../nodes/shared/evidence/cmsCheck';
import { usagesOf } from '../../../nodes/shared/evidence/keyUsage';
import type { Finding } from '../verdict';

/** More links than any chain has. */
const LONGEST_CHAIN = 8;

/**
 * Whose signature it is: the chain, its time, and what its key is for.
 *
 * @param at when it was signed
 * @param trustedCa PEM of one or more certificates; without them the top of the chain is named, to be compared
 */
export function checkCertificates(
	{ signer, certificates }: CheckedCms,
	at: Date,
	trustedCa: string | undefined,
): Finding[] {
	const trusted = trustedCa === undefined ? null : certificatesIn(trustedCa);
	const chain = chainOf(signer, [...certificates, ...(trusted ?? [])]);
	const named = certificates.every((certificate) => isIn(chain, certificate));
	const first = named ? chainFinding(chain, trusted) : strangerFinding(signer);
	return [first, timeFinding(chain, at), usageFinding(signer)];
}

/** The certificates beside the signer's are not signed with the record: one that was changed belongs to no chain. */
function strangerFinding(signer: X509Certificate): Finding {
	const says = `The file holds a certificate that did not issue the one of ${lineOf(signer.subject)}. It was changed, or put there.`;
	return { check: 'certificate', holds: false, says };
}

function chainFinding(
	chain: readonly X509Certificate[],
	trusted: readonly X509Certificate[] | null,
): Finding {
	const check = 'certificate';
	const name = lineOf(chain[0]?.subject);
	const top = chain.at(-1);
	if (trusted === null) {
		const says = `Signed by ${name}. The chain ends in a self-made CA with SHA-256 ${top?.fingerprint256 ?? ''}: compare it with the one you were given.`;
		const itself = `Signed by ${name}, SHA-256 ${top?.fingerprint256 ?? ''}; its issuer is not in the file. Compare it with the one you were given.`;
		return { check, holds: true, says: isSelfMade(top) ? says : itself };
	}
	const known = new Set(trusted.map(({ fingerprint256 }) => fingerprint256));
	const anchor = chain.find(({ fingerprint256 }) => known.has(fingerprint256));
	if (anchor) {
		return { check, holds: true, says: `Signed by ${name}, under the certificate that was given.` };
	}
	const says = `Signed by ${name}, which is not under the certificate that was given.`;
	return { check, holds: false, says };
}

function timeFinding(chain: readonly X509Certificate[], at: Date): Finding {
	const check = 'validity period';
	const out = chain.find(
		({ validFromDate, validToDate }) => at < validFromDate || at > validToDate,
	);
	if (out) {
		const says = `${lineOf(out.subject)} is valid from ${out.validFromDate.toISOString()} to ${out.validToDate.toISOString()}, and it was signed at ${at.toISOString()}.`;
		return { check, holds: false, says };
	}
	return { check, holds: true, says: 'Every certificate was valid when it was signed.' };
}

function usageFinding(signer: X509Certificate): Finding {
	const check = 'key usage';
	const usages = usagesOf(signer);
	const may = usages === null || usages.digitalSignature || usages.nonRepudiation;
	return may
		? { check, holds: true, says: 'The certificate is one for signatures.' }
		: { check, holds: false, says: 'The certificate is not one for signatures.' };
}

/** The signer, whoever issued it, and so on; each link's signature is checked. */
function chainOf(signer: X509Certificate, known: readonly X509Certificate[]): X509Certificate[] {
	const chain = [signer];
	for (let last = signer; chain.length < LONGEST_CHAIN;) {
		const next = known.find((candidate) => isIssuer(candidate, last) && !isIn(chain, candidate));
		if (!next) break;
		chain.push(next);
		last = next;
	}
	return chain;
}

/** Only a CA may issue, whatever a certificate's name says. */
function isIssuer(candidate: X509Certificate, of: X509Certificate): boolean {
	if (!candidate.ca || !of.checkIssued(candidate)) return false;
	// The last one vouches for itself, so that no byte of it can be changed unseen.
	const isTop = candidate.subject === candidate.issuer;
	if (isTop && !candidate.verify(candidate.publicKey)) return false;
	const usages = usagesOf(candidate);
	return (usages === null || usages.certificateSigning) && of.verify(candidate.publicKey);
}

function isIn(chain: readonly X509Certificate[], { fingerprint256 }: X509Certificate): boolean {
	return chain.some((link) => link.fingerprint256 === fingerprint256);
}

function isSelfMade(certificate: X509Certificate | undefined): boolean {
	return certificate?.ca === true && certificate.verify(certificate.publicKey);
}

/** @throws Error in one line when there is none */
function certificatesIn(pem: string): X509Certificate[] {
	const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
	if (blocks.length === 0) throw new Error('The trusted certificate is not PEM.');
	return blocks.map((block) => new X509Certificate(block));
}

function lineOf(subject: string | undefined): string {
	return (subject ?? '').split('\n').join(', ');
}
