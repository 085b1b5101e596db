import { fieldsOf, graphPath, listOf, textOf } from '../shared/graph';
import type { GraphRequest, GraphResult } from '../shared/graph';
import { PERMISSIONS } from '../shared/step/permissions';
import type { Recipient } from './inboxRule';

/**
 * Reads the domains of the tenant: whoever may read people may read these, so no permission is asked for beside.
 * @see https://learn.microsoft.com/graph/api/organization-get
 */
export function readDomains(): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/organization`,
		query: { $select: 'id,verifiedDomains' },
		effect: 'read',
		permissions: PERMISSIONS.readOrganization,
	};
}

/** The verified domains in lower case; null where they could not be read or the answer holds none. */
export function domainsOf(result: GraphResult | undefined): ReadonlySet<string> | null {
	if (!result?.ok) return null;
	const names = listOf(fieldsOf(result.body), 'value')
		.flatMap((organization) => listOf(organization, 'verifiedDomains'))
		.map((domain) => textOf(domain, 'name')?.toLowerCase() ?? '')
		.filter(Boolean);
	return names.length === 0 ? null : new Set(names);
}

/** Whether mail to somebody stays in the company. */
export interface Judged {
	/** Why mail must not go there; null: it may. */
	readonly problem: string | null;
	/** What the record must say although mail may go there. */
	readonly remark: string | null;
}

/**
 * Mail must not leave the tenant by a rule nobody sees.
 *
 * @param isGuest decides where the domains could not be read
 */
export function judge(
	{ address, name }: Recipient,
	isGuest: boolean,
	domains: ReadonlySet<string> | null,
): Judged {
	const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
	if (domains?.has(domain)) return { problem: null, remark: null };
	if (domains !== null) {
		return {
			problem: `${name} is outside of the company: ${domain} is not a verified domain of this tenant.`,
			remark: null,
		};
	}
	return isGuest
		? {
				problem: `${name} is a guest: mail would leave to the outside of the company.`,
				remark: null,
			}
		: {
				problem: null,
				remark: `The domain ${domain} was not checked: the verified domains of the tenant could not be read.`,
			};
}
