import {
	CHECK_WORD,
	VERDICT_WORDS,
	type Addendum,
} from '../../nodes/shared/record/addendum/addendum';
import type { SchedulerLine } from './scheduler-line';
import { plain } from './text';

/** What a started runner tells of a check that it made by itself. */
export function recheckedLine(addendum: Addendum): SchedulerLine {
	const { id, record, verdict, tenant, employee } = addendum;
	const simulated = tenant.simulated ? ', simulated' : '';
	const not = addendum.checks.filter(({ status }) => status !== 'confirmed');
	const rest = not.map(
		({ claim, status }) => `${plain(claim)}: ${CHECK_WORD[status].toLowerCase()}`,
	);
	const why = rest.length > 0 ? ` ${rest.join('; ')}.` : '';
	return {
		text: `${record.id}  Checked again${simulated}, ${plain(employee.userPrincipalName)}: ${VERDICT_WORDS[verdict].toLowerCase()}.${why} Addendum: ${id}`,
		json: { event: 'rechecked', run: record.id, addendum: id, verdict, checks: addendum.checks },
	};
}

/** A check in full, for whoever asked for it. */
export function addendumLines({ id, record, verdict, tenant, checks }: Addendum): string[] {
	const simulated = tenant.simulated ? ', simulated' : '';
	return [
		`${id}  ${VERDICT_WORDS[verdict]}${simulated}. Adds to ${record.id}.`,
		...checks.map(
			({ claim, status, says }) => `  ${CHECK_WORD[status]}: ${plain(claim)}. ${plain(says)}`,
		),
	];
}
