import type { Person } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import { ownAccountOf, type IsOwn } from '../offboardings/chosen';
import type { Services } from '../services';

/** An account of the portal, as far as it says who somebody is. */
export interface Somebody {
	readonly accountId: string;
	readonly email: string;
}

/** Somebody's own accounts in a tenant. */
export interface OwnPeople {
	readonly isOwn: IsOwn;
	/** Those that have their address, as a name or for mail. */
	readonly people: readonly Person[];
}

/** More accounts of a directory have no address in common. */
const MOST = 20;

/** Who is who in the directories. Everybody is looked up once, however many requests it is asked for. */
export class Identities {
	readonly #services: Pick<Services, 'db' | 'runner'>;
	readonly #known = new Map<string, Promise<OwnPeople>>();
	readonly #tenants = new Map<string, Promise<readonly Tenant[]>>();

	constructor(services: Pick<Services, 'db' | 'runner'>) {
		this.#services = services;
	}

	/** Somebody's own accounts in a tenant, as it was synced. */
	async own(somebody: Somebody, tenant: Tenant): Promise<OwnPeople> {
		const { accountId, email } = somebody;
		const key = JSON.stringify([accountId, email, tenant.tenantId]);
		const found = this.#known.get(key) ?? this.#lookUp(somebody, tenant);
		this.#known.set(key, found);
		return await found;
	}

	/**
	 * Whether two accounts of the portal are one person of a directory: the addresses of one mailbox, or an address and a
	 * sign-in at Microsoft. All tenants of the organisation are looked at, as they were synced; what none of them knows
	 * can't be told.
	 */
	async areOne(organisationId: string, one: Somebody, other: Somebody): Promise<boolean> {
		const { db } = this.#services;
		const tenants = this.#tenants.get(organisationId) ?? tenantsOf(db, organisationId);
		this.#tenants.set(organisationId, tenants);
		for (const tenant of await tenants) {
			const first = await this.own(one, tenant);
			const second = await this.own(other, tenant);
			if (first.people.some(second.isOwn) || second.people.some(first.isOwn)) return true;
		}
		return false;
	}

	async #lookUp(somebody: Somebody, tenant: Tenant): Promise<OwnPeople> {
		const isOwn = await ownAccountOf(this.#services, somebody, tenant);
		const place = { tenantId: tenant.tenantId, group: tenant.group };
		const search = somebody.email;
		const { people } = await this.#services.runner.directory.people({
			...{ ...place, search, limit: MOST },
		});
		return { isOwn, people: people.filter(isOwn) };
	}
}
