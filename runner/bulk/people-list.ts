import { CsvError, parse } from 'csv-parse/sync';
import { isKey } from '../../nodes/shared/step/accountKey';
import { plain } from '../terminal/text';
import type { BulkMember } from './bulk-record';
import { factsOfLine, LineFactsError } from './line-facts';

/** A text that is no list of people. One line, for people. */
export class PeopleListError extends Error {
	override readonly name = 'PeopleListError';
}

/** One line of a list. */
export interface PersonLine extends BulkMember {
	/** Null where the line names none. */
	readonly ticket: string | null;
	/** Of the text, from 1. */
	readonly line: number;
	/** What is wrong with it, or null. */
	readonly problem: string | null;
}

/** A list of people as it was written. */
export interface PeopleList {
	readonly lines: readonly PersonLine[];
	/** Lines of people who stand further up already, with the same manager. */
	readonly twice: readonly PersonLine[];
	/** Columns that were passed over. */
	readonly unused: readonly string[];
}

/** A row of the file with the number of the line it begins on. */
interface Row {
	readonly line: number;
	readonly cells: readonly string[];
}

/**
 * Reads a CSV text with a column `user` (object ids or user principal names) and, where wanted, columns `manager`,
 * `ticket`, and `effective_end` with `zone`. Commas, semicolons or tabs, quoted or not, any line ends.
 *
 * @param firstLine how its first line is counted: 0 where a head was put before what somebody wrote
 * @throws PeopleListError where it is no such text as a whole; what is wrong with single lines stands in them
 */
export function readPeopleList(text: string, firstLine = 1): PeopleList {
	const [head, ...body] = rowsOf(text, firstLine - 1);
	if (!head) throw new PeopleListError('it is empty. It needs a column "user".');
	const names = head.cells.map((cell) => cell.toLowerCase());
	const [user, manager] = [only(names, 'user'), only(names, 'manager')];
	const more = { ticket: only(names, 'ticket'), end: only(names, 'effective_end') };
	const zone = only(names, 'zone');
	if (user === null) throw noColumn(head);
	const columns = { count: names.length, user, manager, ...more, zone };
	const used: readonly (number | null)[] = Object.values({ user, manager, ...more, zone });
	const all = body.map((row) => lineOf(row, columns));
	const firsts = new Map<string, PersonLine>();
	const [lines, twice]: [PersonLine[], PersonLine[]] = [[], []];
	for (const one of all) {
		const before = one.problem === null ? firsts.get(one.user.toLowerCase()) : undefined;
		if (one.problem === null && !before) firsts.set(one.user.toLowerCase(), one);
		const isSame = before?.manager?.toLowerCase() === one.manager?.toLowerCase();
		if (!before) lines.push(one);
		else if (isSame) twice.push(one);
		else lines.push({ ...one, problem: clash(before, one) });
	}
	return {
		...{ lines, twice },
		unused: head.cells.filter((_, at) => !used.includes(at)),
	};
}

/** As many columns as a person can take in: a file that is no list may have thousands. */
const MOST_NAMED = 8;

function noColumn({ line, cells }: Row): PeopleListError {
	const named = cells.filter((cell) => cell !== '').map(quoted);
	const more = named.length > MOST_NAMED ? ` and ${named.length - MOST_NAMED} more` : '';
	const there = `${named.slice(0, MOST_NAMED).join(', ')}${more}`;
	return new PeopleListError(
		`line ${line}: there is no column "user". It has ${there}: call the one with the addresses "user".`,
	);
}

function rowsOf(text: string, before: number): readonly Row[] {
	if (text.includes('\0')) throw new PeopleListError('it is not a text file.');
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
			.map(({ record, info }) => ({ line: info.lines + before, cells: record }))
			.filter(({ cells }) => cells.some((cell) => cell !== ''));
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		const line = Number(error['lines']) + before;
		throw new PeopleListError(`line ${line}: a quotation mark is missing or too many.`, {
			cause: error,
		});
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

function only(names: readonly string[], name: string): number | null {
	const first = names.indexOf(name);
	if (first !== names.lastIndexOf(name)) {
		throw new PeopleListError(`the column "${name}" is there twice.`);
	}
	return first === -1 ? null : first;
}

/** Which column is which; null: there is none. */
interface Columns {
	readonly count: number;
	readonly user: number;
	readonly manager: number | null;
	readonly ticket: number | null;
	readonly end: number | null;
	readonly zone: number | null;
}

function lineOf({ line, cells }: Row, columns: Columns): PersonLine {
	const cell = (at: number | null) => (at === null ? '' : (cells[at] ?? ''));
	const [user, manager] = [cell(columns.user), cell(columns.manager) || null];
	const asWritten = { line, user, manager, ticket: null };
	const problem =
		cells.length > columns.count
			? 'it has more columns than the head'
			: user === ''
				? 'user is empty'
				: (noKey('user', user) ?? (manager === null ? null : noKey('manager', manager)));
	if (problem !== null) return { ...asWritten, problem };
	const said = { ticket: cell(columns.ticket), end: cell(columns.end), zone: cell(columns.zone) };
	try {
		return { ...asWritten, ...factsOfLine(said), problem };
	} catch (error) {
		if (!(error instanceof LineFactsError)) throw error;
		return { ...asWritten, problem: error.message };
	}
}

const noKey = (column: string, text: string): string | null =>
	isKey(text) ? null : `${column} ${quoted(text)} is no user principal name or object id`;

/** Somebody twice, each time with another manager: nobody can say which is meant. */
const clash = (before: PersonLine, { line, user }: PersonLine): string =>
	`lines ${before.line} and ${line}: ${plain(user)} with different managers`;

/** A text of a file, short and on one line. */
export function quoted(text: string): string {
	const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
	return `"${plain(short)}"`;
}
