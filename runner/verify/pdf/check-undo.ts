import {
	UNDO_VERDICT_WORDS,
	verdictOnUndo,
	type UndoRecord,
} from '../../../nodes/shared/record/undo/undoRecord';
import { UNDO_WORD, type UndoItem, type UndoStatus } from '../../../nodes/shared/undo/undoItem';
import type { Finding } from '../verdict';
import type { ReadRecord } from './read-record';

/** As much of the record of an undo as the checks rely on. */
export function isUndo(data: unknown): data is UndoRecord {
	if (typeof data !== 'object' || data === null) return false;
	const undo = data as Partial<UndoRecord>;
	const { schema, id, record, before, tries = [], items, verdict, tenant } = undo;
	return (
		schema === 'offboardiq.undo/1' &&
		typeof id === 'string' &&
		isNamed(record) &&
		Array.isArray(before) &&
		before.every(isNamed) &&
		Array.isArray(tries) &&
		tries.every(isNamed) &&
		typeof verdict === 'string' &&
		verdict in UNDO_VERDICT_WORDS &&
		typeof tenant?.simulated === 'boolean' &&
		Array.isArray(items) &&
		items.every(isItem)
	);
}

function isNamed(record: unknown): boolean {
	if (typeof record !== 'object' || record === null) return false;
	const { id, sha256 } = record as Partial<UndoRecord['record']>;
	return typeof id === 'string' && (sha256 === null || typeof sha256 === 'string');
}

function isItem(item: unknown): boolean {
	if (typeof item !== 'object' || item === null) return false;
	const { what, targetId, status } = item as Partial<UndoItem>;
	return (
		typeof what === 'string' &&
		(targetId === null || typeof targetId === 'string') &&
		typeof status === 'string' &&
		status in UNDO_WORD
	);
}

/**
 * Looks whether the record of an undo agrees with itself, and with the record it is about.
 *
 * @param recordSha256 of the record that was given to compare; null where none was
 */
export function checkUndo(
	undo: UndoRecord,
	{ pages }: ReadRecord,
	recordSha256: string | null,
): Finding[] {
	return [
		checkVerdict(undo),
		checkPrinted(undo, pages),
		checkRecord(undo, squeezed(pages.flat().join('')), recordSha256),
	];
}

function checkVerdict({ items, verdict }: UndoRecord): Finding {
	const holds = verdictOnUndo(items) === verdict;
	const says = holds
		? `What was undone comes to: ${UNDO_VERDICT_WORDS[verdict].toLowerCase()}.`
		: 'The outcome is not what the single items come to.';
	return { check: 'outcome', holds, says };
}

/** An id may be broken over lines, so it is looked for without the breaks. */
function checkPrinted({ items, verdict, tenant }: UndoRecord, pages: ReadRecord['pages']): Finding {
	const check = 'pages and data';
	const pieces = pages.flat().map((piece) => piece.replace(/\s+/g, ' ').trim());
	const text = squeezed(pieces.join(''));
	const word = (words: string): string => (tenant.simulated ? `${words}, simulated` : words);
	// What something is called may be drawn in several pieces; its id is one of its own.
	const missing = items.find(
		({ what, targetId, status }) =>
			!text.includes(squeezed(`${targetId ?? what}${word(UNDO_WORD[status])}`)),
	);
	if (missing) {
		const says = `The data say "${missing.what}: ${UNDO_WORD[missing.status]}", and the pages do not.`;
		return { check, holds: false, says };
	}
	const isCounted = (Object.keys(UNDO_WORD) as UndoStatus[]).every((status) => {
		const told = pieces.filter((piece) => piece === word(UNDO_WORD[status])).length;
		// Anything may be called like one of our words.
		const named = items.filter(({ what }) => what === word(UNDO_WORD[status])).length;
		return told === items.filter((item) => item.status === status).length + named;
	});
	const holds = isCounted && pieces.includes(word(UNDO_VERDICT_WORDS[verdict]));
	const says = holds
		? 'The pages tell of each item what the data say.'
		: 'The pages tell something else than the data.';
	return { check, holds, says };
}

function checkRecord(
	{ record, before, tries = [] }: UndoRecord,
	printed: string,
	given: string | null,
): Finding {
	const check = 'first record';
	const named = [record, ...before, ...tries];
	const isPrinted = named.every(({ id, sha256 }) => printed.includes(sha256 ?? squeezed(id)));
	if (!isPrinted) {
		return { check, holds: false, says: 'The pages name another record than the data.' };
	}
	if (record.sha256 === null) {
		const says = `It is about ${record.id}, which has no record file.`;
		return { check, holds: given === null, says };
	}
	if (given === null) {
		const says = `It is about ${record.id}, whose PDF has SHA-256 ${record.sha256}. Check that one too: --record compares it.`;
		return { check, holds: true, says };
	}
	const holds = given === record.sha256;
	const says = holds
		? `It is about the record that was given, ${record.id}.`
		: `The record that was given has SHA-256 ${given}, and this is about ${record.id} with ${record.sha256}.`;
	return { check, holds, says };
}

const squeezed = (text: string): string => text.replace(/\s+/g, '');
