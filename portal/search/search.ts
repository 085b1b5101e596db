import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import { can, type Permission } from '../team/roles';
import type { Group } from './found';
import { listsFor, runsFor, schedulesFor } from './offboardings';
import { pagesFor } from './pages';
import { peopleFor } from './people';

/** Fewer letters lead to half of everybody. */
export const SHORTEST = 2;

/** What a search led to, and in which tenants it looked. */
export interface SearchResult {
	readonly search: string;
	/** Nothing was looked for. */
	readonly isTooShort: boolean;
	/** Those with anything in them. */
	readonly groups: readonly Group[];
	readonly count: number;
	readonly hasMore: boolean;
	readonly tenants: readonly Tenant[];
}

/**
 * Looks through everything of an organisation that whoever asks may see. Each kind is asked for by the tenants of the
 * organisation alone, so that nothing of another one can be found.
 *
 * @param most of each kind
 */
export async function searchFor(
	services: Services,
	{ member }: Pick<MemberCall, 'member'>,
	search: string,
	most: number,
): Promise<SearchResult> {
	const tenants = await tenantsOf(services.db, member.organisation.id);
	const isTooShort = [...search].length < SHORTEST;
	if (isTooShort) {
		return { search, isTooShort, groups: [], count: 0, hasMore: false, tenants };
	}
	const current = currentTenant(tenants, member);
	const kinds: readonly (readonly [Permission, () => Promise<Group>])[] = [
		['employees:read', () => peopleFor(services, tenants, current, search, most)],
		['offboardings:read', () => runsFor(services, tenants, search, most)],
		['offboardings:read', () => schedulesFor(services, tenants, search, most)],
		['offboardings:read', () => listsFor(services, tenants, search, most)],
	];
	const asked = tenants.length === 0 ? [] : kinds;
	const found = await Promise.all(
		asked.filter(([permission]) => can(member.role, permission)).map(([, ask]) => ask()),
	);
	const groups = [...found, pagesFor(member, search)].filter(({ hits }) => hits.length > 0);
	return {
		...{ search, isTooShort, groups, tenants },
		count: groups.reduce((count, { hits }) => count + hits.length, 0),
		hasMore: groups.some(({ hasMore }) => hasMore),
	};
}
