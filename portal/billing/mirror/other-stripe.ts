import type { Queries } from '../../database/schema';
import type { Services } from '../../services';
import type { StripeMode } from '../stripe/stripe-desk';

/** What counts for nothing beside a Stripe that is more real than it. */
const LESS_REAL: Readonly<Record<StripeMode | 'none', readonly StripeMode[]>> = {
	live: ['test', 'simulated'],
	test: ['simulated'],
	simulated: [],
	none: ['simulated'],
};

/**
 * Forgets plans that were bought without money, once there is a Stripe with it, or this machine is in earnest: nobody
 * goes on with a plan that was only tried. What was really paid is never forgotten.
 */
export async function forgetTriedPlans({ db, stripe }: Pick<Services, 'db' | 'stripe'>) {
	const modes = LESS_REAL[stripe?.mode ?? 'none'];
	if (modes.length === 0) return;
	const tried = await db
		.selectFrom('billing_customer')
		.select('organisation_id')
		.where('mode', 'in', modes)
		.execute();
	for (const { organisation_id } of tried) {
		await db.transaction().execute((tx) => forgetBilling(tx, organisation_id));
	}
}

/** Forgets everything of an organisation's plan; what Stripe has of it stays there. */
export async function forgetBilling(tx: Queries, organisationId: string): Promise<void> {
	await tx
		.updateTable('organisation')
		.set({ subscription_id: null })
		.where('id', '=', organisationId)
		.execute();
	await tx
		.deleteFrom('stripe_event')
		.where('customer_id', 'in', (row) =>
			row
				.selectFrom('billing_customer')
				.select('customer_id')
				.where('organisation_id', '=', organisationId),
		)
		.execute();
	for (const table of ['billing_customer', 'subscription', 'invoice', 'checkout'] as const) {
		await tx.deleteFrom(table).where('organisation_id', '=', organisationId).execute();
	}
}
