import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/**
 * App-only sign-in to Microsoft Graph for one tenant. Its test lives in the nodes (`testGraphCredential`): a
 * certificate needs a signed assertion, which a declared test request can't make.
 */
export class OffboardGraphApi implements ICredentialType {
	name = 'offboardGraphApi';

	displayName = 'OffboardIQ Microsoft Graph API';

	icon: Icon = { light: 'file:offboardGraphApi.svg', dark: 'file:offboardGraphApi.dark.svg' };

	documentationUrl = 'https://github.com/cmdfleet/n8n-nodes-offboardiq#connect-a-tenant';

	properties: INodeProperties[] = [
		{
			displayName: 'Cloud',
			name: 'cloud',
			type: 'options',
			options: [
				{ name: 'China (21Vianet)', value: 'china' },
				{ name: 'Global', value: 'global' },
				{ name: 'US Government', value: 'usgov' },
				{ name: 'US Government DoD', value: 'dod' },
			],
			default: 'global',
			description: 'Where the tenant lives. It decides both the login host and the Graph host.',
		},
		{
			displayName: 'Tenant ID',
			name: 'tenantId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8f2c7a14-0b6e-4d0a-9a51-6f0f5d3b7e21',
			description: 'Directory (tenant) ID, or a domain of the tenant',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Application (client) ID of the app registration',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Certificate', value: 'certificate' },
				{ name: 'Client Secret', value: 'clientSecret' },
			],
			default: 'clientSecret',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authentication: ['clientSecret'] } },
			description: 'The value of a client secret, not its ID',
		},
		{
			displayName: 'Certificate',
			name: 'certificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: { show: { authentication: ['certificate'] } },
			description: 'The certificate that was uploaded to the app registration, PEM',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: { show: { authentication: ['certificate'] } },
			description: 'The private key of the certificate, PEM, not encrypted',
		},
		{
			displayName: 'Graph Base URL',
			name: 'graphBaseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://127.0.0.1:4010',
			description:
				'Overrides the Graph host of the cloud. No version, no trailing slash; plain http only for this machine.',
		},
		{
			displayName: 'Login Base URL',
			name: 'loginBaseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://127.0.0.1:4010',
			description: 'Overrides the login host of the cloud, in the same way',
		},
	];
}
