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
	const last = subscription?.plan ?? null;
	if (!runs(subscription)) {
		const ended = last === null ? '' : ` ${PLANS[last].name} has ended.`;
		return `${planLine(entitlement, now)}.${ended} Nothing is charged until you choose a plan.`;
	}
	const words = choiceWords(subscription);
	if (subscription.status === 'past_due') return `${words}. The last payment failed.`;
	if (subscription.cancels === 1) {
		return `${words}, until ${day(subscription.paid_until)}. Nothing more is charged.`;
	}
	return `${words}. ${renewal(subscription)}`;
}

function renewal(subscription: SubscriptionRow): string {
	const { next_plan, next_period, next_at, period_end, cents } = subscription;
	if (next_plan === null || next_period === null) {
		return `Next charge of ${dollars(cents)} on ${day(period_end)}, before tax.`;
	}
	const next = dollars(PLANS[next_plan].cents[next_period]);
	return `Next charge of ${next} on ${day(next_at ?? period_end)}, before tax, for ${choiceWords({ plan: next_plan, period: next_period })}.`;
}
