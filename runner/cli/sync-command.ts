import { setFlagsFromString } from 'node:v8';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { openDirectory, type OpenDirectory } from '../runner';
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
	readonly nightly?: boolean;
	readonly confirmRemovals?: boolean;
	readonly json?: boolean;
}

/** Nobody of this process waits for the database meanwhile; somebody of another one for a moment. */
const PAGES_AT_ONCE = 3;

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
			pagesAtOnce: PAGES_AT_ONCE,
			signal,
		};
		const result = await directory.sync(request, (progress) => screen?.show(progress));
		const keyFile = options.nightly ? await keep(directory, connection, result) : null;
		screen?.end(result);
		if (screen && keyFile !== null) process.stdout.write(`${nightlyLine(options.data, keyFile)}\n`);
		if (options.json) process.stdout.write(`${JSON.stringify(jsonOf(result))}\n`);
		return codeOf(result);
	} finally {
		screen?.stop();
		dispose();
		await directory.close();
	}
}

/** Keeps what a night needs, once it has worked. @returns where the key lies; null where it has not */
async function keep(
	{ connections }: OpenDirectory,
	connection: GraphConnection,
	{ status, tenantId, group }: SyncResult,
): Promise<string | null> {
	if (status === 'failed') return null;
	await connections.setDirectory(await connections.keep(connection, tenantId), group);
	return connections.keyFile;
}

const nightlyLine = (folder: string, keyFile: string): string =>
	`Every night again while a runner works: offboardiq start --role runner --data ${folder}. ` +
	`The connection is kept for it, encrypted; its key is ${keyFile}: back it up, show it to nobody.`;

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
