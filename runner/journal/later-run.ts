import type { Queries } from '../database/db';
import type { RunRecord } from './run-record';

/**
 * The newest offboarding of the same person that began after this one, or as it did; refused ones changed nothing.
 *
 * @param but these are none
 * @returns null for none, and for a run that never found whom it was about
 */
export async function laterRun(
	db: Queries,
	{ offboarding, startedAt }: RunRecord,
	but: readonly string[],
): Promise<{ readonly id: string; readonly status: string } | null> {
	if (!offboarding) return null;
	const later = await db
		.selectFrom('run')
		.select(['id', 'status'])
		.where('tenant_id', '=', offboarding.tenant.id.toLowerCase())
		.where('employee_id', '=', offboarding.employee.id.toLowerCase())
		.where('dry_run', '=', 0)
		.where('status', '!=', 'refused')
		.where('id', 'not in', but)
		.where('started_at', '>=', startedAt)
		.orderBy('started_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return later ?? null;
}
