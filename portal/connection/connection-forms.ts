import { z } from 'zod/v4';
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
	tenantId: z.string().trim().min(1, 'Enter the tenant id, or a domain of the tenant.').max(253),
	clientId: z.string().trim().regex(GUID, 'The application (client) id is a GUID.'),
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
