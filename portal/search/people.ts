import { PERSON_KINDS, type Person } from '../../runner';
import { connectedOf, type Tenant } from '../connection/tenants';
import type { Services } from '../services';
import { PLAIN, type Group, type Hit } from './found';

const OBJECT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * People of the tenants that are connected: those of the one that is worked in first. A whole object id leads to
 * whoever has it.
 *
 * @param tenants all of the organisation
 * @param most of each tenant, and in all
 */
export async function peopleFor(
	services: Services,
	tenants: readonly Tenant[],
	current: Tenant | null,
	search: string,
	most: number,
): Promise<Group> {
	const others = connectedOf(tenants).filter((one) => one.tenantId !== current?.tenantId);
	const order = current ? [current, ...others] : others;
	const found = await Promise.all(order.map((tenant) => peopleIn(services, tenant, search, most)));
	const hits = found.flatMap((people, at) => {
		const tenant = order[at];
		return tenant ? people.map((person) => hitOf(person, tenant, tenant !== current)) : [];
	});
	const isOne = hits.every(({ isElsewhere }) => !isElsewhere);
	return {
		...{ key: 'people', title: 'People', hits: hits.slice(0, most), hasMore: hits.length > most },
		allHref: isOne ? `/employees?${new URLSearchParams({ q: search }).toString()}` : null,
	};
}

async function peopleIn(
	{ runner: { directory } }: Services,
	{ tenantId, group }: Tenant,
	search: string,
	most: number,
): Promise<readonly Person[]> {
	const place = { tenantId, group };
	if (OBJECT_ID.test(search)) {
		const person = await directory.person(place, search);
		return person && person.removedAt === null ? [person] : [];
	}
	const { people } = await directory.people({
		...{ ...place, search, kinds: PERSON_KINDS, limit: most + 1 },
	});
	return people;
}

const KIND_WORDS: Readonly<Partial<Record<Person['kind'], string>>> = {
	disabled: 'Sign-in off',
	guest: 'Guest',
	roomOrShared: 'Room or shared',
};

function hitOf(person: Person, tenant: Tenant, isElsewhere: boolean): Hit {
	const { id, displayName, userPrincipalName, jobTitle, department, kind } = person;
	const facts = [KIND_WORDS[kind], jobTitle, department].filter(Boolean);
	return {
		...PLAIN,
		...{ title: displayName ?? userPrincipalName ?? id, code: userPrincipalName, tenant },
		...{ says: facts.join(', ') || null, href: `/employees/${id}`, isElsewhere },
	};
}
