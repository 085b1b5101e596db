import type { CloudName } from '../graph/clouds';
import type { StepKey } from './vocabulary';

/** How people call the clouds that lack something. */
const CLOUD_TITLE: Readonly<Record<CloudName, string>> = {
	global: 'the global cloud',
	usgov: 'US Government (GCC High)',
	dod: 'US Government (DoD)',
	china: 'China (21Vianet)',
};

/** What Graph has no call for at all, by cloud and step, and where a person does it instead. */
const MISSING_STEPS: Readonly<Partial<Record<CloudName, Partial<Record<StepKey, string>>>>> = {
	china: {
		removeMfaMethods:
			'Microsoft Graph can not list sign-in methods there. Require re-registration in the Entra admin center instead.',
		forwardEmail:
			'Microsoft Graph has no inbox rules there. Set the forwarding in the Exchange admin center instead.',
	},
};

/** Kinds of sign-in methods that a cloud has no collection for, by `@odata.type`. */
const MISSING_METHODS: Readonly<Partial<Record<CloudName, readonly string[]>>> = {
	usgov: ['externalAuthenticationMethod'],
	dod: ['externalAuthenticationMethod'],
};

/**
 * Why a step can not be done in a national cloud, or null. Asking all the same would end in an error that looks like
 * ours, so nothing is sent.
 *
 * @see https://learn.microsoft.com/graph/deployments#supported-features
 */
export function stepGap(cloud: CloudName, step: StepKey): string | null {
	const instead = MISSING_STEPS[cloud]?.[step];
	return instead === undefined
		? null
		: `Not available in this cloud, ${CLOUD_TITLE[cloud]}: ${instead}`;
}

/** Why a kind of sign-in method can not be deleted in a national cloud, or null. */
export function methodGap(cloud: CloudName, type: string): string | null {
	return MISSING_METHODS[cloud]?.includes(type)
		? `Not available in this cloud: Microsoft Graph for ${CLOUD_TITLE[cloud]} has no call that deletes it.`
		: null;
}
