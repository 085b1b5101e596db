import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Runs } from '../contract';
import { DATABASE_FILE, isOnServer } from '../database/open';
import { openRuns } from '../runner';
import { planTime } from '../schedule/plan-time';
import { scheduleJson, type Schedule } from '../schedule/schedule-record';
import { standardOutput } from '../terminal/output';
import { scheduledLines, scheduleListLines } from '../terminal/schedule-lines';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';
import type { ScheduleOptions } from './schedule-command';

/** `offboardiq schedule list`: what is to come, then what has been. */
export async function listSchedules(options: ScheduleOptions): Promise<ExitCode> {
	return await inFolder(options, async ({ schedules }) => {
		const all = await schedules.list();
		if (options.json) return JSON.stringify(all.map(scheduleJson));
		const lines = all.flatMap(scheduleListLines);
		return lines.length > 0 ? lines.join('\n') : 'Nothing is scheduled.';
	});
}

/** `offboardiq schedule cancel ID` */
export async function cancelSchedule(id: string, options: ScheduleOptions): Promise<ExitCode> {
	return await changed(options, ({ schedules }) => schedules.cancel(id));
}

/** `offboardiq schedule confirm ID`: about whom was found when it was asked. */
export async function confirmSchedule(id: string, options: ScheduleOptions): Promise<ExitCode> {
	return await changed(options, ({ schedules }) => schedules.confirm(id));
}

/** `offboardiq schedule edit ID --at … [--zone …]`: until it has started. */
export async function editSchedule(id: string, options: ScheduleOptions): Promise<ExitCode> {
	const { at } = options;
	if (at === undefined) {
		throw new CommandError('--at is missing. Give the new time, such as 2026-12-24T18:00.');
	}
	return await changed(options, async ({ schedules }) => {
		const zone = options.zone ?? (await schedules.get(id)).time.zone;
		return await schedules.edit(id, planTime(at, zone, new Date()));
	});
}

async function changed(
	options: ScheduleOptions,
	change: (runs: Runs) => Promise<Schedule>,
): Promise<ExitCode> {
	return await inFolder(options, async (runs) => {
		const schedule = await change(runs);
		if (options.json) return JSON.stringify(scheduleJson(schedule));
		if (schedule.state === 'cancelled') return scheduleListLines(schedule).join('\n');
		return scheduledLines(schedule, standardOutput()).join('\n');
	});
}

/** Reading must not create anything: a mistyped folder would then look like one without schedules. */
export async function inFolder(
	{ data }: Pick<ScheduleOptions, 'data'>,
	work: (runs: Runs) => Promise<string>,
): Promise<ExitCode> {
	const folder = resolve(data);
	if (!isOnServer(process.env)) {
		await access(join(folder, DATABASE_FILE)).catch((cause: unknown) => {
			const says = `--data ${folder} holds no schedules: there is no ${DATABASE_FILE} in it.`;
			throw new CommandError(says, { cause });
		});
	}
	const runs = await openRuns(folder);
	try {
		process.stdout.write(`${await work(runs)}\n`);
	} finally {
		await runs.close();
	}
	return 0;
}
