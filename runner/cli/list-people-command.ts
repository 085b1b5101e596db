import type { Schedule } from '../schedule/schedule-record';
import { scheduleJson } from '../schedule/schedule-record';
import type { Identity } from '../schedule/identity';
import type { PlannedPerson } from '../schedule/planned-person';
import { standardOutput } from '../terminal/output';
import { scheduledLines } from '../terminal/schedule-lines';
import { plain } from '../terminal/text';
import type { ExitCode } from './exit-code';
import { membersOf } from './members-of';
import type { ScheduleOptions } from './schedule-command';
import { inFolder } from './schedules-command';
import { whoAsks } from './who-asks';

/** The options of what is done with the people of a list, as typed. */
export type ListPeopleOptions = ScheduleOptions & { readonly list?: string };

/** `offboardiq schedule people ID`: who is on a list that is scheduled. */
export async function listPeople(id: string, options: ListPeopleOptions): Promise<ExitCode> {
	return await inFolder(options, async ({ schedules }) => {
		const schedule = await schedules.get(id);
		const people = await schedules.people(id);
		if (options.json) return JSON.stringify(people.map(personJson));
		const who = people.map(({ employee, added }) => {
			const by = added === null ? '' : `  added by ${added.by ?? 'somebody'}`;
			return `    ${nameOf(employee)}${plain(by)}`;
		});
		return [...scheduledLines(schedule, standardOutput()), ...who].join('\n');
	});
}

/** `offboardiq schedule add ID USER… | --list FILE`: until the list has started. */
export async function addPeople(
	id: string,
	users: readonly string[],
	options: ListPeopleOptions,
): Promise<ExitCode> {
	const members = await membersOf(users, options);
	return await inFolder(options, async ({ schedules, scheduledLists }) => {
		const requestedBy = whoAsks();
		const put = await scheduledLists.add(await schedules.get(id), { members, requestedBy });
		if (options.json) return JSON.stringify(scheduleJson(put.schedule));
		return [
			...changedLines(put.schedule),
			...put.added.map((employee) => `    Added: ${nameOf(employee)}`),
			...put.already.map((employee) => `    On it already: ${nameOf(employee)}`),
		].join('\n');
	});
}

/** `offboardiq schedule remove ID USER`: until the list has started. Their account stays as it is. */
export async function removePerson(
	id: string,
	user: string,
	options: ListPeopleOptions,
): Promise<ExitCode> {
	return await inFolder(options, async ({ scheduledLists }) => {
		const by = { requestedBy: whoAsks() };
		const { schedule, employee } = await scheduledLists.takeOff(id, user, by);
		if (options.json) return JSON.stringify(scheduleJson(schedule));
		const off = `    Taken off: ${nameOf(employee)}. The account stays as it is.`;
		return [...changedLines(schedule), off].join('\n');
	});
}

const changedLines = (schedule: Schedule): readonly string[] =>
	scheduledLines(schedule, standardOutput());

const nameOf = ({ displayName, userPrincipalName }: Identity): string =>
	`${plain(displayName)}, ${plain(userPrincipalName)}`;

const personJson = ({ employee, manager, ticket, added }: PlannedPerson) => ({
	...{ id: employee.id, userPrincipalName: employee.userPrincipalName },
	...{ displayName: employee.displayName, manager, ticket },
	...{ addedBy: added?.by ?? null, addedAt: added?.at ?? null },
});
