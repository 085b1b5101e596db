import { isDeepStrictEqual } from 'node:util';
import { SUPPORT_WORD } from '../../../nodes/shared/record/facts/controls';
import {
	recordFactsOf,
	type RecordData,
	type RecordFacts,
} from '../../../nodes/shared/record/facts/recordFacts';
import type { Finding } from '../verdict';
import type { ReadRecord } from './read-record';

/**
 * Looks whether what a record reckons (times, open items, control map) follows from what happened, and whether the pages
 * tell the same control map. Records from before there was any have nothing to look at here.
 */
export function checkFacts({ record, ...offboarding }: RecordData, read: ReadRecord): Finding[] {
	if (record === undefined) return [];
	const reckoned = reckonAgain(offboarding, record);
	return [reckoned, ...(reckoned.holds ? [checkControls(record, read.pages)] : [])];
}

const KNOWN: readonly string[] = ['offboardiq.record/1', 'offboardiq.record/2'];

function reckonAgain(offboarding: Omit<RecordData, 'record'>, record: RecordFacts): Finding {
	const check = 'reckoned facts';
	if (!KNOWN.includes(record.schema)) {
		const says = 'The facts are of a later kind than this program knows. Use a newer one.';
		return { check, holds: false, says };
	}
	const wrong = firstDifference(offboarding, record);
	const says =
		wrong === null
			? 'Times, open items and control map follow from what the steps say.'
			: `What the data say under "${wrong}" does not follow from the steps.`;
	return { check, holds: wrong === null, says };
}

/** As JSON: that is how they are kept. */
function firstDifference(
	offboarding: Omit<RecordData, 'record'>,
	record: RecordFacts,
): string | null {
	try {
		const again = JSON.parse(JSON.stringify(recordFactsOf(offboarding, record))) as RecordFacts;
		const names = new Set([...Object.keys(again), ...Object.keys(record)]) as Set<
			keyof RecordFacts
		>;
		return [...names].find((name) => !isDeepStrictEqual(again[name], record[name])) ?? null;
	} catch {
		return 'record';
	}
}

const WORDS = new Set(Object.values(SUPPORT_WORD));
/** Between a control and its word stands what it is about, in a few lines. */
const NEAR = 6;

function checkControls({ controls }: RecordFacts, pages: ReadRecord['pages']): Finding {
	const check = 'control map';
	const expected = controls.map(
		({ framework, control, support }) => `${framework} ${control}: ${SUPPORT_WORD[support]}`,
	);
	const names = new Set(controls.map(({ framework, control }) => `${framework} ${control}`));
	const pieces = pages.flat().map((piece) => piece.replace(/\s+/g, ' ').trim());
	const printed = pieces.flatMap((piece, at) => {
		if (!names.has(piece)) return [];
		const word = pieces.slice(at + 1, at + NEAR).find((next) => WORDS.has(next));
		return word === undefined ? [] : [`${piece}: ${word}`];
	});
	if (isDeepStrictEqual(printed, expected)) {
		return { check, holds: true, says: 'The pages tell of each control what the data say.' };
	}
	const missing = expected.find((row, at) => printed[at] !== row) ?? printed.at(-1) ?? '';
	return { check, holds: false, says: `The data say "${missing}", and the pages do not.` };
}
