import type { Services } from '../../services';
import { refresh } from './refresh';

const EVERY_MS = 24 * 3_600_000;
const AT_ONCE = 20;
/** Whoever could not be read waits so long: the same few that never can must not keep the others from their turn. */
const REST_MS = 3_600_000;

/**
 * Reads whoever has not been read for a day, webhook or not: what was never told is found out all the same. Spread over
 * the day by itself, because each is due a day after the last time.
 *
 * @param resting until when whoever could not be read is left alone, milliseconds since 1970, by organisation; kept here
 * @returns how many were read
 */
export async function reconcile(
	services: Services,
	resting: Map<string, number>,
	atOnce = AT_ONCE,
): Promise<number> {
	const { db, now, log } = services;
	for (const [id, until] of resting) if (until <= now().getTime()) resting.delete(id);
	const before = new Date(now().getTime() - EVERY_MS).toISOString();
	const due = await db
		.selectFrom('billing_customer')
		.select('organisation_id')
		.where('customer_id', 'is not', null)
		.where((row) => row.or([row('read_at', 'is', null), row('read_at', '<', before)]))
		.orderBy('read_at')
		.limit(atOnce + resting.size)
		.execute();
	const awake = due.filter(({ organisation_id }) => !resting.has(organisation_id));
	let count = 0;
	for (const { organisation_id } of awake.slice(0, atOnce)) {
		try {
			if ((await refresh(services, organisation_id, true)) === 'done') count += 1;
		} catch (error) {
			resting.set(organisation_id, now().getTime() + REST_MS);
			log.error({ err: error, organisation: organisation_id }, 'billing could not be reconciled');
		}
	}
	return count;
}
