import type { Tenant } from '../connection/tenants';
import { oneLine } from '../schedules/tell';
import { shownTime } from '../schedules/schedule-time';
import type { Services } from '../services';
import { NAMED, type LinkedLine } from './open-things';
import type { Week } from './week';

/** What is to begin within seven days, the soonest first, on the clocks of the zone it was asked for in. */
export async function upcomingIn(
	{ runner, now }: Services,
	tenants: readonly Tenant[],
	{ until }: Week,
): Promise<readonly LinkedLine[]> {
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const states = ['pending'] as const;
	const found = await runner.schedules.find({
		...{ tenantIds, states, order: 'soonest', limit: NAMED + 1 },
	});
	return found
		.filter(({ time }) => time.dueAt < until)
		.map(({ id, employee, time, people, tenantId }) => {
			const { local, zone } = shownTime(time, now());
			const who = people === null ? oneLine(employee.displayName) : `A list of ${people}`;
			const tenant = tenants.find((one) => one.tenantId.toLowerCase() === tenantId);
			const says = `${who} in ${tenant?.name ?? 'a tenant'}: ${local} in ${zone}`;
			return { says, path: `/schedules/${id}` };
		});
}
