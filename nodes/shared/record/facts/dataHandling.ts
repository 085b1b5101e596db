import type { Offboarding } from '../../step/offboarding';
import { isNotTried } from '../../step/onlySteps';
import { finalRows, rowsOf } from '../rows';

/** What becomes of the person's data. */
export interface DataRow {
	readonly what: string;
	readonly says: string;
}

export const NOT_RECORDED = 'Not recorded';

/** What was done with data, what was said about it, and what nobody has said. What was only said is marked so. */
export function dataHandlingOf(offboarding: Offboarding): DataRow[] {
	const { forwardUntil, litigationHold, keepRecordUntil, lawfulBasis } =
		offboarding.request.caseFacts ?? {};
	const stated = (value: string | undefined): string =>
		value === undefined ? NOT_RECORDED : `${value}, as whoever asked stated`;
	const summaryOf = (key: string): string => {
		const row = finalRows(rowsOf(offboarding)).find(({ step }) => step.key === key);
		if (!row?.outcome) return 'Not started';
		const { summary } = row.outcome;
		return isNotTried(row.outcome) ? summary : `${row.word}. ${summary}`;
	};
	return [
		{ what: 'Mail to them', says: summaryOf('forwardEmail') },
		{ what: 'Forwarded until', says: stated(forwardUntil) },
		{ what: 'Automatic replies', says: summaryOf('setOutOfOffice') },
		{ what: 'Litigation hold', says: stated(litigationHold) },
		{ what: 'Mailbox, OneDrive', says: 'OffboardIQ neither converts, moves nor deletes them.' },
		{ what: 'Account', says: 'OffboardIQ does not delete it.' },
		{ what: 'Record kept until', says: stated(keepRecordUntil) },
		{ what: 'Lawful basis', says: stated(lawfulBasis) },
	];
}
