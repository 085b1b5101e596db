import type { Command } from 'commander';
import type { Finish } from './exit-code';
import { scheduleCommand, type ScheduleOptions } from './schedule-command';
import { addCaseOptions } from './case-options';
import { addPeople, listPeople, removePerson, type ListPeopleOptions } from './list-people-command';
import { cancelSchedule, confirmSchedule, editSchedule, listSchedules } from './schedules-command';

type Whole = Parameters<typeof addCaseOptions>[1];

/** `schedule` and what can be done with one that was made. */
export function addSchedule(program: Command, finish: Finish, whole: Whole): void {
	const schedule = program
		.command('schedule')
		.description('offboard one employee later, or see and change what is scheduled')
		.argument('[user]', 'object id or user principal name')
		.requiredOption('--data <dir>', 'the data folder')
		.option('--at <time>', 'such as 2026-12-24T18:00, on the clocks of --zone')
		.option('--zone <zone>', 'such as Europe/Berlin')
		.option('--connection <file>', 'connection file (JSON); it is kept, encrypted')
		.option('--out <dir>', 'where the PDF goes')
		.option('--manager <user>', "who takes over, instead of the directory's manager")
		.option('--break-glass <file>', 'accounts that are never offboarded, one a line')
		.option('--json', 'print JSON')
		.allowExcessArguments(false);
	addCaseOptions(schedule, whole).action(
		async (user: string | undefined, options: ScheduleOptions) =>
			finish(await scheduleCommand(user, options)),
	);
	schedule
		.command('list')
		.description('what is scheduled, and what became of it')
		.option('--data <dir>', 'the data folder')
		.option('--json', 'print JSON')
		.action(async (_options: ScheduleOptions, command: Command) =>
			finish(await listSchedules(command.optsWithGlobals<ScheduleOptions>())),
		);
	addChanges(schedule, finish);
	addPeopleOfLists(schedule, finish);
}

/** What can be done with one, by its id. */
function addChanges(schedule: Command, finish: Finish): void {
	const one = (
		name: string,
		what: string,
		act: (id: string, options: ScheduleOptions) => Promise<Parameters<Finish>[0]>,
	) =>
		schedule
			.command(name)
			.description(what)
			.argument('<id>', 'e.g. SCH-2026-000001')
			.option('--data <dir>', 'the data folder')
			.option('--json', 'print JSON')
			.action(async (id: string, _options: ScheduleOptions, command: Command) =>
				finish(await act(id, command.optsWithGlobals<ScheduleOptions>())),
			);
	one('cancel', 'take one back that has not started', cancelSchedule);
	one('confirm', 'let one go on that asks for it', confirmSchedule);
	one('edit', 'give one that has not started another time', editSchedule)
		.option('--at <time>', 'the new time')
		.option('--zone <zone>', 'another zone than before');
}

/** Who is on a list that is scheduled: more of them, or fewer, until it starts. */
function addPeopleOfLists(schedule: Command, finish: Finish): void {
	const about = (name: string, what: string) =>
		schedule
			.command(name)
			.description(what)
			.argument('<id>', 'of a list, e.g. SCH-2026-000001')
			.option('--data <dir>', 'the data folder')
			.option('--json', 'print JSON');
	const given = (command: Command) => command.optsWithGlobals<ListPeopleOptions>();
	about('people', 'who is on a list').action(async (id: string, _: unknown, command: Command) =>
		finish(await listPeople(id, given(command))),
	);
	about('add', 'put people on a list that has not started')
		.argument('[users...]', 'object ids or user principal names')
		.option('--list <file>', 'a CSV with the column user, instead of naming them')
		.option('--manager <user>', "who takes over from them, instead of the directory's manager")
		.action(async (id: string, users: readonly string[], _: unknown, command: Command) =>
			finish(await addPeople(id, users, given(command))),
		);
	about('remove', 'take somebody off a list that has not started')
		.argument('<user>', 'object id or user principal name')
		.action(async (id: string, user: string, _: unknown, command: Command) =>
			finish(await removePerson(id, user, given(command))),
		);
}
