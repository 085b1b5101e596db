import { cut, headline, moment, oneLine, type ToldEvent } from './event';

/** Columns of an incident hold so many characters. */
const SHORT = 160;

/** Ended as wanted, or something for a person to see to: 1 high, 2 medium, 3 low, as ServiceNow counts. */
const URGENCY: Readonly<Record<string, '1' | '2' | '3'>> = {
	completed: '3',
	running: '3',
	cancelled: '3',
	// A door that was closed may be open.
	not_as_recorded: '1',
};

/**
 * The fields of an incident, for `POST /api/now/table/incident`. Whatever is no column there is dropped without a word,
 * so there is nothing else in it.
 */
export function serviceNowBody(event: ToldEvent) {
	const { offboarding, checkpoint } = event;
	return {
		short_description: cut(headline(event), SHORT),
		description: description(event),
		category: 'Offboarding',
		urgency: URGENCY[offboarding.status] ?? '2',
		impact: '3',
		// The same in each try: an incident that is there already is found by it.
		...correlationOf(event.id, offboarding.id),
		work_notes: checkpoint ? `Signed checkpoint of the audit log:\n${checkpoint.note}` : '',
	};
}

/** By what a delivery's incident is found again: the number for people, and which delivery it was. */
export const correlationOf = (id: string, run: string) => ({
	correlation_id: run,
	correlation_display: `OffboardIQ ${id}`,
});

/** The offboarding in lines, for whoever reads the incident. */
export function description({ offboarding }: ToldEvent): string {
	const { employee, steps } = offboarding;
	return [
		`${oneLine(employee.name)} (${employee.userPrincipalName}), ${offboarding.tenant.name}`,
		`${offboarding.statusWords}. ${offboarding.summary}`,
		`Began ${moment(offboarding.startedAt)}, ended ${moment(offboarding.finishedAt)}, started by ${oneLine(offboarding.requestedBy ?? 'not recorded')}.`,
		...steps.map(
			({ number, title, word, reason }) =>
				`${number} ${title}: ${word}${reason === null ? '' : `. ${oneLine(reason)}`}`,
		),
		offboarding.url,
	].join('\n');
}
