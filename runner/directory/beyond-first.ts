import type { Queries } from '../database/db';
import { scopeOf, type Place } from './person';

/**
 * Which of some employees come after the first so many of a list, by when they appeared in it. Whoever can't sign in,
 * guests and rooms are not counted, and never come after.
 *
 * @param ids object ids
 */
export async function beyondFirst(
	db: Queries,
	place: Place,
	limit: number,
	ids: readonly string[],
): Promise<readonly string[]> {
	const employees = db
		.selectFrom('directory_person')
		.select(['appeared_at', 'object_id'])
		.where('tenant_id', '=', place.tenantId)
		.where('scope', '=', scopeOf(place))
		.where('kind', '=', 'employee')
		.where('removed_at', 'is', null);
	const first = await employees
		.orderBy('appeared_at')
		.orderBy('object_id')
		.limit(1)
		.offset(limit)
		.executeTakeFirst();
	if (!first || ids.length === 0) return [];
	const beyond = await employees
		.where(
			'object_id',
			'in',
			ids.map((id) => id.toLowerCase()),
		)
		.where((row) =>
			row.or([
				row('appeared_at', '>', first.appeared_at),
				row.and([
					row('appeared_at', '=', first.appeared_at),
					row('object_id', '>=', first.object_id),
				]),
			]),
		)
		.execute();
	return beyond.map(({ object_id }) => object_id);
}
