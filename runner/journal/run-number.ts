import type { Queries } from '../database/db';

/**
 * `OFF` for a tenant of Microsoft 365, `SIM` for the sandbox: nobody shall file a rehearsal as evidence. `SCH` for
 * schedules. `BULK` for a list of people, each of whom has a run with a number of their own.
 */
export type Series = 'BULK' | 'OFF' | 'SCH' | 'SIM';

/**
 * Makes everybody else who wants a number of a series wait until this transaction ends, and gives none away: what is
 * asked for each new one of it then holds for this transaction too.
 */
export async function holdNumbers(tx: Queries, series: Series, at: Date): Promise<void> {
	await tx
		.insertInto('run_number')
		.values({ series, year: at.getUTCFullYear(), last: 0 })
		.onConflict((conflict) =>
			conflict
				.columns(['series', 'year'])
				.doUpdateSet((eb) => ({ last: eb.ref('run_number.last') })),
		)
		.execute();
}

/**
 * Gives away the next number of a series: OFF-2026-000001. Numbers start anew each UTC year. Call it in the
 * transaction that inserts the run, so that no number is lost or given twice.
 */
export async function nextRunId(db: Queries, series: Series, at: Date): Promise<string> {
	const year = at.getUTCFullYear();
	const { last } = await db
		.insertInto('run_number')
		.values({ series, year, last: 1 })
		.onConflict((conflict) =>
			conflict
				.columns(['series', 'year'])
				.doUpdateSet((eb) => ({ last: eb('run_number.last', '+', 1) })),
		)
		.returning('last')
		.executeTakeFirstOrThrow();
	return `${series}-${year}-${String(last).padStart(6, '0')}`;
}
