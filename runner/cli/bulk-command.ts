import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import type { BulkMember } from '../bulk/bulk-record';
import type { RunRecord } from '../journal/run-record';
import { toJson } from '../run-json';
import type { Runner } from '../contract';
import { BulkScreen } from '../terminal/bulk-screen';
import { standardOutput } from '../terminal/output';
import { CommandError } from './command-error';
import { confirmMany, WITHOUT_QUESTION } from './confirm';
import { worstExitCode, type ExitCode } from './exit-code';
import { stopOnSignal } from './interrupt';
import { whoAsks } from './who-asks';

/** Several people at once, as the command line was told. */
export interface BulkCommand {
	readonly connection: GraphConnection;
	readonly members: readonly BulkMember[];
	readonly dryRun: boolean;
	readonly breakGlass: readonly string[];
	readonly reportFolder: string;
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts;
	readonly json: boolean;
	/** Asks nothing. */
	readonly yes: boolean;
}

/** Offboards several people in front of whoever started it: a line a person, or the array of JSON objects. */
export async function bulkCommand(runner: Runner, asked: BulkCommand): Promise<ExitCode> {
	const { json, yes, ...request } = asked;
	const { members, dryRun, connection } = request;
	const isAsked = !yes && !json && !dryRun && members.length > WITHOUT_QUESTION;
	if (isAsked && process.stdin.isTTY && process.stdout.isTTY) {
		const isSure = await confirmMany(members.length, connection.tenantId);
		if (!isSure) throw new CommandError('Nothing was changed.');
	}
	return await watchBulk(json, async (screen, signal) => {
		const all = { ...request, requestedBy: whoAsks(), signal };
		return await runner.bulk(all, (progress) => screen?.show(progress));
	});
}

/**
 * Shows a list while it is worked off, and prints what became of it.
 *
 * @param work told where to show it, and what stops it
 */
export async function watchBulk(
	json: boolean,
	work: (screen: BulkScreen | null, signal: AbortSignal) => Promise<readonly RunRecord[]>,
): Promise<ExitCode> {
	const screen = json ? null : new BulkScreen(standardOutput());
	const { signal, dispose } = stopOnSignal(() => {
		if (!screen) return;
		process.stderr.write(
			'\nStopping everybody before their next request. Press Ctrl-C again to stop at once.\n',
		);
	});
	try {
		const runs = await work(screen, signal);
		screen?.end(runs);
		if (json) process.stdout.write(`${JSON.stringify(runs.map(toJson))}\n`);
		return worstExitCode(runs.map(({ status }) => status));
	} finally {
		screen?.stop();
		dispose();
	}
}
