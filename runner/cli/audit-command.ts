import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AuditDesk } from '../audit/desk';
import type { Exported } from '../audit/export-bundle';
import { standardOutput } from '../terminal/output';
import { auditLines } from '../terminal/audit-lines';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';
import { inAuditLog } from './in-audit-log';
import { whoAsks } from './who-asks';

/** The options of `audit` and of what is below it, as typed. */
export interface AuditOptions {
	readonly data: string;
	readonly organisation?: string;
	readonly last?: number;
	readonly run?: string;
	readonly json?: boolean;
	readonly out?: string;
	readonly csv?: boolean;
	readonly bundle?: boolean;
	readonly from?: string;
	readonly to?: string;
	readonly personal?: boolean;
}

/** So many entries are shown unless more are asked for. */
const SHOWN = 20;

/** `offboardiq audit [list]`: the last entries, the newest last, where somebody reads them. */
export async function listAudit(options: AuditOptions): Promise<ExitCode> {
	return await inAuditLog(options, async (audit) => {
		const wanted = { limit: options.last ?? SHOWN, run: options.run ?? null };
		const entries = [...(await audit.entries(wanted))].reverse();
		if (options.json) return JSON.stringify(entries);
		const output = standardOutput();
		if (entries.length === 0) return 'There is no entry yet.';
		return entries.flatMap((entry) => auditLines(entry, output)).join('\n');
	});
}

/** `offboardiq audit export`: a bundle to be checked, or a table to be read. */
export async function exportAudit(options: AuditOptions): Promise<ExitCode> {
	const out = resolve(given(options.out, '--out'));
	if (options.csv === true && options.bundle === true) {
		throw new CommandError('Give either --csv or --bundle.');
	}
	const isTable = options.csv ?? (options.bundle !== true && out.toLowerCase().endsWith('.csv'));
	const [from, to] = [moment(options.from, '--from'), moment(options.to, '--to')];
	await refuseTaken(out, isTable);
	return await inAuditLog(options, async (audit) => {
		const actor = whoAsks();
		if (isTable) {
			const entries = await audit.exportCsv({ file: out, from, to, actor });
			return options.json
				? JSON.stringify({ file: out, entries })
				: `${counted(entries, 'entry', 'entries')} in ${out}.`;
		}
		if (to !== null) throw new CommandError('A bundle goes up to now: leave out --to.');
		const personal = options.personal !== false;
		return await bundle(audit, { folder: out, from, personal, actor }, options.json === true);
	});
}

async function bundle(
	audit: AuditDesk,
	request: Parameters<AuditDesk['exportBundle']>[0],
	json: boolean,
): Promise<string> {
	const exported = await audit.exportBundle(request);
	if (json) return JSON.stringify({ folder: request.folder, ...exported });
	const { entries, reports } = exported;
	return [
		`${counted(entries, 'entry', 'entries')} and ${counted(reports, 'record')} are in ${request.folder}.`,
		...missingLines(exported),
		`Anybody can check it: offboardiq verify ${request.folder}`,
	].join('\n');
}

function missingLines({ missing }: Exported): string[] {
	if (missing.length === 0) return [];
	return [`Not where their record was filed, and the log says so: ${missing.join(', ')}.`];
}

/** A bundle is a whole folder; nothing that is there is mixed with it or written over. */
async function refuseTaken(out: string, isTable: boolean): Promise<void> {
	const found = await stat(out).catch(() => null);
	if (found === null) return;
	const isEmpty = found.isDirectory() && (await readdir(out)).length === 0;
	if (isEmpty && !isTable) return;
	throw new CommandError(`--out ${out} is there already. Give a name that is free.`);
}

const counted = (count: number, one: string, more = `${one}s`): string =>
	`${count} ${count === 1 ? one : more}`;

function given(value: string | undefined, option: string): string {
	const text = value?.trim() ?? '';
	if (text !== '') return text;
	throw new CommandError(`${option} is missing.`);
}

/** A day or a moment, in UTC. */
function moment(text: string | undefined, option: string): string | null {
	if (text === undefined) return null;
	const value = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?)?$/.test(text) ? text : '';
	const time = new Date(value.length === 10 || value.endsWith('Z') ? value : `${value}Z`);
	if (!Number.isNaN(time.getTime())) return time.toISOString();
	throw new CommandError(`${option} takes a day or a moment in UTC, such as 2026-11-25.`);
}
