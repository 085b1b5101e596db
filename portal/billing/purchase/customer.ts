import type { MemberCall } from '../../http/call';
import type { Services } from '../../services';
import type { StripeDesk } from '../stripe/stripe-desk';

/** Whom Stripe knows an organisation as; made at the first wish, once, however many ask at the same time. */
export async function customerOf(
	{ db, now }: Pick<Services, 'db' | 'now'>,
	{ client, mode }: Pick<StripeDesk, 'client' | 'mode'>,
	{ member, visitor }: Pick<MemberCall, 'member' | 'visitor'>,
): Promise<string> {
	const { id, name } = member.organisation;
	await db
		.insertInto('billing_customer')
		.values({
			...{ organisation_id: id, customer_id: null, mode },
			...{ created_at: now().toISOString(), lease_owner: null, lease_until: null, read_at: null },
		})
		.onConflict((conflict) => conflict.column('organisation_id').doNothing())
		.execute();
	const known = await db
		.selectFrom('billing_customer')
		.select(['customer_id', 'created_at'])
		.where('organisation_id', '=', id)
		.executeTakeFirstOrThrow();
	if (known.customer_id !== null) return known.customer_id;
	const wish = { name, email: visitor.email, metadata: { organisation: id } };
	// An answer that was lost leads to the same customer, as long as Stripe knows the key: for a day.
	const customer = await client.customers.create(wish, {
		idempotencyKey: `customer-${id}-${Date.parse(known.created_at)}-${visitor.accountId}`,
	});
	await db
		.updateTable('billing_customer')
		.set({ customer_id: customer.id })
		.where('organisation_id', '=', id)
		.where('customer_id', 'is', null)
		.execute();
	// Two Owners at the same moment: the one that was kept counts for both.
	const { customer_id } = await db
		.selectFrom('billing_customer')
		.select('customer_id')
		.where('organisation_id', '=', id)
		.executeTakeFirstOrThrow();
	return customer_id ?? customer.id;
}
