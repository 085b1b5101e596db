import type { Command } from 'commander';
import { evidenceCommand, type EvidenceOptions } from './evidence-command';
import type { Finish } from './exit-code';
import { recheckCommand, type RecheckOptions } from './recheck-command';
import { retryCommand, type RetryOptions } from './retry-command';
import { undoCommand, type UndoOptions } from './undo-command';

/** Its passphrase comes in the environment: see `evidenceSettings`. */
export const P12 = ['--evidence-p12 <file>', 'sign records with this PKCS#12 file'] as const;

/** `evidence`: what records are checked with. */
export function addEvidence(program: Command, finish: Finish): void {
	program
		.command('evidence')
		.description('print the certificate that records are checked with, and its fingerprint')
		.requiredOption('--data <dir>', 'the data folder')
		.option(...P12)
		.option('--json', 'print JSON')
		.allowExcessArguments(false)
		.action(async (options: EvidenceOptions) => finish(await evidenceCommand(options)));
}

/** `recheck`: an addendum to a record. */
export function addRecheck(program: Command, finish: Finish): void {
	program
		.command('recheck')
		.description('look at an offboarding again, and add what is seen to its record')
		.argument('<run>', 'e.g. OFF-2026-000001')
		.requiredOption('--connection <file>', 'connection file (JSON)')
		.requiredOption('--data <dir>', 'where the journal is')
		.option('--out <dir>', 'where the PDF goes, unless it is beside the first one')
		.option(...P12)
		.option('--json', 'print one JSON object')
		.allowExcessArguments(false)
		.action(async (run: string, options: RecheckOptions) =>
			finish(await recheckCommand(run, options)),
		);
}

/** `retry`: one step of a run that has ended, once more. */
export function addRetry(program: Command, finish: Finish): void {
	program
		.command('retry')
		.description('try one step of an ended run again, as a run of its own; nothing else is touched')
		.argument('<run>', 'e.g. OFF-2026-000001')
		.requiredOption('--step <step>', 'its number from 1 to 8, or its key, such as forwardEmail')
		.requiredOption('--connection <file>', 'connection file (JSON)')
		.requiredOption('--data <dir>', 'where the journal is')
		.requiredOption('--out <dir>', 'where the PDF goes')
		.option('--reason <text>', 'what has changed since: it is kept with the run')
		.option(...P12)
		.option('--dry-run', 'read only: say what the step would do')
		.option('--yes', 'ask nothing before a step that can erase devices')
		.option('--json', 'print one JSON object, as run does')
		.allowExcessArguments(false)
		.action(async (run: string, options: RetryOptions) => finish(await retryCommand(run, options)));
}

/** `undo`: what can be undone of an offboarding. */
export function addUndo(program: Command, finish: Finish): void {
	program
		.command('undo')
		.description('undo what can be undone of an offboarding, with a record of its own')
		.argument('<run>', 'e.g. OFF-2026-000001')
		.requiredOption('--connection <file>', 'connection file (JSON)')
		.requiredOption('--data <dir>', 'where the journal is')
		.option('--reason <text>', 'why: it is kept, and printed in the record')
		.option('--out <dir>', 'where the PDF goes, unless it is beside the first one')
		.option(...P12)
		.option('--dry-run', 'read only: say what would be undone, and what not')
		.option('--yes', 'ask nothing before somebody gets their access back')
		.option('--json', 'print one JSON object')
		.allowExcessArguments(false)
		.action(async (run: string, options: UndoOptions) => finish(await undoCommand(run, options)));
}
