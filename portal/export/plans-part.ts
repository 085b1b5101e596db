import { scheduleJson } from '../../runner';
import type { Services } from '../services';

/** Everything scheduled in these tenants. */
export async function* schedulesIn(
	{ runner }: Services,
	tenantIds: readonly string[],
): AsyncGenerator<unknown> {
	const own = new Set(tenantIds.map((id) => id.toLowerCase()));
	for (const schedule of await runner.schedules.list()) {
		if (!own.has(schedule.tenantId.toLowerCase())) continue;
		const { tenantId, requestedBy, createdAt, firedAt, manager } = schedule;
		yield { ...scheduleJson(schedule), tenantId, requestedBy, createdAt, firedAt, manager };
	}
}

const MOST_LISTS = 100_000;

/** Every list of people who were offboarded together, with everybody on it and their run. */
export async function* listsIn(
	{ runner }: Services,
	tenantIds: readonly string[],
): AsyncGenerator<unknown> {
	for (const { id } of await runner.bulksOf(tenantIds, MOST_LISTS)) {
		const list = await runner.bulkOf(id);
		if (!list) continue;
		const { tenantId, requestedBy, ticket, requestedAt, finishedAt, members } = list;
		const people = members.map(({ user, manager, runId }) => ({ user, manager, run: runId }));
		yield { id, tenantId, requestedBy, ticket, requestedAt, finishedAt, people };
	}
}
