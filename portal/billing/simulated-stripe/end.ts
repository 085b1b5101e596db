import type Stripe from 'stripe';
import type { Sim } from './bills';

/** A subscription ends for good. */
export function end(
	sim: Sim,
	subscription: Stripe.Subscription,
	at: number,
	reason: Stripe.Subscription.CancellationDetails.Reason,
): void {
	subscription.status = 'canceled';
	subscription.ended_at = at;
	subscription.canceled_at ??= at;
	if (subscription.cancellation_details) subscription.cancellation_details.reason = reason;
	sim.webhooks.emit('customer.subscription.deleted', subscription);
}
