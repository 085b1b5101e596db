import { createInterface } from 'node:readline/promises';
import type { AuditDesk } from '../audit/desk';
import type { ForgetPeople } from '../audit/erased-people';
import type { PersonFound } from '../audit/find-subject';
import type { AuditSettings } from '../audit/retention';
import { plain } from '../terminal/text';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';
import { inAuditLog } from './in-audit-log';
import { whoAsks } from './who-asks';

/** The options of `audit erase`, `settings` and `roll-key`, as typed. */
export interface EraseOptions {
	readonly data: string;
	readonly organisation?: string;
	readonly subject?: string;
	readonly yes?: boolean;
	readonly json?: boolean;
	readonly retentionDays?: string;
	readonly legalHold?: string;
}

/** `offboardiq audit erase --subject USER`: what is kept about a person, for good. */
export async function eraseSubject(
	options: EraseOptions,
	forget: ForgetPeople | null,
): Promise<ExitCode> {
	const subject = options.subject?.trim() ?? '';
	if (subject === '') {
		throw new CommandError('--subject is missing. Give an object id or a user principal name.');
	}
	return await inAuditLog(options, async (audit) => {
		const person = await audit.erasable(subject);
		if (options.yes !== true && !(await isSure(subject, person))) {
			throw new CommandError('Nothing was erased.');
		}
		const erased = await audit.erase(person, whoAsks(), forget);
		return options.json ? JSON.stringify(erased) : saysErased(subject, erased);
	});
}

/** `offboardiq audit renew-key`: goes on with another key where the one of the data folder is lost. */
export async function renewKey(options: EraseOptions): Promise<ExitCode> {
	return await inAuditLog(options, async (audit) => {
		const { size, note, key } = await audit.renewKey(whoAsks());
		if (options.json) return JSON.stringify({ size, note, key });
		return [
			`Entry ${size} says that the key was lost, and a new one signs from there on. Names that were sealed with the lost one can not be read any more.`,
			'Restart whatever works with this folder. Back up the new key, and give this to whoever checks the log (verify --key):',
			`\n${key}\n`,
			note,
		].join('\n');
	});
}

function saysErased(
	subject: string,
	{ runs, schedules, reports, isClean }: Awaited<ReturnType<AuditDesk['erase']>>,
): string {
	const things = [...runs, ...schedules].join(', ');
	return [
		`What was kept about ${plain(subject)} is erased: ${things}; ${reports} records deleted.`,
		'The log says that it was done, and its chain is whole. Backups and exports keep what they have.',
		...(isClean
			? []
			: [
					'Another process was reading: traces go from the file when it ends and this is run again.',
				]),
	].join('\n');
}

/** Asked on a terminal only; a script has to say --yes. */
async function isSure(subject: string, { runs, schedules }: PersonFound): Promise<boolean> {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		throw new CommandError('Erasing can not be undone. Say --yes where nobody can be asked.');
	}
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	const reports = runs.filter(({ report_path }) => report_path !== null).length;
	try {
		const answer = await lines.question(
			`${[...runs, ...schedules].map(({ id }) => id).join(', ')}: names, results and ${reports} records (PDF) are erased for good.\nWhat prevents a second wipe stays. Type ${plain(subject)} to go on: `,
		);
		return answer.trim() === subject;
	} finally {
		lines.close();
	}
}

/** `offboardiq audit settings`: how long personal data is kept, and whether anything may be erased at all. */
export async function auditSettings(options: EraseOptions): Promise<ExitCode> {
	const change = {
		...(options.retentionDays === undefined ? {} : { retentionDays: days(options.retentionDays) }),
		...(options.legalHold === undefined ? {} : { legalHold: onOff(options.legalHold) }),
	};
	return await inAuditLog(options, async (audit) => {
		const isChange = Object.keys(change).length > 0;
		const now = isChange ? await audit.changeSettings(change, whoAsks()) : await audit.settings();
		return options.json ? JSON.stringify(now) : saysSettings(now);
	});
}

/** `offboardiq audit roll-key`: checkpoints are signed with a new key from here on. */
export async function rollKey(options: EraseOptions): Promise<ExitCode> {
	return await inAuditLog(options, async (audit) => {
		const { size, note } = await audit.rollKey(whoAsks());
		if (options.json) return JSON.stringify({ size, note });
		return `From entry ${size + 1} on a new key signs. This is signed by both, keep it:\n\n${note}`;
	});
}

function saysSettings({ retentionDays, legalHold }: AuditSettings): string {
	const kept =
		retentionDays === null
			? 'Personal data is kept until it is erased by hand.'
			: `Personal data is erased ${retentionDays} days after a run has ended.`;
	return legalHold ? `${kept}\nA legal hold is on: nothing is erased.` : kept;
}

function days(text: string): number | null {
	if (text === 'off') return null;
	const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (value > 0) return value;
	throw new CommandError('--retention-days takes a whole number of days, or off.');
}

function onOff(text: string): boolean {
	if (text === 'on' || text === 'off') return text === 'on';
	throw new CommandError('--legal-hold takes on or off.');
}
