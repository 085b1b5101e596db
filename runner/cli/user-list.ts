import { readFile, stat } from 'node:fs/promises';
import type { BulkMember } from '../bulk/bulk-record';
import { PeopleListError, quoted, readPeopleList, type PersonLine } from '../bulk/people-list';
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

/**
 * Reads what `--list` names, see `readPeopleList`.
 *
 * @throws CommandError in one line that names every bad line by its number; nothing was asked of the tenant then
 */
export async function readUserList(path: string): Promise<UserList> {
	const { lines, twice, unused } = await listIn(path);
	const problems = lines.filter(({ problem }) => problem !== null);
	if (problems.length > 0) throw bad(path, summary(problems));
	if (lines.length === 0) throw bad(path, 'it names nobody.');
	if (lines.length > MOST_USERS) {
		throw bad(path, `it names ${lines.length} people. Take at most ${MOST_USERS} at a time.`);
	}
	return {
		members: lines.map(({ user, manager, ticket, caseFacts = null }) => ({
			...{ user, manager },
			...(ticket === null ? {} : { ticket }),
			...(caseFacts === null ? {} : { caseFacts }),
		})),
		remarks: [
			...(unused.length === 0 ? [] : [`Columns not used: ${unused.map(quoted).join(', ')}.`]),
			...twice.map(({ line, user }) => `Line ${line}: ${plain(user)} is on the list already.`),
		],
	};
}

/** The same person with one place on the list; the first counts. */
export function distinct(members: readonly BulkMember[]): readonly BulkMember[] {
	const first = new Map<string, BulkMember>();
	for (const member of members) {
		const key = member.user.toLowerCase();
		if (!first.has(key)) first.set(key, member);
	}
	return [...first.values()];
}

async function listIn(path: string) {
	const text = await readText(path);
	try {
		return readPeopleList(text);
	} catch (error) {
		if (error instanceof PeopleListError) throw bad(path, error.message, error);
		throw error;
	}
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

function summary(lines: readonly PersonLine[]): string {
	const problems = lines.map(({ line, problem }) =>
		problem?.startsWith('lines ') ? problem : `line ${line}: ${problem}`,
	);
	const more = problems.length - MOST_NAMED;
	const rest = more > 0 ? `; and ${more} more` : '';
	return `${problems.slice(0, MOST_NAMED).join('; ')}${rest}. Nothing was changed.`;
}

function bad(path: string, reason: string, cause?: unknown): CommandError {
	return new CommandError(`--list ${path}: ${reason}`, { cause });
}
