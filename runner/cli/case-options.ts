import { InvalidArgumentError, type Command } from 'commander';
import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import { localTime } from '../schedule/plan-time';
import { parseWallTime, resolveWallTime } from '../schedule/wall-time';
import { zoneNamed } from '../schedule/zone';
import { CommandError } from './command-error';

/** What can be said of the leaving itself, as typed. */
export interface CaseOptions {
	readonly effectiveEnd?: string;
	readonly zone?: string;
	readonly lockoutTarget?: number;
	readonly ticket?: string;
	readonly reason?: string;
	readonly approvedBy?: string;
	readonly approvedAt?: string;
	readonly policy?: string;
	readonly workerType?: string;
	readonly departure?: string;
	readonly noticeAt?: string;
	readonly noticeBy?: string;
	readonly owner?: string;
	readonly due?: string;
	readonly forwardUntil?: string;
	readonly litigationHold?: string;
	readonly keepRecordUntil?: string;
	readonly lawfulBasis?: string;
}

/** Longer than any ticket or policy name; the record has to stay readable. */
const LONGEST = 300;
/** Ten years: more is a slip. */
const MOST_MINUTES = 5_256_000;

/**
 * The options that a record is filled with. Nothing of it is needed, and nothing is made up where it is missing.
 *
 * @param whole reads a whole number of an option
 */
export function addCaseOptions(
	command: Command,
	whole: (option: string, least: number, most: number) => (text: string) => number,
): Command {
	const [time, date] = ['on the clocks of --zone', 'a date such as 2026-12-04'];
	return command
		.option('--effective-end <time>', `when employment ends, such as 2026-11-27T18:00, ${time}`)
		.option(
			'--lockout-target <minutes>',
			'how long after that the lock-out may come',
			whole('--lockout-target', 0, MOST_MINUTES),
		)
		.option('--ticket <id>', 'the ticket or HR case it belongs to')
		.option('--reason <text>', 'why they leave')
		.option('--approved-by <who>', 'who approved it')
		.option('--approved-at <time>', `when, ${time}`)
		.option('--policy <name>', 'the policy or template it follows')
		.option('--worker-type <type>', 'employee or contractor', oneOf('employee', 'contractor'))
		.option('--departure <kind>', 'voluntary or involuntary', oneOf('voluntary', 'involuntary'))
		.option('--notice-at <time>', `when notice was received, ${time}`)
		.option('--notice-by <way>', 'by which way')
		.option('--owner <who>', 'who takes care of what stays open')
		.option('--due <date>', `until when, ${date}`)
		.option('--forward-until <date>', `how long mail is forwarded, ${date}; only recorded`)
		.option('--litigation-hold <state>', 'on or off; only recorded', oneOf('on', 'off'))
		.option('--keep-record-until <date>', `how long the record is kept, ${date}; only recorded`)
		.option('--lawful-basis <text>', 'on what basis the record is kept; only recorded');
}

function oneOf(...words: readonly [string, string]): (text: string) => string {
	return (text) => {
		if (words.includes(text)) return text;
		throw new InvalidArgumentError(`It is ${words.join(' or ')}.`);
	};
}

/**
 * What was said of the leaving itself. The account of this machine is how whoever asks has proved who they are.
 *
 * @throws CommandError, or ScheduleError of a time or a zone, in one line
 */
export function readCase(options: CaseOptions): CaseFacts {
	const zone = options.zone === undefined ? null : zoneNamed(options.zone);
	const { lockoutTarget } = options;
	const end = instantOf(options.effectiveEnd, '--effective-end', zone);
	return compact({
		effectiveEnd: end,
		effectiveEndLocal: end === undefined || zone === null ? undefined : localTime(end, zone),
		effectiveEndZone: end === undefined || zone === null ? undefined : zone,
		lockOutTargetMinutes: lockoutTarget,
		requesterAuth: 'account of the machine it was started on',
		approvedBy: textOf(options.approvedBy, '--approved-by'),
		approvedAt: instantOf(options.approvedAt, '--approved-at', zone),
		reason: textOf(options.reason, '--reason'),
		policy: textOf(options.policy, '--policy'),
		workerType: options.workerType,
		departure: options.departure,
		noticeAt: instantOf(options.noticeAt, '--notice-at', zone),
		noticeBy: textOf(options.noticeBy, '--notice-by'),
		owner: textOf(options.owner, '--owner'),
		due: dateOf(options.due, '--due'),
		forwardUntil: dateOf(options.forwardUntil, '--forward-until'),
		litigationHold: options.litigationHold,
		keepRecordUntil: dateOf(options.keepRecordUntil, '--keep-record-until'),
		lawfulBasis: textOf(options.lawfulBasis, '--lawful-basis'),
	});
}

/** @throws CommandError */
export function readTicket({ ticket }: CaseOptions): string | null {
	return textOf(ticket, '--ticket') ?? null;
}

function compact(facts: {
	readonly [name in keyof CaseFacts]: CaseFacts[name] | undefined;
}): CaseFacts {
	return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function textOf(value: string | undefined, option: string): string | undefined {
	if (value === undefined) return undefined;
	const text = value.trim();
	if (text === '')
		throw new CommandError(`${option} is empty. Leave it out where nothing is known.`);
	if (text.length <= LONGEST) return text;
	throw new CommandError(`${option} is longer than ${LONGEST} characters.`);
}

function dateOf(value: string | undefined, option: string): string | undefined {
	if (value === undefined) return undefined;
	const text = value.trim();
	const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
	if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return text;
	throw new CommandError(`${option} ${text || '(empty)'} is no date. Write it as 2026-12-04.`);
}

function instantOf(
	value: string | undefined,
	option: string,
	zone: string | null,
): string | undefined {
	if (value === undefined) return undefined;
	const wall = parseWallTime(value, option);
	if (zone === null) {
		throw new CommandError(
			`${option} needs --zone, such as Europe/Berlin: without it nobody knows which moment is meant.`,
		);
	}
	return new Date(resolveWallTime(wall, zone).instant).toISOString();
}
