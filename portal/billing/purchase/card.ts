import type { Member } from '../../accounts/visitor';
import { recordNow } from '../../audit/acts';
import { HttpError } from '../../http/http-error';
import type { Services } from '../../services';
import { stripeFor } from '../owner-only';

/** Opens the page at Stripe where card, address and tax id are changed. @returns its address */
export async function openCard(services: Services, member: Member): Promise<string> {
	const { client, catalogue } = stripeFor(services, member);
	const { customer_id: customer } = (await services.db
		.selectFrom('billing_customer')
		.select('customer_id')
		.where('organisation_id', '=', member.organisation.id)
		.executeTakeFirst()) ?? { customer_id: null };
	if (customer === null) throw new HttpError(409, 'There is no card yet. Choose a plan first.');
	const configuration = await catalogue.portalConfiguration();
	await recordNow(services, member, { type: 'billing.cardOpened' });
	const { url } = await client.billingPortal.sessions.create({
		...{ customer, return_url: `${services.config.publicUrl}/billing` },
		...(configuration === null ? {} : { configuration }),
	});
	return url;
}
