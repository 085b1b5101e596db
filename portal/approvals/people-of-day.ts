import type { RunnerQueries } from '../../runner';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { decidedAlone } from './decided-alone';
import { MOST_ALONE } from './rule';

type Parts = Pick<Services, 'db' | 'now'>;
type Asker = Pick<MemberCall, 'member' | 'visitor'>;

/**
 * How many people somebody decides about alone within a day, with one more; whoever is among them already counts once.
 *
 * @param own the run or schedule that is being made for that one
 */
export async function peopleOfDay(
	{ db, now }: Parts,
	{ member, visitor }: Asker,
	user: string,
	own: string | null = null,
): Promise<number> {
	const who = { organisationId: member.organisation.id, email: visitor.email };
	const before = await decidedAlone(db, who, now(), own);
	return new Set([...before, user.toLowerCase()]).size;
}

/**
 * The same asked in the transaction that begins it: of many that are sent at the same moment no more come through than of
 * those that are sent one after the other.
 *
 * @returns what throws HttpError 409 where a second person has to be asked
 */
export function aloneIn({ now }: Parts, asker: Asker, user: string) {
	return async (tx: RunnerQueries, own: string): Promise<void> => {
		const db = tx as unknown as Queries;
		if ((await peopleOfDay({ db, now }, asker, user, own)) > MOST_ALONE) throw tooMany();
	};
}

const tooMany = (): HttpError =>
	new HttpError(
		409,
		`You have started ${MOST_ALONE} offboardings within 24 hours: more than that one person may not decide about alone. Send it again: a second person is asked then. Nothing was started.`,
	);
