import type { CaseFacts, Schedule } from '../../../runner';
import { saidIn } from '../../offboardings/from-schedule';
import type { Chosen } from '../../offboardings/chosen';
import type { Services } from '../../services';

/** What the form is filled with: what is kept, the recipient by a name that people know. */
export async function keptIn(
	{ runner }: Pick<Services, 'runner'>,
	schedule: Schedule,
	{ tenant, manager }: Chosen,
): Promise<Record<string, string>> {
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const named = schedule.manager;
	const found = named === null ? manager : await runner.directory.person(place, named);
	const text = found?.userPrincipalName ?? found?.mail ?? named ?? '';
	return { ...saidIn(schedule, text), approvedBy: schedule.caseFacts?.approvedBy ?? '' };
}

/** Facts that the form has no field for. */
const OUTSIDE = ['noticeAt', 'noticeBy'] as const;
const END = ['effectiveEnd', 'effectiveEndLocal', 'effectiveEndZone'] as const;

/**
 * The facts as they are from now on: those of the form, and of what was kept whatever the form can't say. The end of
 * employment was resolved when it was said first, to the second; where its field was left alone it stays that instant.
 */
export function factsAfter(
	{ caseFacts }: Pick<Schedule, 'caseFacts'>,
	said: CaseFacts,
	{ filled, typed }: Readonly<Record<'filled' | 'typed', Readonly<Record<string, string>>>>,
): CaseFacts {
	const kept = caseFacts ?? {};
	const at = typed.endAt?.trim() ?? '';
	const isSameEnd = at === filled.endAt && (at === '' || typed.endZone === filled.endZone);
	const isSameWord = said.approvedBy !== undefined && said.approvedBy === kept.approvedBy;
	return {
		...said,
		...only(kept, OUTSIDE),
		...(isSameEnd ? only(kept, END) : {}),
		...(isSameWord ? only(kept, ['approvedAt']) : {}),
	};
}

const only = (facts: CaseFacts, names: readonly (keyof CaseFacts)[]): CaseFacts =>
	Object.fromEntries(
		names.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])),
	);
