import type { SubscriptionRow } from '../../database/billing-schema';
import { planLine } from '../entitlement/plan-words';
import type { Entitlement } from '../entitlement/entitlement';
import { runs } from '../current';
import { choiceWords, PLANS } from '../entitlement/plans';
import { day, dollars } from '../money';

/** How billing stands, in the line under the heading. */
export function standOf(
	entitlement: Entitlement,
	subscription: SubscriptionRow | null,
	now: Date,
): string {
	if (!runs(subscription)) {
		const ended = subscription === null ? '' : ` ${overWords(subscription)}`;
		return `${planLine(entitlement, now)}.${ended} Nothing is charged until you choose a plan.`;
	}
	const words = choiceWords(subscription);
	if (subscription.status === 'past_due') return `${words}. The last payment failed.`;
	if (subscription.cancels === 1) {
		return `${words}, until ${day(subscription.paid_until)}. Nothing more is charged.`;
	}
	const { cancel_at } = subscription;
	const end = cancel_at === null ? '' : ` It ends on ${day(cancel_at)}.`;
	return `${words}. ${renewal(subscription)}${end}`;
}

/** What is over, and why: one that Stripe keeps although it is not paid is not one that ended. */
function overWords({ plan, status }: SubscriptionRow): string {
	const { name } = PLANS[plan];
	if (status === 'unpaid')
		return `${name} was not paid, so it is stopped. Pay its open invoice below, and it goes on.`;
	if (status === 'paused') return `${name} is paused at Stripe.`;
	return `${name} has ended.`;
}

function renewal(subscription: SubscriptionRow): string {
	const { next_plan, next_period, next_at, period_end, cents } = subscription;
	if (next_plan === null || next_period === null) {
		return `Next charge of ${dollars(cents)} on ${day(period_end)}, before tax.`;
	}
	const next = dollars(PLANS[next_plan].cents[next_period]);
	return `Next charge of ${next} on ${day(next_at ?? period_end)}, before tax, for ${choiceWords({ plan: next_plan, period: next_period })}.`;
}
