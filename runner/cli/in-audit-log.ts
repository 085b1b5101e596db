import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { AuditDesk } from '../audit/desk';
import { DATABASE_FILE, isOnServer } from '../database/open';
import { openRuns } from '../runner';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';

/** Which log. */
export interface LogOptions {
	readonly data: string;
	/** Left out for that of the installation itself. */
	readonly organisation?: string;
}

/**
 * Opens an audit log of a data folder, and prints what comes of it. Reading must not create anything: a mistyped folder
 * would then look like one whose log is empty.
 */
export async function inAuditLog(
	{ data: folder, organisation }: LogOptions,
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
		process.stdout.write(
			`${await work(organisation === undefined ? runs.audit : await known(runs.audit, organisation))}\n`,
		);
	} finally {
		await runs.close();
	}
	return 0;
}

async function known(audit: AuditDesk, organisation: string): Promise<AuditDesk> {
	const all = await audit.organisations();
	if (all.includes(organisation)) return audit.of(organisation);
	throw new CommandError(
		`--organisation ${organisation} has no log here. There are: ${all.join(', ') || 'none'}.`,
	);
}
