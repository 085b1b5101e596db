import { z } from 'zod/v4';
import type { ConnectionError } from '../../runner';
import type { FieldError } from '../http/form';

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The people to sync: everybody, or a group by its object id. */
export const scopeFields = {
	scope: z.enum(['tenant', 'group'], { error: 'Choose which people.' }),
	group: z.string().default(''),
};

/** An own app registration, by secret or certificate. */
export const ownAppForm = z.object({
	kind: z.literal('ownApp'),
	...scopeFields,
	tenantId: z
		.string('Enter the tenant id, or a domain of the tenant.')
		.trim()
		.min(1, 'Enter the tenant id, or a domain of the tenant.')
		.max(253, 'A tenant id is a GUID, a domain at most 253 characters.'),
	clientId: z
		.string('The application (client) id is a GUID.')
		.trim()
		.regex(GUID, 'The application (client) id is a GUID.'),
	cloud: z.enum(['global', 'usgov', 'dod', 'china'], { error: 'Choose a cloud.' }),
	clientSecret: z.string().max(4_096).default(''),
	certificate: z.string().max(16_384).default(''),
	privateKey: z.string().max(16_384).default(''),
});

export type OwnApp = z.infer<typeof ownAppForm>;

/** What `offboardiq` takes as a connection file. */
export function connectionFileOf(form: OwnApp): Record<string, string> {
	const { tenantId, clientId, cloud, clientSecret, certificate, privateKey } = form;
	const base = { tenantId, clientId, cloud };
	return clientSecret === '' ? { ...base, certificate, privateKey } : { ...base, clientSecret };
}

/** The group of a form, or what is wrong with it. */
export function groupOf(form: {
	readonly scope: string;
	readonly group: string;
}): { readonly group: string | null } | FieldError {
	if (form.scope === 'tenant') return { group: null };
	const group = form.group.trim().toLowerCase();
	if (GUID.test(group)) return { group };
	return {
		field: 'group',
		says: 'The object id of a group is a GUID: Entra admin center, Groups, the group, Object ID.',
	};
}

/** What is missing or too much of the credential, before anything is asked of Microsoft. */
export function credentialProblem(form: OwnApp): FieldError | null {
	const [secret, certificate, privateKey] = [form.clientSecret, form.certificate, form.privateKey];
	const isBlank = (text: string) => text.trim() === '';
	if (!isBlank(secret) && !(isBlank(certificate) && isBlank(privateKey))) {
		return { field: 'clientSecret', says: 'Give a secret or a certificate, not both.' };
	}
	if (!isBlank(secret)) return null;
	if (isBlank(certificate) && isBlank(privateKey)) {
		return {
			field: 'clientSecret',
			says: 'Give a client secret, or a certificate with its private key.',
		};
	}
	if (isBlank(certificate)) return { field: 'certificate', says: 'The certificate is missing.' };
	if (isBlank(privateKey)) {
		return { field: 'privateKey', says: 'The private key of the certificate is missing.' };
	}
	return null;
}

const FIELD_OF_CODE: Readonly<Record<string, string>> = {
	AADSTS7000215: 'clientSecret',
	AADSTS7000222: 'clientSecret',
	AADSTS700016: 'clientId',
	AADSTS7000112: 'clientId',
	AADSTS700027: 'certificate',
	InvalidCertificate: 'certificate',
	AADSTS500011: 'cloud',
};

/** The field an error is about, and its words without the name of a file's field. */
export function fieldErrorOf({ code, message }: ConnectionError): FieldError {
	const says = message.replace(/^Connection: /, '');
	const named = ['certificate', 'privateKey', 'clientSecret', 'clientId', 'cloud'];
	const field = FIELD_OF_CODE[code] ?? named.find((name) => says.startsWith(name)) ?? 'tenantId';
	return { field, says };
}
