import type { MemberCall } from '../http/call';
import { shownTime, type ShownTime } from '../schedules/schedule-time';
import type { Services } from '../services';
import { ownAccountOf, type Chosen } from './chosen';
import { cardOf, type RunCard } from './run-card';

/** What there is about somebody already, told before a form about them is filled in. */
export interface KnownAbout {
	/** The account of whoever looks: they can't start it. */
	readonly isOwn: boolean;
	/** A run of them that has not ended. */
	readonly running: RunCard | null;
	/** Their last run that has ended, undone or not. */
	readonly last: RunCard | null;
	/** What is scheduled for them, alone or on a list, the first first. */
	readonly scheduled: readonly {
		readonly id: string;
		readonly isList: boolean;
		readonly isHeld: boolean;
		readonly shown: ShownTime;
	}[];
}

/** So many runs and schedules of one person are looked at. */
const LOOKED_AT = 10;

/** Reads the journal only. @throws DatabaseError */
export async function knownAbout(
	services: Services,
	call: MemberCall,
	{ tenant, person }: Chosen,
): Promise<KnownAbout> {
	const { runner, now } = services;
	const tenantIds = [tenant.tenantId];
	const wanted = { tenantIds, employeeId: person.id, dryRun: false, limit: LOOKED_AT };
	const search = person.userPrincipalName ?? person.id;
	const states = ['pending', 'needs_confirmation'] as const;
	const [isOwn, runs, schedules] = await Promise.all([
		ownAccountOf(services, call.visitor, tenant),
		runner.runs(wanted),
		runner.schedules.find({ tenantIds, states, search, order: 'soonest', limit: LOOKED_AT }),
	]);
	const cards = runs
		.filter(({ status }) => status !== 'refused')
		.map((run) => cardOf(run, now(), person.displayName));
	return {
		isOwn: isOwn(person),
		running: cards.find(({ isOver }) => !isOver) ?? null,
		last: cards.find(({ isOver }) => isOver) ?? null,
		scheduled: schedules
			// An address that has this one in it was found as well.
			.filter(({ people, employee }) => people !== null || employee.id === person.id)
			.map(({ id, people, state, time }) => ({
				...{ id, isList: people !== null, isHeld: state !== 'pending' },
				shown: shownTime(time, now()),
			})),
	};
}
