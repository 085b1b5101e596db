import type { AuthenticationMethod } from './authentication';
import type { Mailbox } from './mailbox';

/** A user's properties, by Graph's own names. Only what is listed here is ever shown. */
export interface UserProfile {
	readonly id: string;
	accountEnabled: boolean;
	ageGroup: string | null;
	assignedLicenses: { skuId: string; disabledPlans: string[] }[];
	businessPhones: string[];
	city: string | null;
	companyName: string | null;
	country: string | null;
	createdDateTime: string;
	department: string | null;
	displayName: string;
	employeeHireDate: string | null;
	employeeId: string | null;
	employeeLeaveDateTime: string | null;
	employeeType: string | null;
	externalUserState: string | null;
	givenName: string | null;
	isManagementRestricted: boolean | null;
	isResourceAccount: boolean | null;
	jobTitle: string | null;
	lastPasswordChangeDateTime: string | null;
	licenseAssignmentStates: {
		skuId: string;
		disabledPlans: string[];
		assignedByGroup: string | null;
		state: string;
		error: string;
	}[];
	mail: string | null;
	mailNickname: string | null;
	mobilePhone: string | null;
	officeLocation: string | null;
	onPremisesDistinguishedName: string | null;
	onPremisesDomainName: string | null;
	onPremisesImmutableId: string | null;
	onPremisesLastSyncDateTime: string | null;
	onPremisesSamAccountName: string | null;
	onPremisesSyncEnabled: boolean | null;
	onPremisesUserPrincipalName: string | null;
	otherMails: string[];
	preferredLanguage: string | null;
	proxyAddresses: string[];
	showInAddressList: boolean | null;
	/** Left out for somebody who never signed in. */
	signInActivity?: {
		lastSignInDateTime: string | null;
		lastSuccessfulSignInDateTime: string | null;
	};
	signInSessionsValidFromDateTime: string | null;
	surname: string | null;
	usageLocation: string | null;
	userPrincipalName: string;
	userType: string;
}

/** A person with everything the sandbox keeps about them. */
export interface UserRecord {
	readonly profile: UserProfile;
	managerId: string | null;
	methods: AuthenticationMethod[];
	/** The method a second factor is asked with first; it can't be deleted before the others. */
	defaultMethodId: string | null;
	/** True: the default is refused even when it is the last one, until the sign-in preference is changed. */
	defaultMethodIsPinned: boolean;
	/** Salted hashes of this and the last passwords; the passwords themselves are kept nowhere. */
	passwordHashes: string[];
	mailbox: Mailbox;
}

export interface GroupProfile {
	readonly id: string;
	assignedLicenses: { skuId: string; disabledPlans: string[] }[];
	createdDateTime: string;
	description: string | null;
	displayName: string;
	groupTypes: string[];
	isAssignableToRole: boolean | null;
	isManagementRestricted: boolean | null;
	mail: string | null;
	mailEnabled: boolean;
	mailNickname: string;
	membershipRule: string | null;
	membershipRuleProcessingState: string | null;
	onPremisesLastSyncDateTime: string | null;
	onPremisesSamAccountName: string | null;
	onPremisesSyncEnabled: boolean | null;
	proxyAddresses: string[];
	resourceProvisioningOptions: string[];
	securityEnabled: boolean;
	visibility: string | null;
}

/** Members and owners are object ids: people, other groups, devices or service principals. */
export interface GroupRecord {
	readonly profile: GroupProfile;
	memberIds: string[];
	ownerIds: string[];
	/** People whom Teams still shows in the team though they left the group: it follows within a day. */
	rosterOnlyIds?: string[];
	/** The private and shared channels of a team with their own members; empty for a group without a team. */
	channels: ChannelRecord[];
}

export interface ChannelRecord {
	readonly id: string;
	displayName: string;
	membershipType: 'standard' | 'private' | 'shared';
	members: { userId: string; owner: boolean }[];
}

export interface AdministrativeUnit {
	readonly id: string;
	displayName: string;
	description: string | null;
	memberIds: string[];
}

/** The other things that can own a group or hold a role. */
export interface ServicePrincipal {
	readonly id: string;
	readonly appId: string;
	displayName: string;
}

export interface Application {
	readonly id: string;
	readonly appId: string;
	displayName: string;
	ownerIds: string[];
}
