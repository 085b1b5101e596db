import type { Command } from 'commander';
import type { ForgetPeople } from '../audit/erased-people';
import { exportAudit, listAudit, type AuditOptions } from './audit-command';
import { auditSettings, eraseSubject, renewKey, rollKey, type EraseOptions } from './erase-command';
import type { Finish } from './exit-code';
import type { VerifyOptions } from './verify-command';

/** `audit` and what can be done with the log. */
export function addAudit(
	program: Command,
	finish: Finish,
	whole: Whole,
	forget: ForgetPeople | null,
): void {
	const audit = program
		.command('audit')
		.description('see, export and keep the log of everything that was done')
		.requiredOption('--data <dir>', 'the data folder')
		.option('--organisation <id>', 'whose log, where there is a portal')
		.option('--last <n>', 'how many entries; 20', whole('--last', 1, 100_000))
		.option('--run <id>', 'only what is about one run, schedule or list')
		.option('--json', 'print JSON')
		.allowExcessArguments(false)
		.action(async (options: AuditOptions) => finish(await listAudit(options)));
	below(audit, 'list', 'the last entries')
		.option('--last <n>', 'how many entries; 20', whole('--last', 1, 100_000))
		.option('--run <id>', 'only what is about one run, schedule or list')
		.action(async (_: AuditOptions, command: Command) =>
			finish(await listAudit(command.optsWithGlobals<AuditOptions>())),
		);
	below(audit, 'export', 'write the log into a bundle that anybody can check, or a table')
		.option('--out <file>', 'the folder of the bundle, or the CSV file')
		.option('--bundle', 'a folder with entries, checkpoints, keys and records; the default')
		.option('--csv', 'a table')
		.option('--from <day>', 'from this day on, in UTC')
		.option('--to <day>', 'up to the beginning of this day, for a table')
		.option('--no-personal', 'leave what is said of people encrypted')
		.action(async (_: AuditOptions, command: Command) =>
			finish(await exportAudit(command.optsWithGlobals<AuditOptions>())),
		);
	addKeeping(audit, finish, forget);
}

type Whole = (option: string, least: number, most: number) => (text: string) => number;

function addKeeping(audit: Command, finish: Finish, forget: ForgetPeople | null): void {
	below(audit, 'erase', 'erase what is kept about a person, for good')
		.option('--subject <user>', 'object id or user principal name')
		.option('--yes', 'ask nothing')
		.action(async (_: EraseOptions, command: Command) =>
			finish(await eraseSubject(command.optsWithGlobals<EraseOptions>(), forget)),
		);
	below(audit, 'settings', 'how long personal data is kept')
		.option('--retention-days <n>', 'erase it so many days after a run has ended; off')
		.option('--legal-hold <on|off>', 'while it is on, nothing is erased')
		.action(async (_: EraseOptions, command: Command) =>
			finish(await auditSettings(command.optsWithGlobals<EraseOptions>())),
		);
	below(audit, 'roll-key', 'sign checkpoints with a new key from here on').action(
		async (_: EraseOptions, command: Command) =>
			finish(await rollKey(command.optsWithGlobals<EraseOptions>())),
	);
	below(audit, 'renew-key', 'go on with another key, where keys/audit.key is lost for good').action(
		async (_: EraseOptions, command: Command) =>
			finish(await renewKey(command.optsWithGlobals<EraseOptions>())),
	);
}

function below(audit: Command, name: string, what: string): Command {
	return audit
		.command(name)
		.description(what)
		.option('--data <dir>', 'the data folder')
		.option('--organisation <id>', 'whose log, where there is a portal')
		.option('--json', 'print JSON')
		.allowExcessArguments(false);
}

/** `verify`: it needs no database, no network and no engine. */
export function addVerify(program: Command, finish: Finish): void {
	program
		.command('verify')
		.description('check a record, an addendum or a bundle of the audit log, without asking anybody')
		.argument('<file>', 'a record or an addendum (PDF), or the folder of a bundle')
		.option('--ca <file>', 'certificate of the authority that a record is signed under (PEM)')
		.option('--key <key>', 'the key of the log as you have it from elsewhere, where one was lost')
		.option('--checkpoint <file>', 'a checkpoint you have from elsewhere: finds what was cut off')
		.option('--record <file>', 'the record (PDF) that an addendum has to add to')
		.option('--json', 'print JSON')
		.allowExcessArguments(false)
		.action(async (file: string, options: VerifyOptions) => {
			const { verifyCommand } = await import('./verify-command.js');
			finish(await verifyCommand(file, options));
		});
}
