import type { SubscriptionRow } from '../database/billing-schema';
import type { Queries } from '../database/schema';
import { planStatus } from './entitlement/kept-plan';

/** The subscription that counts for an organisation, as it was last read; null: none was bought yet. */
export async function currentSubscription(
	db: Queries,
	organisationId: string,
): Promise<SubscriptionRow | null> {
	const row = await db
		.selectFrom('subscription')
		.innerJoin('organisation', 'organisation.subscription_id', 'subscription.id')
		.selectAll('subscription')
		.where('subscription.organisation_id', '=', organisationId)
		.where('organisation.id', '=', organisationId)
		.executeTakeFirst();
	return row ?? null;
}

/** Whether it runs, paid or in arrears. One that has ended is followed by a new purchase. */
export const runs = (row: SubscriptionRow | null): row is SubscriptionRow =>
	row !== null && planStatus(row.status, row.cancels === 1) !== 'ended';
