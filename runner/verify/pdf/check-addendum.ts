import {
	CHECK_WORD,
	VERDICT_WORDS,
	verdictOn,
	type Addendum,
} from '../../../nodes/shared/record/addendum/addendum';
import type { Finding } from '../verdict';
import type { ReadRecord } from './read-record';

/** As much of an addendum as the checks rely on. */
export function isAddendum(data: unknown): data is Addendum {
	if (typeof data !== 'object' || data === null) return false;
	const { schema, id, record, checks, verdict, tenant } = data as Partial<Addendum>;
	const isCheck = (check: unknown): boolean => {
		if (typeof check !== 'object' || check === null) return false;
		const { claim, status } = check as Partial<Addendum['checks'][number]>;
		return typeof claim === 'string' && typeof status === 'string' && status in CHECK_WORD;
	};
	return (
		schema === 'offboardiq.addendum/1' &&
		typeof id === 'string' &&
		typeof record?.id === 'string' &&
		typeof record.sha256 === 'string' &&
		typeof verdict === 'string' &&
		verdict in VERDICT_WORDS &&
		typeof tenant?.simulated === 'boolean' &&
		Array.isArray(checks) &&
		checks.every(isCheck)
	);
}

/**
 * Looks whether an addendum agrees with itself, and with the record it adds to.
 *
 * @param recordSha256 of the record that was given to compare; null where none was
 */
export function checkAddendum(
	addendum: Addendum,
	{ pages }: ReadRecord,
	recordSha256: string | null,
): Finding[] {
	return [
		checkVerdict(addendum),
		checkPrinted(addendum, pages),
		checkRecord(addendum, pages, recordSha256),
	];
}

function checkVerdict({ checks, verdict }: Addendum): Finding {
	const check = 'outcome';
	const holds = verdictOn(checks) === verdict;
	const says = holds
		? `What was looked at again comes to: ${VERDICT_WORDS[verdict].toLowerCase()}.`
		: 'The outcome is not what the single checks come to.';
	return { check, holds, says };
}

function checkPrinted({ checks, verdict, tenant }: Addendum, pages: ReadRecord['pages']): Finding {
	const check = 'pages and data';
	const pieces = pages.flat().map((piece) => piece.replace(/\s+/g, ' ').trim());
	const word = (text: string): string => (tenant.simulated ? `${text}, simulated` : text);
	// A device's name may be drawn in several pieces; its id is one of its own.
	const missing = checks.find(({ claim, targetId, status }) => {
		const name = targetId ?? claim;
		return !pieces.some(
			(piece, at) => piece === name && pieces[at + 1] === word(CHECK_WORD[status]),
		);
	});
	if (missing) {
		const says = `The data say "${missing.claim}: ${CHECK_WORD[missing.status]}", and the pages do not.`;
		return { check, holds: false, says };
	}
	const words = Object.values(CHECK_WORD).map(word);
	const told = pieces.filter((piece) => words.includes(piece)).length;
	const holds = told === checks.length && pieces.includes(word(VERDICT_WORDS[verdict]));
	const says = holds
		? 'The pages tell of each check what the data say.'
		: 'The pages tell something else than the data.';
	return { check, holds, says };
}

function checkRecord(
	{ record }: Addendum,
	pages: ReadRecord['pages'],
	given: string | null,
): Finding {
	const check = 'first record';
	const printed = pages.flat().join('').replace(/\s+/g, '');
	if (!printed.includes(record.sha256)) {
		return { check, holds: false, says: 'The pages name another record than the data.' };
	}
	if (given === null) {
		const says = `It adds to ${record.id}, whose PDF has SHA-256 ${record.sha256}. Check that one too: --record compares it.`;
		return { check, holds: true, says };
	}
	const holds = given === record.sha256;
	const says = holds
		? `It adds to the record that was given, ${record.id}.`
		: `The record that was given has SHA-256 ${given}, and this adds to ${record.id} with ${record.sha256}.`;
	return { check, holds, says };
}
