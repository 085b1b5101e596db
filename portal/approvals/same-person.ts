import type { Person } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import { ownAccountOf, type IsOwn } from '../offboardings/chosen';
import type { Services } from '../services';

/** An account of the portal, as far as it says who somebody is. */
export interface Somebody {
	readonly accountId: string;
	readonly email: string;
}

/** More accounts of a directory have no address in common. */
const MOST = 20;

/** Somebody's own accounts in a tenant: those that have their address, as a name or for mail. */
export async function ownPeople(
	services: Pick<Services, 'db' | 'runner'>,
	somebody: Somebody,
	tenant: Tenant,
): Promise<{ readonly isOwn: IsOwn; readonly people: readonly Person[] }> {
	const isOwn = await ownAccountOf(services, somebody, tenant);
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const search = somebody.email;
	const { people } = await services.runner.directory.people({ ...place, search, limit: MOST });
	return { isOwn, people: people.filter(isOwn) };
}

/**
 * Whether two accounts of the portal are one person of a directory: the addresses of one mailbox, or an address and a
 * sign-in at Microsoft. All tenants of the organisation are looked at, as they were synced; what none of them knows
 * can't be told.
 */
export async function areSamePerson(
	services: Pick<Services, 'db' | 'runner'>,
	organisationId: string,
	one: Somebody,
	other: Somebody,
): Promise<boolean> {
	for (const tenant of await tenantsOf(services.db, organisationId)) {
		const first = await ownPeople(services, one, tenant);
		const second = await ownPeople(services, other, tenant);
		if (first.people.some(second.isOwn) || second.people.some(first.isOwn)) return true;
	}
	return false;
}
