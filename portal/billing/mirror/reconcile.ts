import type { Services } from '../../services';
import { refresh } from './refresh';

const EVERY_MS = 24 * 3_600_000;
const AT_ONCE = 20;

/**
 * Reads whoever has not been read for a day, webhook or not: what was never told is found out all the same. Spread over
 * the day by itself, because each is due a day after the last time.
 *
 * @returns how many were read
 */
export async function reconcile(services: Services): Promise<number> {
	const { db, now, log } = services;
	const before = new Date(now().getTime() - EVERY_MS).toISOString();
	const due = await db
		.selectFrom('billing_customer')
		.select('organisation_id')
		.where('customer_id', 'is not', null)
		.where((row) => row.or([row('read_at', 'is', null), row('read_at', '<', before)]))
		.orderBy('read_at')
		.limit(AT_ONCE)
		.execute();
	let count = 0;
	for (const { organisation_id } of due) {
		try {
			if ((await refresh(services, organisation_id, true)) === 'done') count += 1;
		} catch (error) {
			log.error({ err: error, organisation: organisation_id }, 'billing could not be reconciled');
		}
	}
	return count;
}
