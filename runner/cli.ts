import { CommanderError } from 'commander';
import { CommandError, oneLine, stacksOf } from './cli/command-error';
import type { ExitCode } from './cli/exit-code';
import type { PortalDoor } from './cli/portal-door';
import { createProgram } from './cli/program';

/**
 * The command line. Whatever goes wrong is one line on stderr and exit code 1; `OFFBOARDIQ_DEBUG=1` adds the stacks.
 *
 * @param argv as in process.argv
 * @param portal what `start` opens besides the runner, and what keeps names too; null: there is no portal
 * @returns what the process should end with
 */
export async function main(
	argv: readonly string[],
	portal: PortalDoor | null = null,
): Promise<ExitCode> {
	let code: ExitCode = 0;
	const program = createProgram((wanted) => {
		code = wanted;
	}, portal);
	try {
		await program.parseAsync([...argv]);
		return code;
	} catch (error) {
		if (error instanceof CommanderError && error.exitCode === 0) return 0;
		process.stderr.write(`${oneLine(readable(error))}\n`);
		if (process.env.OFFBOARDIQ_DEBUG === '1') process.stderr.write(`${stacksOf(error)}\n`);
		return 1;
	}
}

/** Commander's messages begin with `error: ` and put suggestions on further lines. */
function readable(error: unknown): unknown {
	if (!(error instanceof CommanderError)) return error;
	if (error.code === 'commander.help') {
		return new CommandError('A command is missing. offboardiq --help lists them.');
	}
	const text = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
	return new CommandError(`${text.charAt(0).toUpperCase()}${text.slice(1)}`, { cause: error });
}
