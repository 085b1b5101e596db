import { sql } from 'kysely';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';

/** How often something may be tried. */
export interface AttemptLimit {
	readonly most: number;
	readonly minutes: number;
}

/**
 * Counts a try, before it is looked at: of many at once none is missed. Kept in the database, so that neither a second
 * process nor a restart begins anew.
 *
 * @param key what is counted: a purpose and whose
 * @returns how many tries are left
 * @throws HttpError 429 when there were too many
 */
export async function countAttempt(
	{ db, now }: Pick<Services, 'db' | 'now'>,
	key: string,
	{ most, minutes }: AttemptLimit,
): Promise<number> {
	const at = now();
	const ends = new Date(at.getTime() + minutes * 60_000).toISOString();
	const isOver = sql<boolean>`attempt.window_ends_at <= ${at.toISOString()}`;
	const { count } = await db
		.insertInto('attempt')
		.values({ key, count: 1, window_ends_at: ends })
		.onConflict((conflict) =>
			conflict.column('key').doUpdateSet({
				count: sql<number>`case when ${isOver} then 1 else attempt.count + 1 end`,
				window_ends_at: sql<string>`case when ${isOver} then ${ends} else attempt.window_ends_at end`,
			}),
		)
		.returning('count')
		.executeTakeFirstOrThrow();
	if (count > most) throw new HttpError(429, `Wait ${minutes} minutes, then try again.`);
	return most - count;
}

/** The same where nobody is told. @returns whether it may be tried */
export async function mayTry(
	services: Pick<Services, 'db' | 'now'>,
	key: string,
	limit: AttemptLimit,
): Promise<boolean> {
	try {
		await countAttempt(services, key, limit);
		return true;
	} catch (error) {
		if (error instanceof HttpError) return false;
		throw error;
	}
}

/** After the right answer the count begins anew. */
export async function forgetAttempts({ db }: Pick<Services, 'db'>, key: string): Promise<void> {
	await db.deleteFrom('attempt').where('key', '=', key).execute();
}
