import type { Schedule } from '../../runner';
import type { Member } from '../accounts/visitor';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';

/** The request that a second person agreed to and that became this schedule, the last of them; null: nobody was asked. */
export async function approvalOfSchedule(
	{ db }: Pick<Services, 'db'>,
	{ id }: Pick<Schedule, 'id'>,
): Promise<string | null> {
	const row = await db
		.selectFrom('approval')
		.select('id')
		.where('result_id', '=', id)
		.orderBy('decided_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row?.id ?? null;
}

/**
 * What was agreed to is what starts: neither its time nor its person is changed by one person alone.
 *
 * @throws HttpError 409
 */
export async function refuseOtherThanApproved(
	services: Services,
	{ organisation }: Member,
	schedule: Schedule,
): Promise<void> {
	const isApproved = (await approvalOfSchedule(services, schedule)) !== null;
	if (!isApproved && !organisation.requiresApproval) return;
	throw new HttpError(
		409,
		'A second person has to agree to what is changed. Cancel this one and ask again. Nothing was changed.',
	);
}

/** How many of an organisation's are scheduled once a second person agrees. */
export async function unapprovedOf(
	{ db }: Pick<Services, 'db'>,
	{ organisation }: Member,
): Promise<number> {
	const { count } = await db
		.selectFrom('approval')
		.select((row) => row.fn.countAll().as('count'))
		.where('organisation_id', '=', organisation.id)
		.where('state', '=', 'waiting')
		.where('due_at', 'is not', null)
		.executeTakeFirstOrThrow();
	return Number(count);
}
