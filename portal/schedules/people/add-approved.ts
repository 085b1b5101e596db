import type { CaseFacts, RunnerQueries } from '../../../runner';
import type { FrozenWish } from '../../approvals/approval-record';
import type { OwnApproval } from '../../approvals/own-approvals';
import { HttpError } from '../../http/http-error';
import { askedBy, factsWith } from '../../offboardings/asker';
import { coverEmployees } from '../../organisations/coverage';
import type { Services } from '../../services';
import { approvalOfSchedule } from '../approved';
import { addWords } from './words';

/** Who agreed, and what marks the request as agreed to in the transaction. */
interface Agreed {
	readonly facts: CaseFacts;
	readonly claim: (tx: RunnerQueries, resultId: string) => Promise<void>;
}

/**
 * Puts those on a list whom a second person agreed to, and nobody else: the list has to be as it was read, at the time
 * that was read. Who was on it before without a second person’s word has that word too now, because they were named.
 *
 * @returns where it is looked at
 * @throws HttpError 409 in words: nobody was added then
 */
export async function addApproved(
	services: Services,
	{ tenant }: OwnApproval,
	wish: FrozenWish & { readonly addTo: NonNullable<FrozenWish['addTo']> },
	{ facts, claim }: Agreed,
): Promise<string> {
	const { asker, members, addTo, time } = wish;
	const schedule = await services.runner.schedules.get(addTo.schedule);
	const wasAgreed = (await approvalOfSchedule(services, schedule)) !== null;
	const named = new Set([...addTo.on, ...members].map(({ user }) => user.toLowerCase()));
	const giveBack = await coverEmployees(
		services,
		tenant,
		members.map(({ user }) => user),
	);
	try {
		await services.runner.scheduledLists.add(schedule, {
			...askedBy(asker),
			members: members.map(({ user, manager, ticket, caseFacts }) => ({
				...{ user, manager, ticket },
				caseFacts: { ...factsWith(asker, caseFacts ?? {}), ...facts },
			})),
			agreed: wasAgreed ? null : facts,
			together: async (tx, id, on) => {
				await refuseMoved(tx, id, time?.dueAt ?? null);
				if (on.some(({ employee }) => !named.has(employee.id))) throw new HttpError(409, GROWN);
				await claim(tx, id);
			},
		});
	} catch (error) {
		await giveBack();
		throw addWords(error);
	}
	return `/schedules/${addTo.schedule}`;
}

const GROWN =
	'Somebody else was put on the list since this was asked. Decline it; it can be asked again for the list as it is now. Nobody was added.';
const MOVED =
	'The list was moved to another time since this was asked. Decline it; it can be asked again. Nobody was added.';

async function refuseMoved(tx: RunnerQueries, id: string, dueAt: string | null): Promise<void> {
	const { due_at } = await tx
		.selectFrom('schedule')
		.select('due_at')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	if (due_at !== dueAt) throw new HttpError(409, MOVED);
}
