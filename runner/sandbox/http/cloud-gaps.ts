import type { CloudName } from '../../../nodes/shared/graph/clouds';
import type { TenantState } from '../state/tenant';

/** Segments that Graph of a national cloud does not have, from Microsoft's metadata of those clouds. */
const MISSING: Readonly<Record<CloudName, readonly string[]>> = {
	global: [],
	usgov: ['externalAuthenticationMethods'],
	dod: ['externalAuthenticationMethods'],
	china: [
		'messageRules',
		'methods',
		'fido2Methods',
		'softwareOathMethods',
		'windowsHelloForBusinessMethods',
		'temporaryAccessPassMethods',
		'emailMethods',
		'passwordMethods',
		'externalAuthenticationMethods',
	],
};

/** The first segment of a path that the tenant's cloud knows nothing of; null when it has them all. */
export function gapIn(
	{ cloud = 'global' }: TenantState,
	segments: readonly string[],
): string | null {
	const missing = MISSING[cloud].map((name) => name.toLowerCase());
	return segments.find((segment) => missing.includes(segment.toLowerCase())) ?? null;
}
