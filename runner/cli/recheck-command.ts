import type { AddendumRecord } from '../addenda/addendum-journal';
import { recheck } from '../addenda/recheck';
import { Evidence } from '../evidence/evidence';
import { evidenceSettings } from '../evidence/settings';
import { openRuns } from '../runner';
import { addendumLines } from '../terminal/addendum-lines';
import { readConnection } from './connection-file';
import { warnUnsigned } from './evidence-command';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { whoAsks } from './who-asks';

/** The options of `recheck`, as typed. */
export interface RecheckOptions {
	readonly evidenceP12?: string;
	readonly connection: string;
	readonly data: string;
	readonly out?: string;
	readonly json?: boolean;
}

/**
 * `offboardiq recheck RUN`: looks whether an offboarding is still as its record says. 0 when everything is confirmed, 2
 * when something is not, whether it is not so any more or only not known.
 */
export async function recheckCommand(runId: string, options: RecheckOptions): Promise<ExitCode> {
	const connection = await readConnection(options.connection);
	const dataFolder = await usableFolder(options.data, '--data');
	const folder = options.out === undefined ? null : await usableFolder(options.out, '--out');
	const runs = await openRuns(dataFolder);
	try {
		const isUnused = async () => (await runs.connections.list()).length === 0;
		const evidence = new Evidence(dataFolder, isUnused, evidenceSettings(options.evidenceP12));
		await warnUnsigned({ evidence, audit: runs.audit });
		const made = await recheck({ db: runs.db, evidence }, runId, {
			...{ connection, askedBy: whoAsks(), spareFolder: dataFolder },
			...(folder === null ? {} : { folder }),
		});
		process.stdout.write(
			options.json === true ? `${JSON.stringify(jsonOf(made))}\n` : textOf(made),
		);
		return made.addendum?.verdict === 'holds' ? 0 : 2;
	} finally {
		await runs.close();
	}
}

function jsonOf({ id, runId, addendum, report }: AddendumRecord) {
	return {
		...{ id, run: runId, verdict: addendum?.verdict, checkedAt: addendum?.checkedAt },
		checks: addendum?.checks,
		report: report?.path ?? null,
	};
}

function textOf({ addendum, report }: AddendumRecord): string {
	const lines = addendum ? addendumLines(addendum) : [];
	return [...lines, `  ${report?.path ?? ''}`].map((line) => `${line}\n`).join('');
}
