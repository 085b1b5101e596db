import type { Identity } from '../schedule/identity';
import type { Schedule } from '../schedule/schedule-record';
import type { Act, Facts, NewEntry } from './acts';

type ScheduleAct = Extract<Act, `schedule.${string}`>;

/**
 * Something became of a schedule.
 *
 * @param actor who did it; left out for what the runner does by itself
 */
export function scheduleEntry(
	type: ScheduleAct,
	{ id, tenantId, time, employee, reason, manager }: Schedule,
	{
		actor,
		facts = {},
		people,
		changed,
	}: {
		readonly actor?: string | null;
		readonly facts?: Facts;
		/** Those of a list whom it is about. */
		readonly people?: readonly Identity[];
		/** What it said before, and says now. */
		readonly changed?: Readonly<Record<string, { readonly was: unknown; readonly is: unknown }>>;
	} = {},
): NewEntry {
	return {
		type,
		...(actor === undefined ? {} : { actor }),
		run: id,
		facts: { tenant: tenantId, dueAt: time.dueAt, zone: time.zone, ...facts },
		personal: {
			...{ employee: nameOf(employee), manager, reason },
			...(people === undefined ? {} : { people: people.map(nameOf) }),
			...(changed === undefined ? {} : { changed }),
		},
	};
}

function nameOf({ id, userPrincipalName, displayName }: Identity) {
	return { id, userPrincipalName, displayName };
}
