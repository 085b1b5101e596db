import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { markOfStep, wordOfStep } from '../../../nodes/shared/step/shownStep';
import { STATUS_WORD, STEPS } from '../../../nodes/shared/step/vocabulary';
import type { Finding } from '../verdict';
import { checkTry } from './check-try';
import type { ReadRecord } from './read-record';

/** Looks whether the steps in the data make sense, and whether the pages tell the same. */
export function checkSteps(record: Offboarding, { pages }: ReadRecord): Finding[] {
	const steps = [checkGaps(record), checkWipes(record), checkPrinted(record, pages)];
	const { only } = record.request;
	return only ? [...steps, checkTry(record.steps, only, pages)] : steps;
}

/** The record itself is step 9, and can't hold its own end. */
const BEFORE_RECORD = STEPS.filter(({ key }) => key !== 'compliancePdf');

function checkGaps({ steps }: Offboarding): Finding {
	const check = 'nine steps';
	const missing = BEFORE_RECORD.filter(({ key }) => !steps.some((step) => step.key === key));
	const twice = BEFORE_RECORD.filter(
		({ key }) => steps.filter((step) => step.key === key).length > 1,
	);
	const wrong = [...missing, ...twice][0];
	if (!wrong) return { check, holds: true, says: 'Each of the nine steps says how it ended.' };
	const what = missing.length > 0 ? 'does not say how it ended' : 'ended more than once';
	return { check, holds: false, says: `Step ${wrong.number}, ${wrong.title}, ${what}.` };
}

/** A wipe is sent once: what was accepted, or may have been, is never followed by a second one. */
function checkWipes({ steps }: Offboarding): Finding {
	const check = 'one wipe a device';
	const sent = new Map<string, number>();
	for (const { method, path, status } of steps.flatMap(({ calls }) => calls)) {
		const device = /\/managedDevices\/([^/?]+)\/(?:wipe|retire)(?:\?|$)/i.exec(path)?.[1];
		const mayHaveHappened = status === null || (status >= 200 && status < 300);
		if (!device || method !== 'POST' || !mayHaveHappened) continue;
		const id = device.toLowerCase();
		sent.set(id, (sent.get(id) ?? 0) + 1);
	}
	const twice = [...sent].find(([, count]) => count > 1);
	if (!twice)
		return { check, holds: true, says: 'No device was sent more than one wipe or retire.' };
	return { check, holds: false, says: `${twice[1]} were sent to the device ${twice[0]}.` };
}

interface Printed {
	readonly title: string;
	readonly word: string;
}

/** Number, title and word of a step are drawn as pieces of their own, which no text of a tenant can be. */
function checkPrinted(record: Offboarding, pages: ReadRecord['pages']): Finding {
	const check = 'pages and data';
	const expected = expectedRows(record);
	const printed = printedRows(pages);
	const tell = ({ title, word }: Printed): string => `${title}: ${word}`;
	const isSame = printed.map(tell).join('\n') === expected.map(tell).join('\n');
	if (isSame) return { check, holds: true, says: 'The pages tell of each step what the data say.' };
	const at = expected.findIndex((row, index) => tell(row) !== tell(printed[index] ?? row));
	const row = expected[at === -1 ? printed.length : at];
	const says = row
		? `The data say "${tell(row)}", and the pages do not.`
		: 'The pages tell of more steps than the data.';
	return { check, holds: false, says };
}

/** What the pages have to tell, as the drawing makes it of the data. */
function expectedRows({ steps, tenant }: Offboarding): Printed[] {
	return BEFORE_RECORD.flatMap(({ key, number, title }) => {
		const outcomes = steps.filter((step) => step.key === key);
		const name = `${number} ${title}`;
		if (outcomes.length === 0) return [{ title: name, word: STATUS_WORD.pending }];
		return outcomes.map((outcome, at): Printed => {
			const mark = markOfStep(outcome);
			const isLast = at === outcomes.length - 1;
			const isReal = !tenant.simulated || mark === 'pending';
			return {
				title: isLast ? name : `${name}, earlier try`,
				word: `${wordOfStep(outcome)}${isReal ? '' : ', simulated'}`,
			};
		});
	});
}

function printedRows(pages: ReadRecord['pages']): Printed[] {
	return pages.flatMap((page) => {
		const pieces = page.map((piece) => piece.replace(/\s+/g, ' ').trim());
		return pieces.flatMap((piece, at): Printed[] => {
			const title = pieces[at + 1] ?? '';
			const step = BEFORE_RECORD.find(
				(known) =>
					piece === `${known.number}` &&
					(title === known.title || title === `${known.title}, earlier try`),
			);
			return step ? [{ title: `${piece} ${title}`, word: pieces[at + 2] ?? '' }] : [];
		});
	});
}
