import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';

/** One thing that happened in a run. */
export interface RunEvent {
	readonly sequence: number;
	/** ISO 8601 UTC. */
	readonly at: string;
	readonly type:
		'runStarted' | 'runResumed' | 'lookedUp' | 'stepStarted' | 'stepFinished' | 'runFinished';
	readonly data: Readonly<Record<string, unknown>>;
}

/** Appends an event with the next number of its run. Call it in the transaction of what it tells. */
export async function appendEvent(
	tx: Queries,
	runId: string,
	type: RunEvent['type'],
	data: RunEvent['data'],
): Promise<void> {
	const { last } = await tx
		.selectFrom('run_event')
		.select((eb) => eb.fn.max('sequence').as('last'))
		.where('run_id', '=', runId)
		.executeTakeFirstOrThrow();
	await tx
		.insertInto('run_event')
		.values({
			run_id: runId,
			// Kysely types max() as never null; over no rows it is.
			sequence: Number(last ?? 0) + 1,
			at: new Date().toISOString(),
			type,
			data_json: JSON.stringify(data),
		})
		.execute();
}

/** The events of a run after a sequence number, oldest first: what a watcher that was away has missed. */
export async function eventsAfter(
	db: Queries,
	runId: string,
	sequence: number,
): Promise<RunEvent[]> {
	const rows = await db
		.selectFrom('run_event')
		.select(['sequence', 'at', 'type', 'data_json'])
		.where('run_id', '=', runId)
		.where('sequence', '>', sequence)
		.orderBy('sequence')
		.execute();
	return rows.map((row) => ({
		sequence: row.sequence,
		at: row.at,
		type: row.type as RunEvent['type'],
		data: fromJsonText<RunEvent['data']>(row.data_json, `event ${row.sequence} of run ${runId}`),
	}));
}
