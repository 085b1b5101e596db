import type { HeldGroup } from '../shared/step/offboarding';

/** Why Graph can't change a membership, and whose turn it is; null when it can. */
export function whyNotRemovable(
	group: HeldGroup,
): { readonly status: 'skipped' | 'blocked'; readonly reason: string } | null {
	if (group.onPremisesSyncEnabled) {
		return {
			status: 'blocked',
			reason: 'Synced from on-premises Active Directory. Remove the person from the group there.',
		};
	}
	switch (group.kind) {
		case 'dynamic':
			return {
				status: 'skipped',
				reason: 'Membership follows a rule; it ends when the person no longer matches it.',
			};
		case 'distribution':
		case 'mailEnabledSecurity':
			return {
				status: 'blocked',
				reason:
					'Microsoft Graph can not change this kind of group. Use the Exchange admin center, or Remove-DistributionGroupMember.',
			};
		default:
			return null;
	}
}

const WORDS: Readonly<Record<HeldGroup['kind'], string>> = {
	security: 'security group',
	microsoft365: 'Microsoft 365 group',
	team: 'team',
	dynamic: 'dynamic group',
	mailEnabledSecurity: 'mail-enabled security group',
	distribution: 'distribution list',
};

/** How a group is written in a record: its name and what it is. */
export function describe(group: HeldGroup): string {
	return `${group.displayName}, ${WORDS[group.kind]}`;
}
