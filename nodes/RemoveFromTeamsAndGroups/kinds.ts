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
			return { status: 'blocked', reason: `${ONLY_EXCHANGE} ${commandsFor(group)}.` };
		default:
			return null;
	}
}

const ONLY_EXCHANGE =
	'Microsoft Graph can not change this kind of group. Use the Exchange admin center, or';

/** A member is taken out by one command, an owner by another. */
function commandsFor({ member, owned }: HeldGroup): string {
	const asOwner = 'Set-DistributionGroup -ManagedBy';
	if (!owned) return 'Remove-DistributionGroupMember';
	return member ? `Remove-DistributionGroupMember and ${asOwner}` : asOwner;
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

/** What somebody should know who reads that the person left; null where there is nothing more to say. */
export function whatGoesWith(group: HeldGroup): string | null {
	return group.carriesLicenses
		? 'The licence that this group gives goes with it, which can take up to a day.'
		: null;
}
