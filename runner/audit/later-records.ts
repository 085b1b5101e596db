import type { Queries } from '../database/db';
import { ErasureError, type PersonFound } from './find-subject';

type Runs = Pick<PersonFound, 'runs'>;

/** A statement has a limited number of parameters. */
const AT_ONCE = 500;

/** Where the records of later checks and of undos of these runs are: they name people too. Absolute. */
export async function laterReports(db: Queries, { runs }: Runs): Promise<readonly string[]> {
	const paths: string[] = [];
	for (let at = 0; at < runs.length; at += AT_ONCE) {
		const ids = runs.slice(at, at + AT_ONCE).map(({ id }) => id);
		for (const table of ['addendum', 'undo'] as const) {
			const rows = await db
				.selectFrom(table)
				.select('report_path')
				.where('run_id', 'in', ids)
				.execute();
			paths.push(...rows.flatMap(({ report_path }) => report_path ?? []));
		}
	}
	return paths;
}

/** @throws ErasureError while one of them is being undone */
export async function refuseUndoing(db: Queries, { runs }: Runs): Promise<void> {
	const ids = new Set(runs.map(({ id }) => id));
	// Few are under way at any moment, whatever is asked about.
	const open = await db
		.selectFrom('undo')
		.select(['id', 'run_id'])
		.where('active', '=', 1)
		.execute();
	const undo = open.find(({ run_id }) => ids.has(run_id));
	if (!undo) return;
	throw new ErasureError(`${undo.id} is about them and has not ended. Wait for its end.`);
}
