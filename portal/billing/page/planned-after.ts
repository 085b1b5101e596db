import type { Schedule } from '../../../runner';
import type { Tenant } from '../../connection/tenants';
import type { Services } from '../../services';

/** What is scheduled for later than an end: it would be held then. */
export async function plannedAfter(
	{ runner }: Pick<Services, 'runner'>,
	tenants: readonly Tenant[],
	endsAt: string,
): Promise<readonly Schedule[]> {
	const own = new Set(tenants.map(({ tenantId }) => tenantId.toLowerCase()));
	const pending = await runner.schedules.pending();
	return pending.filter(({ tenantId, time }) => own.has(tenantId) && time.dueAt > endsAt);
}
