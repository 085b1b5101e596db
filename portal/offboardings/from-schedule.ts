import type { Schedule } from '../../runner';
import type { MemberCall } from '../http/call';
import { oneSchedule } from '../schedules/schedules';
import type { Services } from '../services';
import type { Chosen } from './chosen';

/**
 * What the form about somebody begins with when it goes on from a schedule of theirs that is over, so that nothing of it
 * is typed twice. Its time comes along where it is still to come.
 *
 * @param id as the address has it
 * @throws HttpError 404 for a schedule of somebody else
 */
export async function filledFrom(
	services: Services,
	call: MemberCall,
	{ person, manager }: Chosen,
	id: string,
): Promise<Record<string, string> | null> {
	const { schedule } = await oneSchedule(services, call, id);
	if (schedule.people !== null || schedule.employee.id !== person.id) return null;
	const own = manager?.userPrincipalName ?? manager?.mail ?? '';
	return {
		template: 'none',
		...saidIn(schedule, schedule.manager ?? own),
		...(schedule.time.dueAt > services.now().toISOString() ? timeOf(schedule) : {}),
	};
}

/**
 * What a schedule says, as the fields of the form.
 *
 * @param manager who gets mail and ownership, as it is written there
 */
export function saidIn(schedule: Schedule, manager: string): Record<string, string> {
	return {
		manager,
		ticket: schedule.ticket ?? '',
		devices: schedule.choices?.devicePolicy ?? 'wipeCompany',
		outOfOffice: schedule.choices?.outOfOffice ?? '',
		...factsOf(schedule),
	};
}

const SAID = [
	...(['reason', 'policy', 'workerType', 'departure', 'owner', 'due'] as const),
	...(['forwardUntil', 'litigationHold', 'keepRecordUntil', 'lawfulBasis'] as const),
];

function factsOf({ caseFacts }: Schedule): Record<string, string> {
	const { effectiveEndLocal, effectiveEndZone, lockOutTargetMinutes } = caseFacts ?? {};
	return {
		...Object.fromEntries(SAID.map((key) => [key, caseFacts?.[key] ?? ''])),
		endAt: effectiveEndLocal?.slice(0, 16).replace(' ', 'T') ?? '',
		endZone: effectiveEndZone ?? '',
		lockOutTarget: lockOutTargetMinutes === undefined ? '' : String(lockOutTargetMinutes),
	};
}

const timeOf = ({ time }: Schedule) => ({
	...{ when: 'later', at: time.wallTime.slice(0, 16), zone: time.zone },
});
