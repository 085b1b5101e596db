import { openRuns } from '../runner';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';

/** The options of `keys rotate`, as typed. */
export interface KeysOptions {
	readonly data: string;
	readonly json?: boolean;
}

/** `offboardiq keys rotate`: a new key for the kept connections, and everything sealed with it anew. */
export async function rotateCommand(options: KeysOptions): Promise<ExitCode> {
	const runs = await openRuns(await usableFolder(options.data, '--data'));
	try {
		const connections = await runs.connections.rotate();
		const { keyFile } = runs.connections;
		const text =
			`${connections === 1 ? '1 connection is' : `${connections} connections are`} sealed with a new key, the first of ${keyFile}.\n` +
			'Keep the older ones in it: backups were sealed with them. Copy the file to every machine that shares the database.\n';
		process.stdout.write(
			options.json === true ? `${JSON.stringify({ connections, keyFile })}\n` : text,
		);
		return 0;
	} finally {
		await runs.close();
	}
}
