import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';

/** More than any tenant has. */
const MOST_SCHEDULED = 2_000;

/** Who of these people, by object id, is scheduled alone, and as what: told before a list with them begins. */
export async function scheduledAlready(
	{ runner }: Pick<Services, 'runner'>,
	{ tenantId }: Pick<Tenant, 'tenantId'>,
	users: readonly string[],
): Promise<ReadonlyMap<string, string>> {
	const states = ['pending', 'needs_confirmation'] as const;
	const wanted = {
		tenantIds: [tenantId],
		states,
		order: 'soonest',
		limit: MOST_SCHEDULED,
	} as const;
	const own = new Set(users);
	const found = await runner.schedules.find(wanted);
	return new Map(
		found.flatMap(({ id, people, employee }) =>
			people === null && own.has(employee.id) ? [[employee.id, id] as const] : [],
		),
	);
}
