import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { Queries } from '../database/db';
import type { SchedulePersonRow } from '../database/schedule-schema';
import type { Identity } from './identity';

/** Somebody on a list that is scheduled, as they were found when it was made. */
export interface PlannedPerson {
	readonly employee: Identity;
	/** Object id; null: the manager, as the directory has it on the day. */
	readonly manager: string | null;
	/** In place of that of the list. */
	readonly ticket: string | null;
	/** What is known of this person's leaving, beside what holds for the list. */
	readonly caseFacts: CaseFacts | null;
	/** Who put them on the list once it was scheduled, and when, ISO 8601 UTC; null: they were on it from the beginning. */
	readonly added: { readonly by: string | null; readonly at: string } | null;
}

/** How many rows one statement may insert. */
const ROWS_AT_ONCE = 100;

/**
 * Writes down who is on a list, in the transaction that makes its schedule, or that puts them on it.
 *
 * @param first the place of the first of them: those of who was taken off are not given again
 */
export async function insertPlanned(
	tx: Queries,
	id: string,
	people: readonly PlannedPerson[],
	first = 0,
): Promise<void> {
	const rows = people.map(({ employee, manager, ticket, caseFacts, added }, at) => ({
		...{ schedule_id: id, position: first + at, employee_id: employee.id, manager, ticket },
		...{ requested_by: added?.by ?? null, added_at: added?.at ?? null },
		employee_json: JSON.stringify(employee),
		case_json: caseFacts && JSON.stringify(caseFacts),
	}));
	for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
		const some = rows.slice(from, from + ROWS_AT_ONCE);
		await tx.insertInto('schedule_person').values(some).execute();
	}
}

/** Everybody on the list of a schedule, in its order; empty for a schedule of one person. */
export async function plannedPeople(db: Queries, id: string): Promise<readonly PlannedPerson[]> {
	const rows = await db
		.selectFrom('schedule_person')
		.selectAll()
		.where('schedule_id', '=', id)
		.where('removed_at', 'is', null)
		.orderBy('position')
		.execute();
	return rows.map(plannedOf);
}

function plannedOf({
	employee_json,
	manager,
	ticket,
	case_json,
	requested_by,
	added_at,
}: SchedulePersonRow): PlannedPerson {
	return {
		employee: JSON.parse(employee_json) as Identity,
		...{ manager, ticket },
		caseFacts: case_json === null ? null : (JSON.parse(case_json) as CaseFacts),
		added: added_at === null ? null : { by: requested_by, at: added_at },
	};
}
