import { PeopleListError, type PlannedPerson } from '../../../runner';
import {
	checkedList,
	MOST_PEOPLE,
	type CheckedLine,
	type CheckedList,
} from '../../bulks/checked-list';
import type { MemberCall } from '../../http/call';
import type { Services } from '../../services';
import type { OwnSchedule } from '../schedules';

/** People to put on a list that is scheduled, checked as those of a new one. */
export interface CheckedAdds extends CheckedList {
	/** Who is on it now. */
	readonly on: readonly PlannedPerson[];
	/** How many of the lines name somebody who is on it already. */
	readonly alreadyOn: number;
}

/**
 * Reads what was written, and says of each line what is wrong with it: what is wrong on a new list, and who is on this
 * one, is scheduled elsewhere, or is being offboarded.
 *
 * @throws PeopleListError where it is no list, or the list would be too long
 */
export async function checkedAdds(
	services: Services,
	{ visitor }: Pick<MemberCall, 'visitor'>,
	{ schedule, tenant }: OwnSchedule,
	text: string,
): Promise<CheckedAdds> {
	const { runner } = services;
	const list = await checkedList(services, visitor, tenant, text);
	const on = await runner.schedules.people(schedule.id);
	const ids = list.good.map(({ person }) => person.id.toLowerCase());
	const taken = await runner.scheduledLists.taken(tenant.tenantId, ids);
	const by = (line: CheckedList['good'][number]) => taken.get(line.person.id.toLowerCase());
	const good = list.good.filter((line) => by(line) === undefined);
	const bad: CheckedLine[] = list.good.flatMap((line) => {
		const number = by(line);
		if (number === undefined) return [];
		return [{ ...line, person: null, problem: wordsFor(number, schedule.id) }];
	});
	if (good.length + on.length > MOST_PEOPLE) {
		const says = `with these the list would be of ${good.length + on.length} people. At most ${MOST_PEOPLE} are on one.`;
		throw new PeopleListError(says);
	}
	return {
		...{ ...list, good, on },
		bad: [...list.bad, ...bad].sort((one, other) => one.line - other.line),
		alreadyOn: list.good.filter((line) => by(line) === schedule.id).length,
	};
}

function wordsFor(number: string, own: string): string {
	if (number === own) return 'on this list already';
	return number.startsWith('SCH-')
		? `scheduled already, as ${number}. Cancel that first, or leave them out`
		: `being offboarded already, as ${number}`;
}
