import { X509Certificate } from 'node:crypto';
import type { GraphConnection } from '../../nodes/shared/graph';

/** What may be shown of what a connection signs in with. */
export type CredentialFacts =
	| { readonly kind: 'secret' }
	| {
			readonly kind: 'certificate';
			/** SHA-1, as the Entra admin center shows it. */
			readonly thumbprint: string;
			/** ISO 8601 UTC. */
			readonly endsAt: string;
	  };

/** The thumbprint and the end of a certificate. When a secret ends, only the app registration knows. */
export function credentialFacts({
	credential,
}: Pick<GraphConnection, 'credential'>): CredentialFacts {
	if (credential.kind === 'secret') return { kind: 'secret' };
	const certificate = new X509Certificate(credential.certificate);
	return {
		kind: 'certificate',
		thumbprint: certificate.fingerprint.replaceAll(':', ''),
		endsAt: certificate.validToDate.toISOString(),
	};
}
