import type Stripe from 'stripe';
import {
	CHOICES,
	lookupKey,
	PLAN_NAMES,
	PLANS,
	type Choice,
	type Plan,
} from '../entitlement/plans';

/** The product of a plan has the same id in every account. */
export const productId = (plan: Plan): string => `offboardiq_${plan}`;

/** What our configuration of the customer portal is known by; another number where its features change. */
export const PORTAL_MARK = 'portal-1';

/**
 * Makes what is missing at Stripe: a product for each plan, a price for each plan and period, and what customers may
 * change by themselves. It may be repeated. A price whose amount changed is made anew, and takes the key over; whoever
 * pays the old one goes on paying it.
 *
 * @returns what was made, for people
 */
export async function setUpCatalogue(client: Stripe): Promise<readonly string[]> {
	const made: string[] = [];
	const there = new Set<string>();
	for await (const { id } of client.products.list({ limit: 100 })) there.add(id);
	for (const plan of PLAN_NAMES) {
		if (there.has(productId(plan))) continue;
		await client.products.create({ id: productId(plan), name: `OffboardIQ ${PLANS[plan].name}` });
		made.push(`product ${productId(plan)}`);
	}
	const keys = CHOICES.map(lookupKey);
	const prices = await client.prices.list({ lookup_keys: keys, active: true, limit: 100 });
	for (const choice of CHOICES) {
		if (prices.data.some((price) => isPriceOf(price, choice))) continue;
		await makePrice(client, choice);
		made.push(`price ${lookupKey(choice)}`);
	}
	if (await makeConfiguration(client)) made.push('what customers may change by themselves');
	return made;
}

function isPriceOf(price: Stripe.Price, choice: Choice): boolean {
	const { plan, period } = choice;
	return price.lookup_key === lookupKey(choice) && price.unit_amount === PLANS[plan].cents[period];
}

async function makePrice(client: Stripe, choice: Choice): Promise<void> {
	const { plan, period } = choice;
	await client.prices.create({
		...{ product: productId(plan), currency: 'usd', unit_amount: PLANS[plan].cents[period] },
		...{ recurring: { interval: period }, lookup_key: lookupKey(choice) },
		...{ transfer_lookup_key: true, tax_behavior: 'exclusive' },
	});
}

/** Card, address and tax id. Plans are changed on our own page, which says what a change means. */
async function makeConfiguration(client: Stripe): Promise<boolean> {
	const { data } = await client.billingPortal.configurations.list({ active: true, limit: 100 });
	if (data.some(({ metadata }) => metadata?.offboardiq === PORTAL_MARK)) return false;
	await client.billingPortal.configurations.create({
		features: {
			customer_update: { enabled: true, allowed_updates: ['name', 'address', 'tax_id'] },
			payment_method_update: { enabled: true },
			invoice_history: { enabled: false },
			subscription_cancel: { enabled: false },
			subscription_update: { enabled: false },
		},
		metadata: { offboardiq: PORTAL_MARK },
	});
	return true;
}
