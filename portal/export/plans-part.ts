import { scheduleJson } from '../../runner';
import { approvalOf } from '../approvals/approval-record';
import type { Services } from '../services';

/** Everything scheduled in these tenants. */
export async function* schedulesIn(
	{ runner }: Services,
	tenantIds: readonly string[],
): AsyncGenerator<unknown> {
	for (const schedule of await runner.schedules.list(tenantIds)) {
		const { tenantId, requestedBy, createdAt, firedAt, manager } = schedule;
		const { ticket, caseFacts, choices } = schedule;
		const about = { tenantId, requestedBy, createdAt, firedAt, manager };
		const onList =
			schedule.people === null ? {} : { list: await runner.schedules.people(schedule.id) };
		yield { ...scheduleJson(schedule), ...about, ticket, caseFacts, choices, ...onList };
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
		const { caseFacts, choices } = list;
		const people = members.map(({ runId: run, ...member }) => ({ ...member, run }));
		const about = { id, tenantId, requestedBy, ticket, requestedAt, finishedAt };
		yield { ...about, caseFacts, choices, people };
	}
}

/** Everything that a second person was asked about, and what they said. */
export async function* approvalsIn(
	{ db }: Services,
	organisationId: string,
): AsyncGenerator<unknown> {
	const rows = await db
		.selectFrom('approval')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.orderBy('asked_at')
		.orderBy('id')
		.execute();
	for (const row of rows) {
		const { hash: _, askedEmailKey: __, organisationId: ___, ...approval } = approvalOf(row);
		yield approval;
	}
}
