import type { Queries } from '../database/db';
import { fromJsonText } from '../database/json-text';

/** One thing that happened in a run. */
export interface RunEvent {
	readonly sequence: number;
	/** ISO 8601 UTC. */
	readonly at: string;
	readonly type:
		| 'runStarted'
		| 'runResumed'
		| 'lookedUp'
		| 'waiting'
		| 'stepStarted'
		| 'stepFinished'
		| 'runFinished';
	readonly data: Readonly<Record<string, unknown>>;
}

/** Appends an event with the next number of its run. Call it in the transaction of what it tells. */
export async function appendEvent(
	tx: Queries,
	runId: string,
	type: RunEvent['type'],
	data: RunEvent['data'],
): Promise<void> {
	await appendEvents(tx, runId, [{ type, data }]);
}

/** The same for several that happened at the same moment, in order. */
export async function appendEvents(
	tx: Queries,
	runId: string,
	events: readonly Pick<RunEvent, 'type' | 'data'>[],
): Promise<void> {
	const at = new Date().toISOString();
	await tx
		.insertInto('run_event')
		.values((eb) =>
			events.map(({ type, data }, index) => ({
				run_id: runId,
				// Found and used in one statement: this is written twenty times in each run.
				sequence: eb
					.selectFrom('run_event')
					.select((row) =>
						row(row.fn.coalesce(row.fn.max('sequence'), row.lit(0)), '+', 1 + index).as('next'),
					)
					.where('run_id', '=', runId),
				at,
				type,
				data_json: JSON.stringify(data),
			})),
		)
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
