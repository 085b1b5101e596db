import type { AddendumRecord } from '../addenda/addendum-journal';
import { openRunner } from '../runner';
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
	const runner = await openRunner({ dataFolder, evidenceP12: options.evidenceP12 });
	try {
		await warnUnsigned(runner);
		const made = await runner.recheck(runId, {
			...{ connection, askedBy: whoAsks(), spareFolder: dataFolder },
			...(folder === null ? {} : { folder }),
		});
		process.stdout.write(
			options.json === true ? `${JSON.stringify(jsonOf(made))}\n` : textOf(made),
		);
		return made.addendum?.verdict === 'holds' ? 0 : 2;
	} finally {
		await runner.close();
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
