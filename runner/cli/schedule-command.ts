import { openRunner } from '../runner';
import { planTime } from '../schedule/plan-time';
import { scheduleJson, type Schedule } from '../schedule/schedule-record';
import { standardOutput } from '../terminal/output';
import { scheduledLines } from '../terminal/schedule-lines';
import { readBreakGlass } from './break-glass-file';
import { readCase, readTicket, type CaseOptions } from './case-options';
import { CommandError } from './command-error';
import { readConnection } from './connection-file';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { whoAsks } from './who-asks';

/** The options of `schedule`, as typed. */
export interface ScheduleOptions extends CaseOptions {
	readonly at?: string;
	readonly connection?: string;
	readonly data: string;
	readonly out?: string;
	readonly manager?: string;
	readonly breakGlass?: string;
	readonly json?: boolean;
}

/** `offboardiq schedule USER`: what is wrong is found now, not on the day. */
export async function scheduleCommand(
	user: string | undefined,
	options: ScheduleOptions,
): Promise<ExitCode> {
	const key = given(user, 'USER', 'Give an object id or a user principal name');
	const at = given(options.at, '--at', 'Give a time such as 2026-12-24T18:00');
	const zone = given(options.zone, '--zone', 'Give a time zone such as Europe/Berlin');
	const file = given(options.connection, '--connection', 'Give a connection file');
	const time = planTime(at, zone, new Date());
	const [caseFacts, ticket] = [readCase(options), readTicket(options)];
	const breakGlass =
		options.breakGlass === undefined ? [] : await readBreakGlass(options.breakGlass);
	const connection = await readConnection(file);
	const dataFolder = await usableFolder(options.data, '--data');
	const reportFolder = options.out === undefined ? null : await usableFolder(options.out, '--out');
	const runner = await openRunner({ dataFolder });
	try {
		await runner.connections.check();
		const manager = options.manager?.trim() || null;
		const schedule = await runner.schedule({
			...{ connection, user: key, manager, breakGlass, time, reportFolder },
			...{ requestedBy: whoAsks(), ticket, caseFacts },
		});
		if (options.json) process.stdout.write(`${JSON.stringify(scheduleJson(schedule))}\n`);
		else tellPerson(schedule, runner.connections.keyFile, dataFolder);
		return 0;
	} finally {
		await runner.close();
	}
}

function tellPerson(schedule: Schedule, keyFile: string, dataFolder: string): void {
	const output = standardOutput();
	const lines = [
		...scheduledLines(schedule, output),
		'',
		`The connection is kept for it, encrypted, in ${dataFolder}. Its key is ${keyFile}: back it up, show it to nobody.`,
		`It happens only while a runner works: offboardiq start --role runner --data ${dataFolder}`,
	];
	output.write(lines.map((line) => `${line}\n`).join(''));
}

function given(value: string | undefined, option: string, what: string): string {
	const text = value?.trim() ?? '';
	if (text !== '') return text;
	throw new CommandError(`${option} is missing. ${what}.`);
}
