import Stripe from 'stripe';
import { lockOrganisation } from '../../organisations/organisations';
import type { Services } from '../../services';

/**
 * Whether a customer that could not be read was deleted there. A key of another account does not know it either, and
 * that must end nobody's plan: of what was deleted Stripe still says so.
 */
export async function isDeleted(client: Stripe, id: string, error: unknown): Promise<boolean> {
	const isMissing = error instanceof Stripe.errors.StripeError && error.code === 'resource_missing';
	if (!isMissing || id === '') return false;
	return await client.customers.retrieve(id).then(
		(customer) => customer.deleted === true,
		() => false,
	);
}

/**
 * Somebody deleted the customer at Stripe, which ended the plan there. The next purchase makes a new one; invoices stay
 * as they were read.
 */
export async function forgetCustomer(
	{ db, now }: Pick<Services, 'db' | 'now'>,
	organisationId: string,
): Promise<void> {
	const at = now().toISOString();
	await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		await tx
			.updateTable('billing_customer')
			// A new moment is a new idempotency key: with the old one the deleted customer would come back.
			.set({ customer_id: null, created_at: at })
			.where('organisation_id', '=', organisationId)
			.execute();
		await tx
			.updateTable('subscription')
			.set({ status: 'canceled', ended_at: at, paid_until: at })
			.where('organisation_id', '=', organisationId)
			.where('status', '!=', 'canceled')
			.execute();
	});
}
