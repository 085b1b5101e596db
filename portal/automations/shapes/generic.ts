import { oneLine, type ToldEvent } from './event';

/** The body of the generic shape, as Standard Webhooks lays it out: `type`, `timestamp`, `data`. */
export function genericBody({
	type,
	at,
	isTest,
	organisation,
	offboarding,
	checkpoint,
}: ToldEvent) {
	const { employee, url, reportUrl, steps, ...rest } = offboarding;
	return {
		type,
		timestamp: at,
		data: {
			...(isTest ? { test: true } : {}),
			organisation,
			offboarding: {
				...rest,
				employee: { ...employee, name: oneLine(employee.name) },
				steps,
				links: { offboarding: url, report: reportUrl },
			},
			// The same text as in the PDF: `offboardiq verify BUNDLE --checkpoint FILE` takes it.
			checkpoint: checkpoint?.note ?? null,
		},
	};
}
