import { readFile, stat } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { isKey } from '../../nodes/shared/step/accountKey';
import type { BulkMember } from '../bulk/bulk-record';
import { plain } from '../terminal/text';
import { CommandError } from './command-error';

/** What a list holds, and what of it was not used. */
export interface UserList {
	readonly members: readonly BulkMember[];
	/** For a person, one line each: columns that were passed over, people who stand there twice. */
	readonly remarks: readonly string[];
}

const MOST_BYTES = 1_000_000;
/** All of them wait in memory between their lock-out and the rest. */
export const MOST_USERS = 2_000;
/** More bad lines than this are counted, not named. */
const MOST_NAMED = 20;

/** A row of the file with the number of the line it begins on. */
interface Row {
	readonly line: number;
	readonly cells: readonly string[];
}

/**
 * Reads what `--list` names: a CSV file with a column `user` (object ids or user principal names) and, where wanted, a
 * column `manager`. Commas, semicolons or tabs, quoted or not, any line ends.
 *
 * @throws CommandError in one line that names every bad line by its number; nothing was asked of the tenant then
 */
export async function readUserList(path: string): Promise<UserList> {
	const text = await readText(path);
	const rows = rowsOf(text, path);
	const [head, ...body] = rows;
	if (!head) throw bad(path, 'it is empty. It needs a column "user".');
	const names = head.cells.map((cell) => cell.toLowerCase());
	const [user, manager] = [only(names, 'user', path), only(names, 'manager', path)];
	if (user === null) throw bad(path, `line ${head.line}: there is no column "user".`);
	const problems = body.flatMap((row) => problemsIn(row, names.length, user, manager));
	if (problems.length > 0) throw bad(path, summary(problems));
	if (body.length === 0) throw bad(path, 'it names nobody.');
	if (body.length > MOST_USERS) {
		throw bad(path, `it names ${body.length} people. Take at most ${MOST_USERS} at a time.`);
	}
	const all = body.map(({ line, cells }) => ({
		line,
		user: cells[user] ?? '',
		manager: (manager === null ? '' : cells[manager]) || null,
	}));
	const clash = clashIn(all);
	if (clash) throw bad(path, clash);
	const { members, twice } = distinct(all);
	const ignored = head.cells.filter((_, at) => at !== user && at !== manager);
	return {
		members,
		remarks: [
			...(ignored.length === 0 ? [] : [`Columns not used: ${ignored.map(named).join(', ')}.`]),
			...twice.map(({ line, user }) => `Line ${line}: ${plain(user)} is on the list already.`),
		],
	};
}

/** The same person with one place on the list; the first counts. */
export function distinct<Entry extends BulkMember>(
	entries: readonly Entry[],
): { readonly members: readonly BulkMember[]; readonly twice: readonly Entry[] } {
	const seen = new Set<string>();
	const members: BulkMember[] = [];
	const twice: Entry[] = [];
	for (const entry of entries) {
		const key = entry.user.toLowerCase();
		if (seen.has(key)) twice.push(entry);
		else members.push({ user: entry.user, manager: entry.manager });
		seen.add(key);
	}
	return { members, twice };
}

async function readText(path: string): Promise<string> {
	try {
		const { size } = await stat(path);
		if (size > MOST_BYTES) throw bad(path, 'it is larger than 1 MB.');
		// A byte that is no UTF-8 would become another name.
		return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
	} catch (error) {
		if (error instanceof CommandError) throw error;
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA' || error instanceof TypeError) {
			throw bad(path, 'it is not UTF-8. Save it as "CSV UTF-8".', error);
		}
		throw bad(
			path,
			code === 'ENOENT' ? 'there is no such file.' : `it cannot be read (${code}).`,
			error,
		);
	}
}

function rowsOf(text: string, path: string): readonly Row[] {
	if (text.includes('\0')) throw bad(path, 'it is not a text file.');
	try {
		const records = parse(text, {
			bom: true,
			delimiter: delimiterOf(text),
			info: true,
			record_delimiter: ['\r\n', '\n', '\r'],
			relax_column_count: true,
			skip_empty_lines: true,
			trim: true,
		}) as unknown as { record: string[]; info: { lines: number } }[];
		return records
			.map(({ record, info }) => ({ line: info.lines, cells: record }))
			.filter(({ cells }) => cells.some((cell) => cell !== ''));
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const line = Number(error['lines']);
		throw bad(path, `line ${line}: a quotation mark is missing or too many.`, error);
	}
}

/** The one that the head holds most of, outside of quotes. */
function delimiterOf(text: string): string {
	const head = (
		text
			.replace(/^\uFEFF/, '')
			.split(/\r|\n/)
			.find((line) => line.trim() !== '') ?? ''
	).replace(/"[^"]*"/g, '');
	const count = (mark: string) => head.split(mark).length;
	return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function only(names: readonly string[], name: string, path: string): number | null {
	const first = names.indexOf(name);
	if (first !== names.lastIndexOf(name)) throw bad(path, `the column "${name}" is there twice.`);
	return first === -1 ? null : first;
}

function problemsIn(
	{ line, cells }: Row,
	columns: number,
	user: number,
	manager: number | null,
): readonly string[] {
	if (cells.length > columns) return [`line ${line}: it has more columns than the head`];
	const who = cells[user] ?? '';
	const boss = manager === null ? '' : (cells[manager] ?? '');
	if (who === '') return [`line ${line}: user is empty`];
	if (!isKey(who)) return [`line ${line}: user ${named(who)} is no ${KEY}`];
	if (boss !== '' && !isKey(boss)) return [`line ${line}: manager ${named(boss)} is no ${KEY}`];
	return [];
}

const KEY = 'user principal name or object id';

/** Somebody twice, each time with another manager: nobody can say which is meant. */
function clashIn(entries: readonly (BulkMember & { line: number })[]): string | null {
	const first = new Map<string, (typeof entries)[number]>();
	for (const entry of entries) {
		const before = first.get(entry.user.toLowerCase());
		first.set(entry.user.toLowerCase(), before ?? entry);
		if (!before || before.manager?.toLowerCase() === entry.manager?.toLowerCase()) continue;
		return `lines ${before.line} and ${entry.line}: ${plain(entry.user)} with different managers.`;
	}
	return null;
}

function summary(problems: readonly string[]): string {
	const more = problems.length - MOST_NAMED;
	const rest = more > 0 ? `; and ${more} more` : '';
	return `${problems.slice(0, MOST_NAMED).join('; ')}${rest}. Nothing was changed.`;
}

function named(text: string): string {
	const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
	return `"${plain(short)}"`;
}

function bad(path: string, reason: string, cause?: unknown): CommandError {
	return new CommandError(`--list ${path}: ${reason}`, { cause });
}
