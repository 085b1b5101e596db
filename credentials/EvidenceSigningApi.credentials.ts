import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';

/** The key that signs compliance records. Its test lives in the Compliance PDF node: it opens the key. */
export class EvidenceSigningApi implements ICredentialType {
	name = 'evidenceSigningApi';

	displayName = 'OffboardIQ Evidence Signing API';

	icon: Icon = { light: 'file:evidenceSigningApi.svg', dark: 'file:evidenceSigningApi.dark.svg' };

	documentationUrl = 'https://github.com/cmdfleet/n8n-nodes-offboardiq#sign-the-records';

	properties: INodeProperties[] = [
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			options: [
				{ name: 'PEM', value: 'pem' },
				{ name: 'PKCS#12', value: 'pkcs12' },
			],
			default: 'pkcs12',
		},
		{
			displayName: 'PKCS#12 File',
			name: 'pkcs12',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: { show: { format: ['pkcs12'] } },
			description: 'The .p12 or .pfx file with key and certificates, as base64',
		},
		{
			displayName: 'Passphrase',
			name: 'passphrase',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { format: ['pkcs12'] } },
			description: 'What the file is encrypted with',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: { show: { format: ['pem'] } },
			description: 'RSA or EC, PEM, not encrypted',
		},
		{
			displayName: 'Certificates',
			name: 'certificates',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: { show: { format: ['pem'] } },
			description: 'The certificate of the key and those that issued it, PEM',
		},
		{
			displayName: 'Time-Stamp Authority URL',
			name: 'tsaUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://tsa.example/tsr',
			description:
				'An authority (RFC 3161) that confirms when a record was signed. It is sent a hash and nothing else. Leave empty for none.',
		},
	];
}
