import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';

/**
 * The zone an organisation lives in, as far as it has said: that of a nightly sync which somebody chose, else that of
 * what was scheduled last, else UTC.
 */
export async function zoneOf({ runner }: Services, tenants: readonly Tenant[]): Promise<string> {
	for (const { connectionId } of tenants) {
		const night = connectionId === null ? null : await runner.nights.of(connectionId);
		// Of a sync that was turned off no zone was asked.
		if (night !== null && night.at !== null) return night.zone;
	}
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const [latest] = await runner.schedules.find({ tenantIds, order: 'latest', limit: 1 });
	return latest?.time.zone ?? 'UTC';
}
