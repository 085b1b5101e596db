import type { Route } from '../http/call';
import { collection } from '../odata/collection';

/** The tenant itself: organization, domains, licences it owns. */
export const organizationRoutes: readonly Route[] = [
	{
		operation: 'GET /organization',
		options: ['$select'],
		handle: (call) =>
			collection(
				call,
				[
					{
						id: call.tenant.tenantId,
						displayName: call.tenant.displayName,
						tenantType: 'AAD',
						countryLetterCode: 'DE',
						createdDateTime: '2019-05-13T08:20:11Z',
						onPremisesSyncEnabled: true,
						verifiedDomains: call.tenant.domains.map((name, at) => ({
							name,
							type: 'Managed',
							capabilities: 'Email, OfficeCommunicationsOnline',
							isDefault: at === 0,
							isInitial: name.endsWith('.onmicrosoft.com'),
						})),
					},
				],
				{ entity: 'organization', context: 'organization', pageSize: 100 },
			),
	},
	{
		operation: 'GET /domains',
		options: ['$select'],
		handle: (call) =>
			collection(
				call,
				call.tenant.domains.map((id, at) => ({
					id,
					authenticationType: 'Managed',
					isAdminManaged: true,
					isDefault: at === 0,
					isInitial: id.endsWith('.onmicrosoft.com'),
					isRoot: true,
					isVerified: true,
					supportedServices: ['Email', 'OfficeCommunicationsOnline'],
				})),
				{ entity: 'domain', context: 'domains', pageSize: 100 },
			),
	},
];
