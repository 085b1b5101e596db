/**
 * The property names of the types the sandbox answers with, as Microsoft publishes them for v1.0: a `$select` of
 * anything else is refused, as Graph does.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const PROPERTIES = {
	user: words(`
		id deletedDateTime aboutMe accountEnabled ageGroup assignedLicenses assignedPlans
		authorizationInfo birthday businessPhones city companyName consentProvidedForMinor
		country createdDateTime creationType customSecurityAttributes department
		deviceEnrollmentLimit displayName employeeHireDate employeeId employeeLeaveDateTime
		employeeOrgData employeeType externalUserState externalUserStateChangeDateTime faxNumber
		givenName hireDate identities identityParentId imAddresses interests
		isManagementRestricted isResourceAccount jobTitle lastPasswordChangeDateTime
		legalAgeGroupClassification licenseAssignmentStates mail mailboxSettings mailNickname
		mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName
		onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime
		onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier
		onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies
		passwordProfile pastProjects postalCode preferredDataLocation preferredLanguage
		preferredName print provisionedPlans proxyAddresses responsibilities schools
		securityIdentifier serviceProvisioningErrors showInAddressList signInActivity
		signInSessionsValidFromDateTime skills state streetAddress surname usageLocation
		userPrincipalName userType
	`),
	group: words(`
		id deletedDateTime accessType allowExternalSenders assignedLabels assignedLicenses
		autoSubscribeNewMembers classification createdDateTime description displayName
		expirationDateTime groupTypes hasMembersWithLicenseErrors hideFromAddressLists
		hideFromOutlookClients infoCatalogs isArchived isAssignableToRole isFavorite
		isManagementRestricted isSubscribedByMail licenseProcessingState mail mailEnabled
		mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName
		onPremisesExtensionAttributes onPremisesLastSyncDateTime onPremisesNetBiosName
		onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier
		onPremisesSyncEnabled organizationId preferredDataLocation preferredLanguage
		proxyAddresses renewedDateTime resourceBehaviorOptions resourceProvisioningOptions
		securityEnabled securityIdentifier serviceProvisioningErrors theme uniqueName
		unseenConversationsCount unseenCount unseenMessagesCount visibility welcomeMessageEnabled
	`),
	device: words(`
		id deletedDateTime accountEnabled alternativeSecurityIds approximateLastSignInDateTime
		complianceExpirationDateTime deviceCategory deviceId deviceMetadata deviceOwnership
		deviceVersion displayName enrollmentProfileName enrollmentType isCompliant isManaged
		isManagementRestricted isRooted managementType manufacturer mdmAppId model
		onPremisesLastSyncDateTime onPremisesSecurityIdentifier onPremisesSyncEnabled
		operatingSystem operatingSystemVersion physicalIds profileType registrationDateTime
		systemLabels trustType
	`),
	managedDevice: words(`
		id activationLockBypassCode androidSecurityPatchLevel azureADDeviceId azureADRegistered
		complianceGracePeriodExpirationDateTime complianceState
		configurationManagerClientEnabledFeatures deviceActionResults deviceCategoryDisplayName
		deviceEnrollmentType deviceHealthAttestationState deviceName deviceRegistrationState
		easActivated easActivationDateTime easDeviceId emailAddress enrolledDateTime
		enrollmentProfileName ethernetMacAddress exchangeAccessState exchangeAccessStateReason
		exchangeLastSuccessfulSyncDateTime freeStorageSpaceInBytes iccid imei isEncrypted
		isSupervised jailBroken lastSyncDateTime managedDeviceName managedDeviceOwnerType
		managementAgent managementCertificateExpirationDate managementState manufacturer meid
		model notes operatingSystem osVersion partnerReportedThreatState phoneNumber
		physicalMemoryInBytes remoteAssistanceSessionErrorDetails remoteAssistanceSessionUrl
		requireUserEnrollmentApproval serialNumber subscriberCarrier totalStorageSpaceInBytes
		udid userDisplayName userId userPrincipalName wiFiMacAddress
	`),
	directoryRole: words(`
		id deletedDateTime description displayName roleTemplateId
	`),
	administrativeUnit: words(`
		id deletedDateTime description displayName isMemberManagementRestricted membershipRule
		membershipRuleProcessingState membershipType visibility
	`),
	organization: words(`
		id deletedDateTime assignedPlans businessPhones city country countryLetterCode
		createdDateTime defaultUsageLocation displayName marketingNotificationEmails
		mobileDeviceManagementAuthority onPremisesLastSyncDateTime onPremisesSyncEnabled
		partnerTenantType postalCode preferredLanguage privacyProfile provisionedPlans
		securityComplianceNotificationMails securityComplianceNotificationPhones state street
		technicalNotificationMails tenantType verifiedDomains
	`),
	domain: words(`
		id authenticationType availabilityStatus isAdminManaged isDefault isInitial isRoot
		isVerified manufacturer model passwordNotificationWindowInDays
		passwordValidityPeriodInDays state supportedServices
	`),
	application: words(`
		id deletedDateTime addIns api appId applicationTemplateId appRoles
		authenticationBehaviors certification createdByAppId createdDateTime defaultRedirectUri
		description disabledByMicrosoftStatus displayName groupMembershipClaims identifierUris
		info isDeviceOnlyAuthSupported isDisabled isFallbackPublicClient keyCredentials logo
		managerApplications nativeAuthenticationApisEnabled notes oauth2RequirePostResponse
		optionalClaims parentalControlSettings passwordCredentials publicClient publisherDomain
		requestSignatureVerification requiredResourceAccess samlMetadataUrl
		serviceManagementReference servicePrincipalLockConfiguration signInAudience spa tags
		tokenEncryptionKeyId uniqueName verifiedPublisher web
	`),
	servicePrincipal: words(`
		id deletedDateTime accountEnabled addIns alternativeNames appDescription appDisplayName
		appId applicationTemplateId appOwnerOrganizationId appRoleAssignmentRequired appRoles
		createdByAppId customSecurityAttributes description disabledByMicrosoftStatus displayName
		homepage info isDisabled keyCredentials loginUrl logoutUrl notes
		notificationEmailAddresses oauth2PermissionScopes passwordCredentials
		preferredSingleSignOnMode preferredTokenSigningKeyThumbprint replyUrls
		resourceSpecificApplicationPermissions samlSingleSignOnSettings servicePrincipalNames
		servicePrincipalType signInAudience tags tokenEncryptionKeyId verifiedPublisher
	`),
	unifiedRoleAssignment: words(`
		id appScopeId condition directoryScopeId principalId principalOrganizationId
		roleDefinitionId
	`),
	unifiedRoleDefinition: words(`
		id description displayName isBuiltIn isEnabled resourceScopes rolePermissions templateId
		version
	`),
	unifiedRoleEligibilitySchedule: words(`
		id appScopeId createdDateTime createdUsing directoryScopeId modifiedDateTime principalId
		roleDefinitionId status memberType scheduleInfo
	`),
	unifiedRoleAssignmentSchedule: words(`
		id appScopeId createdDateTime createdUsing directoryScopeId modifiedDateTime principalId
		roleDefinitionId status assignmentType memberType scheduleInfo
	`),
	privilegedAccessGroupEligibilitySchedule: words(`
		id createdDateTime createdUsing modifiedDateTime scheduleInfo status accessId groupId
		memberType principalId
	`),
	privilegedAccessGroupAssignmentSchedule: words(`
		id createdDateTime createdUsing modifiedDateTime scheduleInfo status accessId
		assignmentType groupId memberType principalId
	`),
	messageRule: words(`
		id actions conditions displayName exceptions hasError isEnabled isReadOnly sequence
	`),
	mailboxSettings: words(`
		archiveFolder automaticRepliesSetting dateFormat delegateMeetingMessageDeliveryOptions
		language timeFormat timeZone userPurpose workingHours
	`),
	aadUserConversationMember: words(`
		id displayName roles visibleHistoryStartDateTime email tenantId userId
	`),
	channel: words(`
		id createdDateTime description displayName email isArchived isFavoriteByDefault
		layoutType membershipType migrationMode originalCreatedDateTime summary tenantId webUrl
	`),
	team: words(`
		id classification createdDateTime description displayName firstChannelName funSettings
		guestSettings internalId isArchived memberSettings messagingSettings specialization
		summary tenantId visibility webUrl
	`),
	licenseDetails: words(`
		id servicePlans skuId skuPartNumber
	`),
	subscribedSku: words(`
		id accountId accountName appliesTo capabilityStatus consumedUnits prepaidUnits
		servicePlans skuId skuPartNumber subscriptionIds
	`),
} as const;
