import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AuditDesk } from '../audit/desk';
import { DATABASE_FILE, isOnServer } from '../database/open';
import { openRuns } from '../runner';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';

/**
 * Opens the audit log of a data folder, and prints what comes of it. Reading must not create anything: a mistyped folder
 * would then look like one whose log is empty.
 */
export async function inAuditLog(
	folder: string,
	work: (audit: AuditDesk) => Promise<string>,
): Promise<ExitCode> {
	const path = resolve(folder);
	const isThere = await access(join(path, DATABASE_FILE)).then(
		() => true,
		() => false,
	);
	if (!isThere && !isOnServer(process.env)) {
		throw new CommandError(`--data ${path} holds no log: there is no ${DATABASE_FILE} in it.`);
	}
	const runs = await openRuns(path);
	try {
		process.stdout.write(`${await work(runs.audit)}\n`);
	} finally {
		await runs.close();
	}
	return 0;
}
