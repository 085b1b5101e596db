import { Command, InvalidArgumentError } from 'commander';
import { rotateCommand, type KeysOptions } from './keys-command';
import { addAudit, addVerify } from './audit-program';
import { addCaseOptions } from './case-options';
import { demoCommand, type DemoOptions } from './demo-command';
import type { Finish } from './exit-code';
import { cancelCommand, listCommand, showCommand, type RunsOptions } from './runs-command';
import type { PortalDoor } from './portal-door';
import { addEvidence, addRecheck, addRetry, addUndo, P12 } from './record-program';
import { resumeCommand, type ResumeOptions } from './resume-command';
import { runCommand, type RunOptions } from './run-command';
import { addSchedule } from './schedule-program';
import { startCommand, type StartOptions } from './start-command';
import { sandboxCommand, type SandboxCommandOptions } from './sandbox-command';
import { sandboxHelp } from './sandbox-help';
import { syncCommand, type SyncOptions } from './sync-command';

/** The commands and their options: a contract, people script against it. */
export function createProgram(finish: Finish, portal: PortalDoor | null = null): Command {
	const program = new Command('offboardiq')
		.description(
			"Closes a leaver's Microsoft 365 account in nine steps and tells the truth about each.",
		)
		.exitOverride()
		// The one line on stderr is written where every other error is.
		.configureOutput({ outputError: () => undefined, writeErr: () => undefined });
	addRun(program, finish);
	addSandbox(program, finish);
	addRuns(program, finish);
	addSync(program, finish);
	addSchedule(program, finish, whole);
	addStart(program, finish, portal);
	addEvidence(program, finish);
	addRecheck(program, finish);
	addRetry(program, finish);
	addUndo(program, finish);
	addKeys(program, finish);
	addAudit(program, finish, whole, portal?.forgetPeople ?? null);
	addVerify(program, finish);
	program
		.command('resume')
		.description('go on with every offboarding that was interrupted or waits, or with these')
		.argument('[run...]', 'e.g. OFF-2026-000001; one that was set aside goes on only so')
		.requiredOption('--connection <file>', 'connection file (JSON)')
		.requiredOption('--data <dir>', 'where the journal is')
		.option(...P12)
		.option('--json', 'print an array of JSON objects')
		.action(async (ids: string[], options: ResumeOptions) =>
			finish(await resumeCommand(ids, options)),
		);
	program
		.command('demo')
		.description('offboard somebody in a simulated tenant and watch')
		.option('--data <dir>', 'where the journal goes', 'data/demo')
		.option('--out <dir>', 'where the PDF goes')
		.action(async (options: DemoOptions) => finish(await demoCommand(options)));
	return program;
}

function addRun(program: Command, finish: Finish): void {
	const run = program
		.command('run')
		.description('offboard one employee, or several: everybody is locked out first')
		.argument('[user...]', 'object id or user principal name')
		.option('--list <file>', 'CSV with a column user and, if wanted, manager')
		.requiredOption('--connection <file>', 'connection file (JSON)')
		.requiredOption('--data <dir>', 'where the journal goes')
		.requiredOption('--out <dir>', 'where the PDF goes')
		.option('--manager <user>', "who takes over, instead of the directory's manager")
		.option('--break-glass <file>', 'accounts that are never offboarded, one a line')
		.option(...P12)
		.option('--dry-run', 'read only: say what would be done')
		.option('--yes', 'ask nothing before many are offboarded at once')
		.option('--json', 'print JSON instead of lines for a person')
		.option('--zone <zone>', 'the clocks of the times below, such as Europe/Berlin');
	addCaseOptions(run, whole).action(async (users: string[], options: RunOptions) =>
		finish(await runCommand(users, options)),
	);
}

function addStart(program: Command, finish: Finish, portal: PortalDoor | null): void {
	program
		.command('start')
		.description(
			'open the portal, fire what is scheduled and go on with what was interrupted, until Ctrl-C',
		)
		.option('--data <dir>', 'the data folder', 'data')
		.option('--role <role>', 'what to start: all, portal or runner', 'all')
		.option(
			'--port <port>',
			'where the portal listens on 127.0.0.1',
			whole('--port', 0, 65535),
			3000,
		)
		.option('--out <dir>', 'where PDFs go, unless a schedule says otherwise')
		.option(...P12)
		.option('--concurrency <n>', 'how many at once; 8', whole('--concurrency', 1, 64))
		.option('--sync-at <time>', 'when people are synced each night, such as 03:30, or off', '03:30')
		.option(
			'--zone <zone>',
			'the clocks of --sync-at, such as Europe/Berlin; those of this machine',
		)
		.option(
			'--recheck-after <hours>',
			'how long after its end an offboarding is looked at again by itself, or off',
			'24',
		)
		.option('--json', 'print one JSON object a line')
		.action(async (options: StartOptions) => finish(await startCommand(options, portal)));
}

function addSandbox(program: Command, finish: Finish): void {
	program
		.command('sandbox')
		.description('serve a simulated Microsoft 365 tenant; prints its connection file')
		.option('--port <port>', 'port on 127.0.0.1, 0 for any free one', whole('--port', 0, 65535))
		.option('--users <n>', 'how many people it has', whole('--users', 1, 200_000))
		.option('--tenant <name>', 'a small one for one case instead; the names are below')
		.option('--latency <ms>', 'added to every answer', whole('--latency', 0, 600_000))
		.option('--fault <spec>', 'what goes wrong, and where')
		.option('--limits', "answer 429 to what goes over Microsoft's published limits")
		.option('--log <file>', 'append every request and answer as JSON lines')
		.option('--data <dir>', 'keep the tenant in this folder')
		.addHelpText('after', sandboxHelp)
		.action(async (options: SandboxCommandOptions) => finish(await sandboxCommand(options)));
}

function addKeys(program: Command, finish: Finish): void {
	program
		.command('keys')
		.description('the keys that connections are sealed with')
		.command('rotate')
		.description('make a new one and seal every kept connection with it; older ones go on opening')
		.requiredOption('--data <dir>', 'the data folder')
		.option('--json', 'print JSON')
		.allowExcessArguments(false)
		.action(async (options: KeysOptions) => finish(await rotateCommand(options)));
}

function addRuns(program: Command, finish: Finish): void {
	const runs = program
		.command('runs')
		.description('list the runs of a data folder')
		.requiredOption('--data <dir>', 'the data folder')
		.option('--json', 'print JSON')
		.allowExcessArguments(false)
		.action(async (options: RunsOptions) => finish(await listCommand(options)));
	runs
		.command('show')
		.description('show one run')
		.argument('<id>', 'e.g. OFF-2026-000001')
		.option('--data <dir>', 'the data folder')
		.option('--json', 'print JSON')
		.action(async (id: string, _options: RunsOptions, command: Command) =>
			finish(await showCommand(id, command.optsWithGlobals<RunsOptions>())),
		);
	runs
		.command('cancel')
		.description('stop one run before its next request')
		.argument('<id>', 'e.g. OFF-2026-000001')
		.option('--data <dir>', 'the data folder')
		.option('--json', 'print JSON')
		.action(async (id: string, _options: RunsOptions, command: Command) =>
			finish(await cancelCommand(id, command.optsWithGlobals<RunsOptions>())),
		);
}

function addSync(program: Command, finish: Finish): void {
	program
		.command('sync')
		.description("bring the list of a tenant's people up to date")
		.requiredOption('--connection <file>', 'connection file (JSON)')
		.requiredOption('--data <dir>', 'where the list is kept')
		.option('--group <object id>', 'only the members of this security group, nested ones too')
		.option(
			'--removal-limit <percent>',
			'how many of the known people may be missing before it stops',
			whole('--removal-limit', 0, 100),
		)
		.option('--nightly', 'keep the connection, encrypted: a started runner does this every night')
		.option('--confirm-removals', 'remove whoever is missing, however many they are')
		.option('--json', 'print one JSON object instead of lines for a person')
		.allowExcessArguments(false)
		.action(async (options: SyncOptions) => finish(await syncCommand(options)));
}

function whole(option: string, least: number, most: number): (text: string) => number {
	return (text) => {
		const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
		if (value >= least && value <= most) return value;
		throw new InvalidArgumentError(`${option} takes a whole number from ${least} to ${most}.`);
	};
}
