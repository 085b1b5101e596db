import { currentSubscription, runs } from '../billing/current';
import { choiceWords } from '../billing/entitlement/plans';
import { day } from '../billing/money';
import type { Queries } from '../database/schema';

/** A plan that goes on until an organisation is deleted. */
export interface PaidMeanwhile {
	/** “Business, monthly”. */
	readonly words: string;
	/** When it is charged once more before that day, in words; null: it is not. */
	readonly chargedOn: string | null;
}

/** What is still paid for by an organisation that is to be deleted; null where nothing is, or it was cancelled. */
export async function paidMeanwhile(
	db: Queries,
	organisationId: string,
	deletedAt: string,
): Promise<PaidMeanwhile | null> {
	const current = await currentSubscription(db, organisationId);
	if (!runs(current) || current.cancels === 1) return null;
	const isCharged = current.period_end <= deletedAt;
	return { words: choiceWords(current), chargedOn: isCharged ? day(current.period_end) : null };
}
