import type { PlannedPerson, RunnerQueries } from '../../../runner';
import { askApproval } from '../../approvals/ask-approval';
import { peopleOfLists } from '../../approvals/people-of-lists';
import { MOST_ALONE } from '../../approvals/rule';
import type { CheckedList } from '../../bulks/checked-list';
import type { Queries } from '../../database/schema';
import type { MemberCall } from '../../http/call';
import { HttpError } from '../../http/http-error';
import { askedBy, askerOf, factsWith } from '../../offboardings/asker';
import { coverEmployees } from '../../organisations/coverage';
import type { Services } from '../../services';
import type { OwnSchedule } from '../schedules';
import { whyAskedOfDevices } from './who-decides';
import { addWords } from './words';

type Good = CheckedList['good'];

/** Somebody else came onto the list since it was decided who may decide. */
class OtherListError extends Error {
	override readonly name = 'OtherListError';
}

/** So often it is decided anew while others change the same list. */
const TRIES = 4;

/**
 * Puts people on a list that has not started, or asks a second person.
 *
 * @returns where it is looked at
 * @throws HttpError 409 in words: it has started, somebody is scheduled elsewhere, the plan does not cover them
 */
export async function addPeople(
	services: Services,
	call: MemberCall,
	own: OwnSchedule,
	good: Good,
): Promise<string> {
	for (let tries = 1; ; tries++) {
		const on = await services.runner.schedules.people(own.schedule.id);
		const users = new Set([
			...on.map(({ employee }) => employee.id),
			...good.map(({ person }) => person.id.toLowerCase()),
		]);
		const why = await whyAskedOfDevices(services, call, own, [...users]);
		if (why !== null) return await ask(services, call, own, { good, on, why });
		try {
			await addAlone(services, call, own, { good, counted: users });
			return `/schedules/${own.schedule.id}`;
		} catch (error) {
			if (!(error instanceof OtherListError)) throw addWords(error);
			if (tries === TRIES) throw new HttpError(409, OTHERS);
		}
	}
}

const OTHERS =
	'Others are changing this list at this moment. Look at it, and send it again. Nobody was added.';

async function ask(
	services: Services,
	call: MemberCall,
	{ schedule, tenant }: OwnSchedule,
	{
		good,
		on,
		why,
	}: {
		readonly good: Good;
		readonly on: readonly PlannedPerson[];
		readonly why: NonNullable<Awaited<ReturnType<typeof whyAskedOfDevices>>>;
	},
): Promise<string> {
	const { ticket, caseFacts, choices, time } = schedule;
	const listed = on.map(({ employee }) => ({
		...{ user: employee.id, name: employee.displayName, address: employee.userPrincipalName },
	}));
	const id = await askApproval(services, call, tenant, {
		...{ kind: 'bulk', why, time, ticket, choices: choices ?? {}, caseFacts: caseFacts ?? {} },
		members: good.map(({ person, manager, ticket: own, caseFacts: facts }) => ({
			...{ person, manager, ticket: own, caseFacts: facts ?? null },
		})),
		addTo: { schedule: schedule.id, on: listed },
	});
	return `/approvals/${id}`;
}

async function addAlone(
	services: Services,
	call: MemberCall,
	{ schedule, tenant }: OwnSchedule,
	{ good, counted }: { readonly good: Good; readonly counted: ReadonlySet<string> },
): Promise<void> {
	const asker = askerOf(call);
	// By object id: a name may be given to somebody else until then.
	const ids = good.map(({ person }) => person.id);
	const giveBack = await coverEmployees(services, tenant, ids);
	try {
		await services.runner.scheduledLists.add(schedule, {
			...askedBy(asker),
			members: good.map(({ person, manager, ticket, caseFacts }) => ({
				...{ user: person.id, manager, ticket },
				caseFacts: factsWith(asker, caseFacts ?? {}),
			})),
			together: async (tx: RunnerQueries, _id, on, fresh) => {
				if (on.some(({ employee }) => !counted.has(employee.id))) throw new OtherListError();
				const all = [...on, ...fresh].map(({ employee }) => employee.id);
				// Of two lists at the same moment neither knew of the other before.
				const parts = { db: tx as unknown as Queries, now: services.now };
				if ((await peopleOfLists(parts, call, all)) > MOST_ALONE) throw new OtherListError();
			},
		});
	} catch (error) {
		await giveBack();
		throw error;
	}
}
