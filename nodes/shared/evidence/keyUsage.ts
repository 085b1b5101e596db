import type { X509Certificate } from 'node:crypto';
import { asn1js, pkijs } from '../vendor/pki';

/** What a certificate says its key is for. */
export interface KeyUsages {
	readonly digitalSignature: boolean;
	readonly nonRepudiation: boolean;
	readonly certificateSigning: boolean;
}

const KEY_USAGE = '2.5.29.15';

/** The key usages; null for a certificate that does not limit them. */
export function usagesOf(certificate: X509Certificate): KeyUsages | null {
	const { extensions = [] } = pkijs.Certificate.fromBER(certificate.raw);
	const usage = extensions.find(({ extnID }) => extnID === KEY_USAGE);
	if (!usage) return null;
	const { result } = asn1js.fromBER(usage.extnValue.valueBlock.valueHexView);
	const bits = result instanceof asn1js.BitString ? (result.valueBlock.valueHexView[0] ?? 0) : 0;
	return {
		digitalSignature: (bits & 0x80) !== 0,
		nonRepudiation: (bits & 0x40) !== 0,
		certificateSigning: (bits & 0x04) !== 0,
	};
}
