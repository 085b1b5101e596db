import { ConnectionError, GraphFailure, LookUpRefused, type RunnerQueries } from '../../../runner';
import { peopleOfDay } from '../../approvals/people-of-day';
import { MOST_ALONE } from '../../approvals/rule';
import type { Queries } from '../../database/schema';
import type { MemberCall } from '../../http/call';
import { HttpError } from '../../http/http-error';
import { askedBy, askerOf, factsWith } from '../../offboardings/asker';
import type { CaseWish } from '../../offboardings/case-form';
import type { ReadPreview } from '../../offboardings/previews';
import { whySecond } from '../../offboardings/why-second';
import type { Services } from '../../services';
import { inWords } from '../schedules';
import type { OwnChange } from './own-change';

const TOO_MANY = `More than ${MOST_ALONE} people within 24 hours, or more than ${MOST_ALONE} devices, are not one person’s to decide about. Cancel this schedule and offboard this person anew: a second person is asked then. Nothing was changed.`;

/**
 * Changes what a schedule says, in the name of whoever asks now: the same limits hold as for a new one.
 *
 * @param version of what they have read
 * @throws HttpError 409 in words: nothing was changed then
 */
export async function saveChange(
	services: Services,
	call: MemberCall,
	{ schedule, chosen }: OwnChange,
	{ wish, version, read }: { wish: CaseWish; version: string; read: ReadPreview },
): Promise<void> {
	const user = chosen.person.id;
	if ((await whySecond(services, call, chosen, wish.choices, read)) !== null) {
		throw new HttpError(409, TOO_MANY);
	}
	const asker = askerOf(call);
	try {
		await services.runner.changeSchedule(schedule.id, {
			...{ ...wish, version, ...askedBy(asker) },
			caseFacts: factsWith(asker, wish.caseFacts),
			together: async (tx: RunnerQueries, id: string) => {
				// The same database: what the two schemas call their tables differs.
				const parts = { db: tx as unknown as Queries, now: services.now };
				if ((await peopleOfDay(parts, call, user, id)) > MOST_ALONE) {
					throw new HttpError(409, TOO_MANY);
				}
			},
		});
	} catch (error) {
		throw changeWords(error);
	}
}

function changeWords(error: unknown): unknown {
	if (error instanceof LookUpRefused) {
		return new HttpError(409, `${error.message} Nothing was changed.`);
	}
	if (error instanceof GraphFailure || error instanceof ConnectionError) {
		const says = `The tenant can’t be asked who they are: ${error.message} Nothing was changed.`;
		return new HttpError(409, says);
	}
	return inWords(error);
}
