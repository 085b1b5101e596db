import type { Member } from '../accounts/visitor';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from '../team/roles';
import type { StripeDesk } from './stripe/stripe-desk';

/** The Stripe to work with, for whoever may. Asked here again, whatever the route said. @throws HttpError */
export function stripeFor({ stripe }: Services, { role }: Member): StripeDesk {
	if (!can(role, 'billing:manage')) throw new HttpError(403, 'Only an Owner manages billing.');
	if (stripe === null) throw new HttpError(409, 'Billing is not set up on this installation.');
	return stripe;
}
