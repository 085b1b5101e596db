import { setFlagsFromString } from 'node:v8';
import { openDirectory } from '../runner';
import type { SyncResult } from '../directory/result';
import { standardOutput } from '../terminal/output';
import { SyncScreen } from '../terminal/sync-screen';
import { plain } from '../terminal/text';
import { CommandError } from './command-error';
import { readConnection } from './connection-file';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { stopOnSignal } from './interrupt';

/** The options of `sync`, as typed. */
export interface SyncOptions {
	readonly connection: string;
	readonly data: string;
	readonly group?: string;
	readonly removalLimit?: number;
	readonly confirmRemovals?: boolean;
	readonly json?: boolean;
}

/** `offboardiq sync`: the people of a tenant, or of one group in it, into the data folder. */
export async function syncCommand(options: SyncOptions): Promise<ExitCode> {
	stayLean();
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const screen = options.json ? null : new SyncScreen(standardOutput());
	const { signal, dispose } = stopOnSignal(() => {
		if (screen) process.stderr.write('\nStopping. Press Ctrl-C again to stop at once.\n');
	});
	const directory = await openDirectory(dataFolder);
	try {
		const request = {
			connection,
			group: options.group ?? null,
			confirmRemovals: options.confirmRemovals === true,
			...(options.removalLimit === undefined
				? {}
				: { removalLimit: { percent: options.removalLimit, people: 10 } }),
			signal,
		};
		const result = await directory.sync(request, (progress) => screen?.show(progress));
		screen?.end(result);
		if (options.json) process.stdout.write(`${JSON.stringify(jsonOf(result))}\n`);
		return codeOf(result);
	} finally {
		screen?.stop();
		dispose();
		await directory.close();
	}
}

/**
 * Each page is garbage soon after, and V8 would rather take 100 MB more than clean up between two of them. This process
 * does nothing else.
 */
function stayLean(): void {
	setFlagsFromString('--semi-space-growth-factor=1');
}

/** The one object of `--json`: a contract, people script against it. */
function jsonOf({ simulated: _, ...result }: SyncResult) {
	return result;
}

function codeOf({ status, message }: SyncResult): ExitCode {
	if (status === 'completed') return 0;
	const line = `sync ${status}: ${message ?? ''}`;
	if (status === 'failed') throw new CommandError(line);
	process.stderr.write(`${plain(line)}\n`);
	return 2;
}
