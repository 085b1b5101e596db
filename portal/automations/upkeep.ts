import type { Services } from '../services';

/** What was sent, and what came back, is kept for so long. */
export const KEPT_DAYS = 30;
const KEPT_MS = KEPT_DAYS * 24 * 3_600_000;
const AT_ONCE = 500;

/** Forgets what is old, and what others answered about somebody whose data were erased since. */
export async function keepTidy({ db, runner, now }: Services): Promise<void> {
	const at = now();
	const before = new Date(at.getTime() - KEPT_MS).toISOString();
	await db.deleteFrom('automation_delivery').where('created_at', '<', before).execute();
	await db
		.updateTable('automation_rule')
		.set({ old_secret_sealed: null, old_secret_until: null })
		.where('old_secret_until', '<', at.toISOString())
		.execute();
	const rows = await db
		.selectFrom('automation_delivery')
		.select('run_id')
		.distinct()
		.where('answer', 'is not', null)
		.where('run_id', 'is not', null)
		.execute();
	const runs = rows.flatMap(({ run_id }) => run_id ?? []);
	for (let from = 0; from < runs.length; from += AT_ONCE) {
		const erased = [...(await runner.erasedAmong(runs.slice(from, from + AT_ONCE)))];
		if (erased.length === 0) continue;
		await db
			.updateTable('automation_delivery')
			.set({ answer: null })
			.where('run_id', 'in', erased)
			.execute();
	}
}
